import { describe, expect, it } from 'vitest';
import { createRandom } from '../audio/random.testing.ts';
import { decodeBase64, decodePcmText, encodeBase64, encodePcmText } from './base64.ts';

describe('base64', () => {
  it('agrees with Node for every length and byte', () => {
    const random = createRandom(1);
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, () => random.integer(0, 255));
      const text = Buffer.from(bytes).toString('base64');
      expect(encodeBase64(bytes)).toBe(text);
      expect(decodeBase64(text)).toEqual(bytes);
    }
    const long = Uint8Array.from({ length: 50_000 }, (_, i) => i * 7);
    expect(encodeBase64(long)).toBe(Buffer.from(long).toString('base64'));
  });

  it('reads the other alphabet, and text without padding', () => {
    const bytes = Uint8Array.of(0xfb, 0xff, 0xbf, 0x01);
    expect(decodeBase64('+/+/AQ==')).toEqual(bytes);
    expect(decodeBase64('-_-_AQ')).toEqual(bytes);
  });

  it('refuses what is none', () => {
    for (const text of ['A', 'AAAAA', 'AA A', 'AB=C', '====', 'AAA\n', 'ÄÄÄÄ', 'AA=A', '你好你好'])
      expect(decodeBase64(text)).toBeUndefined();
  });

  it('[R2] reads PCM, half a sample at the end left out', () => {
    const pcm = Int16Array.of(0, 1, -1, 32_767, -32_768, 258);
    expect(encodePcmText(pcm)).toBe(Buffer.from(pcm.buffer).toString('base64'));
    expect(decodePcmText(encodePcmText(pcm))).toEqual(pcm);
    expect(decodePcmText(encodeBase64(Uint8Array.of(0x34, 0x12, 0x77)))).toEqual(Int16Array.of(0x1234));
    expect(decodePcmText('')).toHaveLength(0);
  });
});
