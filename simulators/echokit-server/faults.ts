/** Ways in which the stand-in can be an older, another or a broken server, by name. */
import { EchoError } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';

/** Each with what `--help` says of it. */
export const faultWords = {
  'no-stream-asr': 'a server before 0.3.2: no stream_asr (the client must Submit), no vowels, no /version',
  'no-endvad': 'EndVad is never sent',
  'silent-llm': 'the model never answers: nothing comes after the transcript',
  'llm-fails': 'the model refuses: EndResponse only',
  'tts-empty': 'the voice fails: StartAudio and EndAudio without sound',
  'opus-loss': 'as upstream from 0.3.1 on: what is below 120 ms at the end of each 0.5 s is lost',
  gemini: 'Gemini with a voice: explicit turns, no EndVad, one segment per answer',
  'gemini-live': 'Gemini live: sound before StartAudio, which comes again with growing text; one EndAudio',
  choices: 'Claude: every input is to be confirmed by Select, thoughts are shown',
  'choices-tool': 'Claude that asks before it uses a tool',
  'choices-question': 'Claude that asks a question with answers to select',
  'restart@N': 'after N turns all sockets are dropped without Close and all sessions forgotten',
  'restart-in@N': 'the same in the middle of the answer of turn N',
  'evict@N': 'in the middle of the answer of turn N: as if another socket came with the same id',
  'refuse@STATUS': 'every WebSocket handshake is answered with this status',
} as const;

type NumberedFault = 'restart' | 'restart-in' | 'evict' | 'refuse';
type PlainFault = Exclude<keyof typeof faultWords, `${string}@${string}`>;

/** What goes wrong; counts are of turns of the whole server, from 1. */
export interface Faults {
  readonly plain: ReadonlySet<PlainFault>;
  readonly numbers: Readonly<Partial<Record<NumberedFault, number>>>;
}

const numbered: Readonly<Record<NumberedFault, { readonly least: number; readonly most: number }>> = {
  restart: { least: 1, most: 1_000_000 },
  'restart-in': { least: 1, most: 1_000_000 },
  evict: { least: 1, most: 1_000_000 },
  refuse: { least: 400, most: 599 },
};

type FaultError = EchoError<'fault-unknown' | 'fault-number'>;

/** @param names such as `no-endvad` and `restart@2` */
export function parseFaults(names: readonly string[]): Result<Faults, FaultError> {
  const plain = new Set<PlainFault>();
  const numbers: Partial<Record<NumberedFault, number>> = {};
  for (const name of names) {
    const [kind = '', count, ...more] = name.split('@');
    if (isNumbered(kind)) {
      const { least, most } = numbered[kind];
      const number = more.length === 0 && /^\d+$/.test(count ?? '') ? Number(count) : NaN;
      if (!(number >= least && number <= most)) {
        const message = `fault "${name}": ${kind}@ needs a whole number from ${least} to ${most}`;
        return err(new EchoError('fault-number', message));
      }
      numbers[kind] = number;
    } else if (isPlain(name)) {
      plain.add(name);
    } else {
      const known = Object.keys(faultWords).join(', ');
      return err(new EchoError('fault-unknown', `fault "${name}" is unknown, known: ${known}`));
    }
  }
  return ok({ plain, numbers });
}

const isNumbered = (name: string): name is NumberedFault => Object.hasOwn(numbered, name);
const isPlain = (name: string): name is PlainFault => Object.hasOwn(faultWords, name) && !name.includes('@');
