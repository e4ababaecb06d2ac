import type { Samples } from '../../core/units.ts';

/**
 * Averages the channels of a quantum into one. Allocates nothing.
 * @param channels of equal length, at least one
 * @param from first sample of the slice to be mixed
 * @param count samples to be mixed, at most `mono.length`
 */
export function downmix(
  channels: readonly Float32Array[],
  from: Samples,
  count: Samples,
  mono: Float32Array,
): void {
  const share = 1 / channels.length;
  for (let i = 0; i < count; i += 1) {
    let sum = 0;
    for (const channel of channels) sum += channel[from + i]!;
    mono[i] = sum * share;
  }
}
