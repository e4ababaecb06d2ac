import { describe, expect, it } from 'vitest';
import { concat, createRandom, cut, noise, tone } from './random.testing.ts';
import { Resampler, resample, resampledLength } from './resampler.ts';

/** What sound cards, files and speech services come with. */
const usualRates = [
  8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000,
];
/** Their ratios to the usual rates have terms in the thousands, so phases are interpolated. */
const oddRates = [44_056, 47_952, 15_999, 191_999];

const toDb = (amplitude: number) => 20 * Math.log10(Math.max(amplitude, 1e-9));
const peak = (samples: Float32Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** A sine whose frequency rises evenly, with soft ends. The same sound at every rate, sampled exactly. */
function sweep(fromHz: number, toHz: number, rate: number, seconds: number): Float32Array {
  const edge = 0.05;
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, i) => {
    const t = i / rate;
    const phase = 2 * Math.PI * (fromHz * t + ((toHz - fromHz) * t * t) / (2 * seconds));
    const inside = Math.min(1, t / edge, (seconds - t) / edge);
    return Math.sin(phase) * 0.5 * (1 - Math.cos(Math.PI * inside));
  });
}

/** Amplitude of one frequency, seen through a Blackman window. */
function amplitudeAt(samples: Float32Array, hz: number, rate: number): number {
  let re = 0;
  let im = 0;
  let weights = 0;
  samples.forEach((sample, i) => {
    const x = (2 * Math.PI * i) / samples.length;
    const weight = 0.42 - 0.5 * Math.cos(x) + 0.08 * Math.cos(2 * x);
    re += weight * sample * Math.cos((2 * Math.PI * hz * i) / rate);
    im += weight * sample * Math.sin((2 * Math.PI * hz * i) / rate);
    weights += weight;
  });
  return (2 * Math.hypot(re, im)) / weights;
}

function difference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return peak(a.map((sample, i) => sample - b[i]!));
}

function inBlocks(blocks: readonly Float32Array[], from: number, to: number): Float32Array {
  const resampler = new Resampler(from, to);
  const outputs = blocks.map((block) => {
    const output = new Float32Array(resampler.maxOutputSamples(block.length));
    return output.subarray(0, resampler.process(block, output));
  });
  const tail = new Float32Array(resampler.maxFlushSamples);
  return concat([...outputs, tail.subarray(0, resampler.flush(tail))]);
}

describe('resampling to 16 kHz', () => {
  const rates = [...usualRates, ...oddRates];
  const higher = rates.filter((rate) => rate > 16_000);

  it.each(higher)('rejects what would fold from %i Hz by 70 dB and more', (rate) => {
    const output = resample(sweep(8000, rate / 2, rate, 1), rate, 16_000);
    expect(toDb(peak(output))).toBeLessThan(-70);
  });

  it.each(rates)('keeps the pass band from %i Hz, in level and in time', (rate) => {
    const passBand = 0.875 * 0.5 * Math.min(rate, 16_000);
    const output = resample(sweep(50, passBand, rate, 1), rate, 16_000);
    // Aligned and level at once: the very samples that the sweep has at the other rate.
    expect(toDb(difference(output, sweep(50, passBand, 16_000, 1)))).toBeLessThan(-60);
  });

  it.each(higher)('has at most 0.1 dB of ripple up to 7 kHz from %i Hz', (rate) => {
    for (const hz of [60, 500, 1000, 3000, 5000, 6000, 6500, 6800, 7000]) {
      const output = resample(tone(hz, rate, rate / 5), rate, 16_000).subarray(800, 2400);
      expect(Math.abs(toDb(amplitudeAt(output, hz, 16_000)))).toBeLessThan(0.1);
    }
  });
});

describe('resampling for playback', () => {
  const pairs = [
    [8000, 24_000],
    [16_000, 24_000],
    [22_050, 24_000],
    [32_000, 24_000],
    [44_100, 24_000],
    [48_000, 24_000],
    [22_050, 48_000],
    [24_000, 48_000],
    [32_000, 48_000],
    [44_100, 48_000],
    [24_000, 44_100],
    [44_056, 48_000],
  ] as const;

  it.each(pairs)('keeps the pass band and adds no images: %i to %i Hz', (from, to) => {
    const passBand = 0.875 * 0.5 * Math.min(from, to);
    const output = resample(sweep(50, passBand, from, 1), from, to);
    expect(toDb(difference(output, sweep(50, passBand, to, 1)))).toBeLessThan(-60);
  });

  it.each(pairs.filter(([from, to]) => to > from))(
    'mirrors nothing from the transition band either: %i to %i Hz',
    (from, to) => {
      for (const share of [0.9, 0.95, 0.99]) {
        const hz = (share * from) / 2;
        const output = resample(tone(hz, from, from), from, to);
        const image = amplitudeAt(output.subarray(to / 4, (3 * to) / 4), from - hz, to);
        expect(toDb(image)).toBeLessThan(-60);
      }
    },
  );
});

describe('length', () => {
  it('is the input times the ratio, rounded', () => {
    expect(resampledLength(3600 * 44_100, 44_100, 16_000)).toBe(3600 * 16_000);
    expect(resampledLength(1, 48_000, 16_000)).toBe(0);
    expect(resampledLength(2, 48_000, 16_000)).toBe(1);
    expect(resampledLength(3, 32_000, 16_000)).toBe(2);
    expect(resampledLength(16 * 3600 * 192_000 - 1, 192_000, 191_999)).toBe(16 * 3600 * 191_999 - 1);
  });

  it.each([...usualRates, ...oddRates])('is exact from and to %i Hz, for every remainder', (rate) => {
    for (const count of [0, 1, 2, 3, 100, 127, 441, 1023, 1024, 1025, rate - 1, rate]) {
      expect(resample(new Float32Array(count), rate, 16_000)).toHaveLength(
        Math.round((count * 16_000) / rate),
      );
      expect(resample(new Float32Array(count), 48_000, rate)).toHaveLength(
        Math.round((count * rate) / 48_000),
      );
    }
  });
});

describe('streaming', () => {
  const pairs = [
    [44_100, 16_000],
    [48_000, 16_000],
    [192_000, 16_000],
    [192_000, 8000],
    [11_025, 16_000],
    [22_050, 24_000],
    [8000, 192_000],
    [16_000, 16_000],
    [44_056, 16_000],
    [191_999, 8000],
  ] as const;

  it.each(pairs)('gives the same bits however the input is cut: %i to %i Hz', (from, to) => {
    const random = createRandom(from + to);
    const input = noise(from, from / 4);
    const whole = resample(input, from, to);
    for (const longest of [1, 7, 128, 5000]) {
      if (longest === 1 && from > 100_000) continue;
      expect(inBlocks(cut(input, random, longest), from, to)).toEqual(whole);
    }
  });

  it.each([
    [44_100, 16_000],
    [22_050, 24_000],
    [44_056, 16_000],
  ])('does not drift: second 60 is second 2, bit for bit, %i to %i Hz', (from, to) => {
    // A sound that repeats every second, so that its output must too. The slightest drift would show in the phase.
    const second = noise(9, from);
    const resampler = new Resampler(from, to);
    const output = new Float32Array(resampler.maxOutputSamples(from));
    let reference: Float32Array | null = null;
    for (let i = 1; i <= 60; i++) {
      const count = resampler.process(second, output);
      if (i === 1) continue;
      expect(count).toBe(to);
      reference ??= output.slice(0, count);
      if (i === 60) expect(output.subarray(0, count)).toEqual(reference);
    }
  });

  it('holds back no more than its latency says', () => {
    const resampler = new Resampler(48_000, 16_000);
    const output = new Float32Array(100_000);
    let taken = 0;
    let given = 0;
    for (let i = 0; i < 200; i++) {
      given += resampler.process(new Float32Array(128), output);
      taken += 128;
      // Output n lies at input 3 n.
      expect(3 * given).toBeGreaterThanOrEqual(taken - resampler.latencySamples);
    }
    expect(resampler.latencySamples / 48).toBeLessThan(3);
  });

  it('puts an impulse where it was', () => {
    const input = new Float32Array(44_100);
    input[441 * 50] = 1;
    const output = resample(input, 44_100, 16_000);
    expect(output.indexOf(peak(output))).toBe(160 * 50);
  });

  it('begins anew after flush and after reset', () => {
    const input = noise(1, 5000);
    const resampler = new Resampler(44_100, 16_000);
    const once = () => {
      const output = new Float32Array(4000);
      const written = resampler.process(input, output);
      return output.slice(0, written + resampler.flush(output.subarray(written)));
    };
    const first = once();
    expect(once()).toEqual(first);
    resampler.process(input, new Float32Array(4000));
    resampler.reset();
    expect(once()).toEqual(first);
  });

  it('is a copy between equal rates', () => {
    const input = noise(2, 3000);
    expect(resample(input, 24_000, 24_000)).toEqual(input);
  });

  it('passes a constant unchanged in every phase', () => {
    const output = resample(new Float32Array(22_050).fill(0.5), 22_050, 16_000).subarray(200, -200);
    expect(peak(output.map((sample) => sample - 0.5))).toBeLessThan(1e-6);
  });
});

describe('refusals', () => {
  it.each([0, 7999, 192_001, 44_100.5, Number.NaN])('refuses a rate of %f Hz', (rate) => {
    expect(() => new Resampler(rate, 16_000)).toThrow(
      `from must be a whole rate from 8000 to 192000 Hz, got ${rate}`,
    );
    expect(() => new Resampler(16_000, rate)).toThrow('to must be');
  });

  it('refuses an output without room', () => {
    const resampler = new Resampler(48_000, 16_000);
    const input = new Float32Array(128);
    expect(() => resampler.process(input, new Float32Array(40))).toThrow('has room for 40 samples, needs 44');
    resampler.process(input, new Float32Array(44));
    expect(() => resampler.flush(new Float32Array(1))).toThrow(RangeError);
  });
});
