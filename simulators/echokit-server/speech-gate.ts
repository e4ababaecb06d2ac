/** The EchoKit server's own reading of Silero's probabilities. Source: sheet `echokit.md` 4.1 and 6.4, defaults of `[asr.vad]`. */

export interface SpeechGate {
  readonly inSpeech: boolean;
  /** Windows below {@link offBelow} since the last above {@link onAbove}; those in between count for neither. */
  readonly quietWindows: number;
}

export const closedGate: SpeechGate = { inSpeech: false, quietWindows: 0 };

const onAbove = 0.5;
const offBelow = 0.35;
/** `max_silence_duration_ms` 200 in whole windows of 32 ms. */
const offAfterWindows = 6;

export function gateSpeech(gate: SpeechGate, probability: number): SpeechGate {
  if (probability > onAbove) return { inSpeech: true, quietWindows: 0 };
  if (probability >= offBelow) return gate;
  const quietWindows = gate.quietWindows + 1;
  return { inSpeech: gate.inSpeech && quietWindows < offAfterWindows, quietWindows };
}
