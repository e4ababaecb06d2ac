/** From what a recogniser wrote to what was heard. */
import { isBackchannel } from '../../core/speech/backchannel.ts';
import {
  defaultGateLimits,
  gateTranscript,
  gateUtterance,
  type GateLimits,
} from '../../core/speech/hallucination-gate.ts';
import { plainWords } from '../../core/speech/plain-words.ts';
import { endsTurn } from '../../core/speech/transcript-stability.ts';
import type { Hearing } from '../../core/turn/turn-event.ts';
import { samplesToMillis } from '../../core/units.ts';
import type { Engines, Transcript, Utterance } from '../../app/engines/engine.ts';

/** Voice is counted strictly here (`voice-duration.ts`), so a clear "yes" has less of it than the gate's usual bound. */
const limits: GateLimits = { ...defaultGateLimits, shortestVoicedMs: 128 };

/** Whether the utterance is worth a recogniser's time; otherwise why it is not. */
export function judgeUtterance({ evidence }: Utterance): Hearing | null {
  const verdict = gateUtterance(evidence, limits);
  return verdict.verdict === 'keep' ? null : { kind: 'nothing', because: verdict.reason };
}

/** How it was recognised. */
interface Spoken {
  readonly engines: Pick<Engines, 'asr'>;
  readonly language: string | undefined;
  readonly prompt: string | undefined;
  /** What the app was saying at the time. */
  readonly spokenOver?: string;
}

export function judgeTranscript(
  transcript: Transcript,
  { samples, sampleRate, evidence }: Utterance,
  { engines, language, prompt, spokenOver }: Spoken,
): Hearing {
  const text = transcript.text.trim();
  // Nobody listened: the "text" only stands for the sound, and is never final.
  if (engines.asr.kind === 'echo') return { kind: 'words', text, settled: false, backchannel: false };
  const verdict = gateTranscript(
    {
      ...transcript,
      text,
      voice: { ...evidence, clipMs: samplesToMillis(samples.length, sampleRate) },
      ...(prompt === undefined ? {} : { prompt }),
    },
    limits,
  );
  if (verdict.verdict === 'drop') return { kind: 'nothing', because: verdict.reason };
  if (spokenOver !== undefined && isEchoOf(text, spokenOver))
    return { kind: 'nothing', because: 'own-voice' };
  const spoken = transcript.language ?? language;
  return {
    kind: 'words',
    text,
    settled: endsTurn(text, spoken),
    backchannel: isBackchannel(text, spoken),
  };
}

/** One word may be the user's as well as the loudspeaker's. */
const echoWords = 2;

/** The app heard itself: these words, in this order, are what it was saying. */
function isEchoOf(text: string, spokenOver: string): boolean {
  const words = plainWords(text);
  if (words.length < echoWords) return false;
  return ` ${plainWords(spokenOver).join(' ')} `.includes(` ${words.join(' ')} `);
}
