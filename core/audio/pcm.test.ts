import { describe, expect, it } from 'vitest';
import { PcmByteAssembler, decodePcm16, encodePcm16, float32ToInt16, int16ToFloat32 } from './pcm.ts';
import { concat, createRandom, cut, noise } from './random.testing.ts';

describe('int16 and float', () => {
  it('divides by 32768, so the most negative sample is -1', () => {
    expect([...int16ToFloat32(Int16Array.of(-32_768, -1, 0, 1, 32_767))]).toEqual([
      -1,
      -1 / 32_768,
      0,
      1 / 32_768,
      32_767 / 32_768,
    ]);
  });

  it('gives every int16 back unchanged', () => {
    const all = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
    expect(float32ToInt16(int16ToFloat32(all))).toEqual(all);
  });

  it.each([
    [1, 32_767],
    [-1, -32_768],
    [7, 32_767],
    [-7, -32_768],
    [Infinity, 32_767],
    [-Infinity, -32_768],
    [Number.NaN, 0],
    [0.4 / 32_768, 0],
    [0.6 / 32_768, 1],
  ])('clips and rounds %f to %i', (sample, expected) => {
    expect([...float32ToInt16(Float32Array.of(sample))]).toEqual([expected]);
  });
});

describe('bytes', () => {
  it('are little-endian', () => {
    expect([...decodePcm16(Uint8Array.of(0x01, 0x00, 0xff, 0xff, 0x00, 0x80, 0x34, 0x12, 0x99))]).toEqual([
      1 / 32_768,
      -1 / 32_768,
      -1,
      0x1234 / 32_768,
    ]);
    expect([...encodePcm16(Float32Array.of(0x1234 / 32_768, -1))]).toEqual([0x34, 0x12, 0x00, 0x80]);
  });

  it('are read from the middle of a buffer, at odd addresses too', () => {
    const odd = Uint8Array.of(9, 0x34, 0x12, 9).subarray(1, 3);
    expect([...decodePcm16(odd)]).toEqual([0x1234 / 32_768]);
  });
});

describe('PcmByteAssembler', () => {
  it('keeps half a sample for the next chunk', () => {
    const assembler = new PcmByteAssembler();
    expect(assembler.push(Uint8Array.of(0x34))).toHaveLength(0);
    expect(assembler.pendingBytes).toBe(1);
    expect(assembler.push(Uint8Array.of())).toHaveLength(0);
    expect([...assembler.push(Uint8Array.of(0x12, 0x00))]).toEqual([0x1234 / 32_768]);
    expect([...assembler.push(Uint8Array.of(0x80))]).toEqual([-1]);
    expect(assembler.pendingBytes).toBe(0);
  });

  it('gives the same samples however the bytes were cut', () => {
    const random = createRandom(7);
    for (let round = 0; round < 200; round++) {
      const bytes = encodePcm16(noise(round, random.integer(0, 300)));
      const assembler = new PcmByteAssembler();
      const samples = cut(bytes as Uint8Array, random, 1 + (round % 9)).map((chunk) => assembler.push(chunk));
      expect(concat(samples)).toEqual(decodePcm16(bytes));
      expect(assembler.pendingBytes).toBe(0);
    }
  });

  it('forgets the half sample on reset', () => {
    const assembler = new PcmByteAssembler();
    assembler.push(Uint8Array.of(1));
    assembler.reset();
    expect([...assembler.push(Uint8Array.of(0, 0x80))]).toEqual([-1]);
  });
});
