import { describe, expect, it } from 'vitest';
import { encodePcm16, PcmByteAssembler } from '../audio/pcm.ts';
import { createRandom, cut, noise } from '../audio/random.testing.ts';
import { uplinkUnitBytes, UplinkFramer } from './uplink.ts';

const joined = (messages: readonly Uint8Array[]) => messages.flatMap((message) => [...message]);

describe('UplinkFramer', () => {
  it.each([512, 1_024, 8_192])(
    'makes messages of %d samples of whatever comes, and pads the last',
    (size) => {
      const samples = noise(size, 20_000, 0.5);
      for (const seed of [1, 2, 3]) {
        const framer = new UplinkFramer(size);
        const messages = cut(samples, createRandom(seed), 3_000).flatMap((part) => framer.push(part));
        expect(new Set(messages.map((message) => message.length))).toEqual(new Set([2 * size]));
        const last = framer.end();
        const all = joined(last === null ? messages : [...messages, last]);
        expect(all.length % uplinkUnitBytes).toBe(0);
        expect(all.length - 40_000).toBeLessThan(uplinkUnitBytes);
        expect(all.slice(0, 40_000)).toEqual([...encodePcm16(samples)]);
        expect(all.slice(40_000).every((byte) => byte === 0)).toBe(true);
        expect(framer.end()).toBeNull();
      }
    },
  );

  it('sends multiples of 1,024 bytes of 64 ms unless told otherwise', () => {
    const framer = new UplinkFramer();
    expect(framer.push(new Float32Array(1_023))).toEqual([]);
    expect(framer.push(new Float32Array(1)).map((message) => message.length)).toEqual([2_048]);
    framer.push(new Float32Array(1));
    expect(framer.end()).toHaveLength(1_024);
    framer.push(new Float32Array(512));
    expect(framer.end()).toHaveLength(1_024);
  });

  it('gives every message a buffer of its own', () => {
    const framer = new UplinkFramer(512);
    const [first, second] = framer.push(noise(1, 1_024));
    const before = [...first!];
    second!.fill(0);
    framer.push(new Float32Array(512));
    expect([...first!]).toEqual(before);
  });

  it('forgets the rest, and pads with silence where other speech was', () => {
    const framer = new UplinkFramer(1_024);
    framer.push(noise(1, 600));
    framer.reset();
    expect(framer.end()).toBeNull();
    framer.push(new Float32Array(10).fill(0.25));
    expect([...framer.end()!.subarray(20)].every((byte) => byte === 0)).toBe(true);
  });

  it.each([0, -512, 511, 700, Number.NaN])('refuses messages of %d samples', (size) => {
    expect(() => new UplinkFramer(size)).toThrow('multiple of 512');
  });
});

describe('raw audio down', () => {
  it('tolerates an odd last byte: the samples of a segment are one stream', () => {
    const bytes = encodePcm16(noise(3, 1_000));
    const segment = new PcmByteAssembler();
    const parts = [bytes.subarray(0, 801), bytes.subarray(801, 2_000), Uint8Array.of(0x7f)];
    expect(parts.map((part) => segment.push(part).length)).toEqual([400, 600, 0]);
    expect(segment.pendingBytes).toBe(1);
    segment.reset();
    expect([...segment.push(bytes.subarray(0, 2))]).toHaveLength(1);
  });
});
