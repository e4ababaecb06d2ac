/** One recognition of what a box heard. */
import type { Hearing } from '../../core/turn/turn-event.ts';
import { samplesToMillis } from '../../core/units.ts';
import type { Utterance } from '../../app/engines/engine.ts';
import { callWithin } from '../conversation/calls.ts';
import type { Host } from '../conversation/host.ts';
import { judgeTranscript, judgeUtterance } from '../conversation/judge-transcript.ts';
import type { Limits } from '../conversation/limits.ts';
import type { Partner } from '../conversation/turn-driver.ts';
import { recogniserUnfit } from './box-failure.ts';

interface RecognitionTools {
  readonly host: Host;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly onPartial: (text: string) => void;
}

/** @throws what the recogniser failed with; the signal's reason when aborted */
export async function recogniseForBox(
  utterance: Utterance,
  { engines, language, prompt }: Partner,
  { host, limits, signal, onPartial }: RecognitionTools,
): Promise<Hearing> {
  const { asr } = engines;
  if (asr.live) throw recogniserUnfit();
  const worthless = judgeUtterance(utterance);
  if (worthless !== null) return worthless;
  const clipMs = samplesToMillis(utterance.samples.length, utterance.sampleRate);
  const transcript = await callWithin(
    (callSignal) =>
      asr.transcribe(utterance, {
        signal: callSignal,
        ...(language === undefined ? {} : { language }),
        onPartial: (text) => {
          if (!callSignal.aborted) onPartial(text);
        },
      }),
    limits.asrMs + clipMs,
    { signal, host, limits, retries: limits.retries },
  );
  return judgeTranscript(transcript, utterance, { engines, language, prompt });
}
