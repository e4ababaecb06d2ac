import { describe, expect, it } from 'vitest';
import { noise } from '../../core/audio/random.testing.ts';
import { encodeWav, parseWav } from '../../core/audio/wav.ts';
import { toHelloClip } from './hello-clip.ts';

describe('a clip for a box', () => {
  it.each([8000, 16_000, 44_100, 48_000])('becomes 16 kHz mono from %i Hz, as long as it was', (rate) => {
    const clip = toHelloClip(encodeWav(noise(1, rate / 2, 0.5), rate));
    const wav = clip.ok ? parseWav(clip.value) : undefined;
    expect(
      wav?.ok && [wav.value.format.sampleRate, wav.value.format.channels, wav.value.samples.length],
    ).toEqual([16_000, 1, 8000]);
  });

  it('says what is wrong with a file', () => {
    const refusal = (bytes: Uint8Array) => {
      const clip = toHelloClip(bytes);
      return clip.ok ? undefined : clip.error;
    };
    expect(refusal(new TextEncoder().encode('ID3 no wave'))).toBe('hello-malformed');
    expect(refusal(encodeWav(new Float32Array(), 16_000))).toBe('hello-empty');
    expect(refusal(encodeWav(new Float32Array(800), 4000))).toBe('hello-malformed');
    expect(refusal(encodeWav(new Float32Array(120 * 48_000 + 1), 48_000))).toBe('hello-too-long');
  });
});
