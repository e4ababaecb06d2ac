import { describe, expect, it } from 'vitest';
import {
  batchRanges,
  batchUpstreamNames,
  checkBatchParameters,
  checkStreamingParameters,
  defaultBatchParameters,
  defaultStreamingParameters,
  parseUpstreamParameters,
  streamingRanges,
  type StreamingParameters,
} from './parameters.ts';

const refusal = (result: ReturnType<typeof checkStreamingParameters>): string | null =>
  result.ok ? null : result.error.message;
const streaming = (change: Partial<StreamingParameters>): string | null =>
  refusal(checkStreamingParameters({ ...defaultStreamingParameters, ...change }));

describe('streaming parameters', () => {
  it('takes the defaults, and both ends of every range', () => {
    expect(streaming({})).toBeNull();
    const ends = (end: 'min' | 'max') =>
      Object.fromEntries(Object.entries(streamingRanges).map(([name, range]) => [name, range[end]]));
    expect(streaming(ends('min'))).toBeNull();
    expect(streaming(ends('max'))).toBeNull();
  });

  it('refuses with name, value, range and unit', () => {
    expect(streaming({ hardEndMs: 6_000 })).toBe('hardEndMs is 6000, expected 32 to 5000 (ms)');
    expect(streaming({ onsetThreshold: Number.NaN })).toBe(
      'onsetThreshold is NaN, expected 0.05 to 0.99 (probability)',
    );
    expect(streaming({ preRollMs: 499 })).toContain('preRollMs');
  });

  it('refuses values that contradict each other', () => {
    expect(streaming({ onsetThreshold: 0.3 })).toBe(
      "offsetThreshold is 0.35, expected at most the onset's 0.3",
    );
    expect(streaming({ softEndMs: 900 })).toBe('softEndMs is 900, expected at most hardEndMs, which is 800');
    expect(streaming({ softEndMs: 800, offsetThreshold: 0.5 })).toBeNull();
  });
});

describe('batch parameters', () => {
  it('has a range and an upstream name for every number', () => {
    const numbers = Object.keys(defaultBatchParameters).filter((name) => name !== 'useMaxPossibleSilence');
    expect(Object.keys(batchRanges).sort()).toEqual(numbers.sort());
    expect(new Set(Object.values(batchUpstreamNames))).toEqual(new Set(Object.keys(defaultBatchParameters)));
  });

  it('takes no limit on speech and an offset threshold that follows the onset', () => {
    expect(checkBatchParameters(defaultBatchParameters).ok).toBe(true);
    expect(checkBatchParameters({ ...defaultBatchParameters, maxSpeechS: 0.5, offsetThreshold: 0 }).ok).toBe(
      true,
    );
  });

  it('reads upstream names', () => {
    expect(
      parseUpstreamParameters({
        neg_threshold: 0.2,
        use_max_poss_sil_at_max_speech: false,
        speech_pad_ms: 33,
      }),
    ).toEqual({
      ok: true,
      value: {
        ...defaultBatchParameters,
        offsetThreshold: 0.2,
        useMaxPossibleSilence: false,
        speechPadMs: 33,
      },
    });
  });

  it.each([
    [{ window_size_samples: 512 }, 'unknown parameter window_size_samples'],
    [{ threshold: '0.5' }, 'threshold is "0.5", expected a number'],
    [{ use_max_poss_sil_at_max_speech: 1 }, 'use_max_poss_sil_at_max_speech is 1, expected a boolean'],
    [{ threshold: -0.1 }, 'onsetThreshold is -0.1, expected 0 to 1 (probability)'],
    [{ toString: 1 }, 'unknown parameter toString'],
  ])('refuses %j', (params, message) => {
    const parsed = parseUpstreamParameters(params);
    expect(parsed.ok ? null : parsed.error.message).toBe(message);
  });
});
