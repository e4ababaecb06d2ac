/** Both ends of an ordered stream of messages: how long each took, and whether all came as they went. */
import type { EndReport } from './message-end.ts';

export interface MessageStream {
  readonly sent: EndReport;
  readonly arrived: EndReport;
}

/** The line keeps the order: the n-th that comes is the n-th that went. NaN for one that never went. */
export const delaysMs = ({ sent, arrived }: MessageStream): readonly number[] =>
  Array.from(arrived.atMs, (at, n) => at - (sent.atMs[n] ?? Number.NaN));

/** Negative where more came than went. */
export const lost = ({ sent, arrived }: MessageStream): number => sent.atMs.length - arrived.atMs.length;

export const isUnchanged = ({ sent, arrived }: MessageStream): boolean => sent.digest === arrived.digest;

/** The same messages on two ways: what the one took longer than the other, message by message. */
export function extraDelays(through: MessageStream, direct: MessageStream): readonly number[] {
  const directly = delaysMs(direct);
  return delaysMs(through)
    .slice(0, directly.length)
    .map((delay, n) => delay - (directly[n] ?? Number.NaN));
}
