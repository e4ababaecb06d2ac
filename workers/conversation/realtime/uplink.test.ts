import { describe, expect, it } from 'vitest';
import { float32ToInt16 } from '../../../core/audio/pcm.ts';
import { noise } from '../../../core/audio/random.testing.ts';
import { resample } from '../../../core/audio/resampler.ts';
import { Uplink } from './uplink.ts';

const joined = (parts: readonly Int16Array[]): number[] => parts.flatMap((part) => [...part]);
const frames = (samples: Float32Array) =>
  Array.from({ length: samples.length / 512 }, (_, i) => samples.subarray(i * 512, (i + 1) * 512));

describe('the uplink', () => {
  it('makes of frames what one long resampling makes of them', () => {
    const samples = noise(5, 512 * 20, 0.4);
    const uplink = new Uplink();
    const preRoll = samples.subarray(0, 512 * 7);
    const parts = [
      uplink.begin(preRoll),
      ...frames(samples)
        .slice(7)
        .map((frame) => uplink.push(frame)),
      uplink.end(),
    ];
    expect(joined(parts)).toEqual([...float32ToInt16(resample(samples, 16_000, 24_000))]);
  });

  it('begins anew without what was before', () => {
    const uplink = new Uplink();
    uplink.push(noise(1, 512, 0.9));
    const silent = [uplink.begin(new Float32Array(512)), uplink.pushSilence(), uplink.end()];
    expect(joined(silent).every((sample) => sample === 0)).toBe(true);
    expect(joined(silent)).toHaveLength(1536);
  });
});
