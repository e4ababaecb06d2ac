import { describe, expect, it } from 'vitest';
import { createRandom } from '../audio/random.testing.ts';
import { createOpusDecoder, createOpusEncoder, longestPacketSamples } from './opus-codec.ts';
import { joinPackets, packetFrames } from './opus-packet.ts';

/** Hums, hisses and rests, so that the encoder goes through its modes. */
function sound(samples: number, seed: number): Int16Array {
  const random = createRandom(seed);
  return Int16Array.from({ length: samples }, (_, n) => {
    const kind = Math.floor(n / 8000) % 4;
    if (kind === 0) return 0;
    if (kind === 1) return Math.round((random.next() - 0.5) * 12_000);
    const hum = Math.sin(n * 0.05) + Math.sin(n * 0.1 + 1) + 0.5 * Math.sin(n * 0.21);
    return Math.round(4000 * hum * (kind === 2 ? 1 : Math.sin(n / 1500)));
  });
}

/** Correlation at the best delay of up to 25 ms. */
function likeness(said: Int16Array, heard: Int16Array): number {
  let best = 0;
  for (let delay = 0; delay < 400; delay += 1) {
    let [both, one, two] = [0, 0, 0];
    for (let n = 4000; n < Math.min(said.length, heard.length - delay) - 400; n += 3) {
      const [a, b] = [said[n]!, heard[n + delay]!];
      both += a * b;
      one += a * a;
      two += b * b;
    }
    best = Math.max(best, both / Math.sqrt(one * two));
  }
  return best;
}

describe('Opus packets', () => {
  for (const [application, size] of [
    ['voip', 960],
    ['voip', 1920],
    ['audio', 960],
  ] as const)
    it(`carry sound, ${application}, ${size} samples each`, async () => {
      const encoder = await createOpusEncoder(application);
      const decoder = await createOpusDecoder();
      const said = sound(size * 60, 3);
      const heard: number[] = [];
      for (let at = 0; at < said.length; at += size) {
        const packet = encoder.encode(said.subarray(at, at + size));
        expect(packet.length).toBeLessThanOrEqual(1280);
        const samples = decoder.decode(packet);
        if (!samples.ok) throw samples.error;
        expect(samples.value.length).toBe(size);
        heard.push(...samples.value);
      }
      const hum = said.subarray(16_000, 32_000);
      expect(likeness(hum, Int16Array.from(heard).subarray(16_000))).toBeGreaterThan(
        application === 'voip' ? 0.9 : 0.95,
      );
      encoder.close();
      decoder.close();
    });

  it('of 120 ms hold two frames of one kind, whatever is said', async () => {
    const encoder = await createOpusEncoder('voip');
    const said = sound(longestPacketSamples * 200, 9);
    for (let at = 0; at < said.length; at += longestPacketSamples) {
      const packet = encoder.encode(said.subarray(at, at + longestPacketSamples));
      expect(packetFrames(packet)).toHaveLength(2);
    }
    encoder.close();
  });

  it('are the same again after a reset', async () => {
    const encoder = await createOpusEncoder('voip');
    const decoder = await createOpusDecoder();
    const said = sound(longestPacketSamples * 12, 5);
    const once = () =>
      Array.from({ length: 12 }, (_, n) => {
        const packet = encoder.encode(
          said.subarray(n * longestPacketSamples, (n + 1) * longestPacketSamples),
        );
        const heard = decoder.decode(packet);
        return [packet, heard.ok ? heard.value : undefined];
      });
    const first = once();
    encoder.reset();
    decoder.reset();
    expect(once()).toEqual(first);
  });

  it('that are none are refused, and the decoder goes on', async () => {
    const decoder = await createOpusDecoder();
    const encoder = await createOpusEncoder('audio');
    const random = createRandom(8);
    for (let round = 0; round < 500; round += 1) {
      const garbage = Uint8Array.from({ length: random.integer(0, 40) }, () => random.integer(0, 255));
      const heard = decoder.decode(garbage);
      if (heard.ok) expect(heard.value.length).toBeLessThanOrEqual(longestPacketSamples);
    }
    expect(decoder.decode(new Uint8Array([0xff, 0xff, 0xff])).ok).toBe(false);
    expect(decoder.decode(encoder.encode(sound(960, 1))).ok).toBe(true);
    expect(() => encoder.encode(new Int16Array(320))).toThrow(RangeError);
  });
});

describe('joinPackets', () => {
  it('keeps the frames, and their order', () => {
    const random = createRandom(11);
    for (let round = 0; round < 300; round += 1) {
      const toc = random.integer(0, 63) << 2;
      const frames = Array.from({ length: 2 }, () =>
        Uint8Array.from({ length: random.integer(0, 600) }, () => random.integer(0, 255)),
      );
      const [first, second] = frames.map((frame) => Uint8Array.of(toc, ...frame));
      expect(packetFrames(joinPackets(first!, second!))).toEqual(frames);
      const four = joinPackets(joinPackets(first!, second!), joinPackets(second!, first!));
      expect(packetFrames(four)).toEqual([...frames, ...frames.toReversed()]);
    }
  });

  it('joins nothing that differs in kind, and no padded or cut packets', () => {
    expect(() => joinPackets(Uint8Array.of(8, 1), Uint8Array.of(16, 1))).toThrow(RangeError);
    expect(() => joinPackets(new Uint8Array(0), Uint8Array.of(16, 1))).toThrow(RangeError);
    for (const packet of [[1, 1, 2, 3], [2, 5, 1], [3], [3, 0x41], [3, 0x82, 9, 1]])
      expect(() => packetFrames(Uint8Array.from(packet))).toThrow(RangeError);
  });
});
