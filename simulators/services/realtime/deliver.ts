/** Sends a reply's words and sound piece by piece, faster than they will be heard. */
import { millisToSamples, samplesToMillis, type Millis } from '../../../core/units.ts';
import { now, waitUntil } from '../http/clock.ts';
import type { SpokenPlan } from './brain.ts';

export interface DeliverySink {
  /** Words of the next piece. */
  words(text: string): void;
  /** Int16 at the plan's rate. */
  sound(pcm: Int16Array): void;
}

/** `stopped`: by the signal. `stalled`: nothing more will come. `cut`: the line is to break here. */
export type DeliveryEnd = 'complete' | 'stopped' | 'stalled' | 'cut';

/** @param chunkMs longest piece of sound that is sent at once */
export async function deliver(
  plan: SpokenPlan,
  chunkMs: Millis,
  signal: AbortSignal,
  sink: DeliverySink,
): Promise<DeliveryEnd> {
  const { pieces, rate, rtf, ending } = plan;
  const total = pieces.reduce((sum, { pcm }) => sum + pcm.length, 0);
  const last = ending === undefined ? Infinity : Math.floor(total * ending.share);
  const chunk = millisToSamples(chunkMs, rate);
  const begin = now() + plan.delayMs;
  await waitUntil(begin, signal);
  let sent = 0;
  for (const { text, pcm } of pieces) {
    if (signal.aborted) return 'stopped';
    sink.words(text);
    for (let at = 0; at < pcm.length; at += chunk) {
      if (sent >= last) return ending?.kind === 'cut' ? 'cut' : 'stalled';
      await waitUntil(begin + samplesToMillis(sent, rate) * rtf, signal);
      if (signal.aborted) return 'stopped';
      const part = pcm.subarray(at, at + chunk);
      sink.sound(part);
      sent += part.length;
    }
  }
  return signal.aborted ? 'stopped' : 'complete';
}
