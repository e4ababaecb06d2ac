import { describe, expect, it } from 'vitest';
import { segmentRecording, segmentRecordingInSeconds, type BatchInput } from './batch-segmenter.ts';
import { loadReferences, loadVectors, upstreamParameters } from './fixtures.testing.ts';
import { defaultBatchParameters } from './parameters.ts';

const references = loadReferences();
const vectors = loadVectors();

describe('upstream results on recordings', () => {
  it('has all of them', () => {
    expect(references.length).toBeGreaterThanOrEqual(42 + 6);
    expect(new Set(references.map(({ model }) => model))).toEqual(new Set(['v5', 'v6']));
    expect(new Set(references.map(({ sampleRate }) => sampleRate))).toEqual(new Set([8_000, 16_000]));
  });

  for (const reference of references) {
    it(`${reference.file} ${reference.model}: ${reference.cases.length} parameter sets, to the sample`, () => {
      for (const { id, params, timestamps, seconds } of reference.cases) {
        const input: BatchInput = {
          probabilities: reference.probs,
          length: reference.numSamples,
          rate: reference.sampleRate,
          parameters: upstreamParameters(params),
        };
        expect(segmentRecording(input), id).toEqual({ ok: true, value: timestamps });
        if (seconds) expect(segmentRecordingInSeconds(input, 3), id).toEqual({ ok: true, value: seconds });
      }
    });
  }
});

describe('upstream results on probability sequences', () => {
  it('has all of them', () => {
    expect(vectors.length).toBe(278);
    expect(new Set(vectors.map(({ sampleRate }) => sampleRate))).toEqual(new Set([8_000, 16_000, 48_000]));
  });

  for (const { id, kind, probs, numSamples, sampleRate, params, timestamps, seconds } of vectors) {
    it(`${id} (${kind})`, () => {
      const input: BatchInput = {
        probabilities: probs,
        length: numSamples,
        rate: sampleRate,
        parameters: upstreamParameters(params),
      };
      expect(segmentRecording(input)).toEqual({ ok: true, value: timestamps });
      expect(segmentRecordingInSeconds(input, 3)).toEqual({ ok: true, value: seconds });
    });
  }
});

describe('rounding to seconds', () => {
  /** Start in seconds of a segment that begins at sample `start`, by way of the padding. */
  const startOf = (start: number, decimals: number): number | string | undefined => {
    const onset = Math.ceil(start / 512) * 512;
    const probabilities = new Array<number>(onset / 512).fill(0).concat(new Array<number>(20).fill(1));
    const seconds = segmentRecordingInSeconds(
      {
        probabilities,
        length: probabilities.length * 512,
        rate: 16_000,
        parameters: { ...defaultBatchParameters, speechPadMs: (onset - start) / 16 },
      },
      decimals,
    );
    return seconds.ok ? seconds.value[0]?.start : seconds.error.code;
  };

  // Expected values are what Python 3.11 prints for round(start / 16000, decimals).
  it.each([
    [1_000, 3, 0.062], // 0.0625 is a double: a true tie, to the even digit
    [3_000, 3, 0.188], // 0.1875 likewise
    [8_000, 0, 0], // 0.5
    [24_000, 0, 2], // 1.5
    [8, 3, 0.001], // 0.0005 as a double is a little more than the tie
    [72, 3, 0.004], // 0.0045 is a little less
  ])('sample %i to %i decimals is %f', (start, decimals, expected) => {
    expect(startOf(start, decimals)).toBe(expected);
  });

  it('holds the end within the unrounded length', () => {
    const probabilities = new Array<number>(20).fill(1);
    const parameters = defaultBatchParameters;
    const result = segmentRecordingInSeconds({ probabilities, length: 9_999, rate: 16_000, parameters }, 3);
    expect(result).toEqual({ ok: true, value: [{ start: 0, end: 0.6249375 }] });
  });

  it('refuses decimals it cannot give', () => {
    expect(startOf(512, 1.5)).toBe('bad-parameter');
    expect(startOf(512, -1)).toBe('bad-parameter');
  });
});

describe('refused input', () => {
  const input: BatchInput = {
    probabilities: [1, 1],
    length: 1_024,
    rate: 16_000,
    parameters: defaultBatchParameters,
  };
  const codeOf = (change: Partial<BatchInput>) => {
    const result = segmentRecording({ ...input, ...change });
    return result.ok ? 'ok' : result.error.code;
  };

  it('names what is wrong', () => {
    expect(codeOf({})).toBe('ok');
    expect(codeOf({ rate: 44_100 })).toBe('bad-rate');
    expect(codeOf({ length: 1_025 })).toBe('bad-length');
    expect(codeOf({ length: -1, probabilities: [] })).toBe('bad-length');
    expect(codeOf({ length: 1_023.5 })).toBe('bad-length');
    expect(codeOf({ parameters: { ...defaultBatchParameters, onsetThreshold: 1.5 } })).toBe('bad-parameter');
    expect(codeOf({ parameters: { ...defaultBatchParameters, speechPadMs: Number.NaN } })).toBe(
      'bad-parameter',
    );
  });

  it('says expected and actual', () => {
    const result = segmentRecording({ ...input, length: 2_000 });
    expect(result).toMatchObject({
      ok: false,
      error: { message: 'there are 2 probabilities, expected 4 for 2000 samples at 16000 Hz' },
    });
  });
});
