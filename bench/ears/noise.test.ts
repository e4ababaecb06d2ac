import { describe, expect, test } from 'vitest';
import { tone } from '../../core/audio/random.testing.ts';
import { heardRate } from '../../core/units.ts';
import { makeNoise, noiseBelow, noiseKinds, power } from './noise.ts';

const voices = [tone(200, heardRate, 0.4 * heardRate), tone(330, heardRate, 0.7 * heardRate)];
const length = 2 * heardRate;

describe.each(noiseKinds)('%s', (kind) => {
  test('is the same for a seed and another for another', () => {
    const once = makeNoise({ kind, seed: 5, length, voices });
    expect(makeNoise({ kind, seed: 5, length, voices })).toEqual(once);
    expect(makeNoise({ kind, seed: 6, length, voices })).not.toEqual(once);
  });

  test.each([20, 10, 5])('lies %i dB below the voice', (snrDb) => {
    const voice = tone(440, heardRate, heardRate, 0.2);
    const noise = noiseBelow(voice, snrDb, { kind, seed: 1, length, voices });
    expect(10 * Math.log10(power(voice) / power(noise))).toBeCloseTo(snrDb, 3);
    expect(noise.length).toBe(length);
  });
});

test('pink noise loses 3 dB per octave, white noise none', () => {
  // Power of what a difference over one sample passes, against all: small where the low end rules.
  const brightness = (kind: 'white' | 'pink' | 'fan') => {
    const samples = makeNoise({ kind, seed: 3, length: 4 * heardRate, voices });
    return power(samples.map((sample, n) => sample - (samples[n - 1] ?? 0)));
  };
  expect(brightness('white')).toBeCloseTo(2, 1);
  expect(brightness('pink')).toBeLessThan(1);
  expect(brightness('fan')).toBeLessThan(brightness('pink'));
});
