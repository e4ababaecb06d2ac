/** The words of `talk` as a profile. */
import {
  defaultTurnSettings,
  type Profile,
  type ServerPartner,
  type ServiceAddress,
} from '../../core/profile/profile.ts';
import { readServerUrl } from '../../core/profile/server-url.ts';
import { parseOptions } from '../command-line.ts';

export const talkUsage = `usage: talk --wav MIC.wav --partner pipeline|echokit|realtime [--url URL] [--asr URL --llm URL --tts URL]
            [--out REPLY.wav] [--trace TRACE.json] [--model NAME] [--voice NAME] [--text WORDS]...
The conversation of the Talk page without a browser, in real time: MIC.wav is what the microphone hears.
  pipeline   --asr, --llm, --tts: OpenAI-compatible services; --tts-kind gsv for a gsv_tts server
             without --asr the utterance is played back, without --llm the demo answers
  echokit    --url ws://HOST:PORT/ws; --turn-end auto|server|submit, --opus
  realtime   --url ws://...; --dialect openai|hugging-face|echokit, --turns server|ours; key from the
             environment: REALTIME_API_KEY
  --text     words that are written instead of spoken, once the line stands; several in turn
  --out      what the loudspeaker played, mono, from the beginning on
  --trace    {"turns":[{"id","spans":[{"name","startMs","endMs"}],"heard","said","interrupted"}]}
Ends when the recording and the last turn are over; prints {"turns","failed"}; exit code 1 if a turn failed.`;

export interface TalkOptions {
  readonly wav: string;
  readonly profile: Profile;
  readonly keys: Readonly<Record<string, string>>;
  readonly texts: readonly string[];
  readonly out?: string;
  readonly trace?: string;
}

/** @throws with what is wrong, for stderr */
export function readTalkOptions(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): TalkOptions {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseOptions(argv, {
    wav: text,
    partner: text,
    url: text,
    asr: text,
    llm: text,
    tts: text,
    'tts-kind': text,
    'turn-end': text,
    opus: { type: 'boolean' },
    dialect: text,
    turns: text,
    model: text,
    voice: text,
    text: { type: 'string', multiple: true },
    out: text,
    trace: text,
  });
  const [stray] = positionals;
  if (stray !== undefined) throw new Error(`"${stray}" is no option; --help tells the options`);
  const { wav, out, trace } = values;
  if (wav === undefined) throw new Error('--wav is missing: say --wav MIC.wav');
  const partner = oneOf('partner', values.partner ?? 'pipeline', ['pipeline', 'echokit', 'realtime']);
  const { url, asr, llm, tts } = values;
  const server = partner === 'pipeline' ? undefined : serverOf(partner, url, values);
  if (partner === 'pipeline' && url !== undefined)
    throw new Error('--url is for echokit and realtime; a pipeline has --asr, --llm and --tts');
  const speaker = values.voice ?? '';
  const profile: Profile = {
    id: 'talk',
    name: 'talk',
    partner: {
      kind: 'pipeline',
      asr:
        asr === undefined
          ? { kind: 'echo' }
          : {
              kind: 'openai-asr',
              address: service('asr', asr),
              model: 'whisper-1',
              stream: false,
              simpleRequest: true,
            },
      llm:
        llm === undefined
          ? { kind: 'demo' }
          : { kind: 'openai-chat', address: service('llm', llm), model: values.model ?? '' },
      tts: voiceOf(
        tts,
        oneOf('tts-kind', values['tts-kind'] ?? 'openai', ['openai', 'gsv']),
        speaker,
        server,
      ),
    },
    persona: { systemPrompt: '', greeting: '', language: 'auto' },
    turn: defaultTurnSettings,
    vadModel: 'v6',
    ...(server === undefined ? {} : { server }),
  };
  return {
    wav,
    profile,
    keys: keysFor(server, environment['REALTIME_API_KEY']),
    texts: values.text ?? [],
    ...(out === undefined ? {} : { out }),
    ...(trace === undefined ? {} : { trace }),
  };
}

function voiceOf(
  url: string | undefined,
  kind: 'openai' | 'gsv',
  speaker: string,
  server: ServerPartner | undefined,
): Profile['partner']['tts'] {
  if (url === undefined) {
    if (server !== undefined) return { kind: 'page-voice', voice: 'auto' };
    throw new Error('--tts is missing: a pipeline needs a voice, such as --tts http://localhost:9094/v1');
  }
  const address = service('tts', url);
  return kind === 'gsv'
    ? { kind: 'gsv', address, mode: 'stream', speaker: speaker || 'cooper', sampleRate: 24_000 }
    : { kind: 'openai-speech', address, model: 'tts-1', voice: speaker || 'alloy', format: 'pcm' };
}

interface ServerValues {
  readonly 'turn-end'?: string | undefined;
  readonly opus?: boolean | undefined;
  readonly dialect?: string | undefined;
  readonly turns?: string | undefined;
  readonly model?: string | undefined;
  readonly voice?: string | undefined;
}

function serverOf(
  kind: ServerPartner['kind'],
  text: string | undefined,
  values: ServerValues,
): ServerPartner {
  if (text === undefined) throw new Error(`--url is missing: say where the ${kind} server is`);
  const read = readServerUrl(text);
  if (!read.ok) throw new Error(`--url "${text}" is no WebSocket address (${read.error})`);
  const { url } = read.value;
  if (kind === 'echokit') {
    const turnEnd = oneOf('turn-end', values['turn-end'] ?? 'auto', ['auto', 'server', 'submit']);
    return { kind, url, turnEnd, opus: values.opus ?? false, record: false };
  }
  return {
    kind,
    url,
    dialect: oneOf('dialect', values.dialect ?? 'openai', ['openai', 'hugging-face', 'echokit']),
    model: values.model ?? '',
    voice: values.voice ?? '',
    turnTaking: oneOf('turns', values.turns ?? 'server', ['server', 'ours']),
    transcriptionModel: 'gpt-4o-mini-transcribe',
    key: 'browser',
  };
}

function keysFor(
  server: ServerPartner | undefined,
  key: string | undefined,
): Readonly<Record<string, string>> {
  if (server === undefined || key === undefined || key === '') return {};
  const read = readServerUrl(server.url);
  return read.ok ? { [read.value.origin]: key } : {};
}

/** A bare `http://host:port` means the usual `/v1` below it. */
function service(flag: string, text: string): ServiceAddress {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Error(`--${flag} "${text}" is no http address, such as http://localhost:9092/v1`);
  const { pathname } = new URL(text);
  const url = pathname === '/' ? `${text.replace(/\/$/, '')}/v1` : text;
  return { url, mode: 'base', via: 'direct' };
}

function oneOf<T extends string>(flag: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Error(`--${flag} is "${value}", expected ${known.join(' or ')}`);
  return found;
}
