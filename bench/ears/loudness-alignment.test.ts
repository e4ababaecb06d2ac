import { describe, expect, test } from 'vitest';
import { noise } from '../../core/audio/random.testing.ts';
import { heardRate } from '../../core/units.ts';
import { alignByLoudness } from './loudness-alignment.ts';

const seconds = (length: number) => Math.round(length * heardRate);

/** Six words of different lengths, each of noise. */
const clip = (() => {
  const samples = new Float32Array(seconds(3));
  let at = 0;
  [0.3, 0.45, 0.2, 0.6, 0.35, 0.5].forEach((length, index) => {
    samples.set(noise(index + 1, seconds(length), 0.1 + 0.05 * (index % 3)), at);
    at += seconds(length + 0.05);
  });
  return samples.slice(0, at - seconds(0.05));
})();

/** The clip in other clothes: other noise of the same loudness, louder, in a quiet room. */
function heardAs(from: number, before: number, after: number): Float32Array {
  const kept = clip.slice(from);
  const audio = noise(99, before + kept.length + after, 0.0005);
  const other = noise(7, kept.length, 1.5);
  kept.forEach((sample, n) => {
    audio[before + n]! += Math.abs(sample) * other[n]!;
  });
  return audio;
}

describe('alignByLoudness', () => {
  test('finds a clip that is all there, though no sample of it is the same', () => {
    const { offset, correlation } = alignByLoudness(heardAs(0, seconds(0.7), seconds(1)), clip);
    expect(Math.abs(offset - seconds(0.7))).toBeLessThanOrEqual(seconds(0.01));
    expect(correlation).toBeGreaterThan(0.8);
  });

  test('finds one whose beginning is missing', () => {
    const { offset } = alignByLoudness(heardAs(seconds(1.1), 0, seconds(1.4)), clip);
    expect(Math.abs(offset + seconds(1.1))).toBeLessThanOrEqual(seconds(0.01));
  });

  test('does not find what is not there', () => {
    expect(alignByLoudness(noise(3, seconds(4), 0.1), clip).correlation).toBeLessThan(0.5);
  });
});
