import { describe, expect, it } from 'vitest';
import { concat, createRandom, cut, noise } from './random.testing.ts';
import { WavStreamParser } from './wav-stream-parser.ts';
import { encodePcm16 } from './pcm.ts';
import { encodeWavHeader, parseWav } from './wav.ts';
import { ascii, data, fmt, riff } from './wav.testing.ts';

function pushAll(parser: WavStreamParser, chunks: readonly Uint8Array[]): Float32Array {
  return concat(
    chunks.map((chunk) => {
      const samples = parser.push(chunk);
      if (!samples.ok) throw samples.error;
      return samples.value;
    }),
  );
}

const stereo = riff([
  fmt({ channels: 2, rate: 24_000 }),
  { id: 'LIST', body: Uint8Array.of(1, 2, 3) },
  data(encodePcm16(noise(2, 600))),
  { id: 'LIST', body: Uint8Array.of(1, 2, 3, 4) },
]);
const float24k = riff([fmt({ tag: 3, bits: 32, rate: 24_000 }), data(new Uint8Array(noise(3, 300).buffer))]);
const open = Uint8Array.from([...encodeWavHeader(24_000, 'streamed'), ...encodePcm16(noise(4, 300))]);

describe('WavStreamParser', () => {
  it('knows the format before the first sample, and says so', () => {
    const parser = new WavStreamParser();
    expect(pushAll(parser, [stereo.subarray(0, 40)])).toHaveLength(0);
    expect(parser.format).toBeNull();
    expect(pushAll(parser, [stereo.subarray(40, 60)])).toHaveLength(1);
    expect(parser.format).toMatchObject({ sampleRate: 24_000, channels: 2 });
  });

  it.each([
    ['stereo with tags around', stereo],
    ['floats', float24k],
    ['an open length', open],
  ])('gives what the whole file gives, however it is cut: %s', (_, file) => {
    const whole = parseWav(file);
    const random = createRandom(file.length);
    for (let round = 0; round < 200; round++) {
      const parser = new WavStreamParser();
      const samples = pushAll(parser, cut(file, random, 1 + round));
      expect(whole.ok && samples).toEqual(whole.ok && whole.value.samples);
      expect(parser.end()).toEqual({ ok: true, value: null });
    }
  });

  it('does not keep or change the chunks it was given', () => {
    const parser = new WavStreamParser();
    const samples = [0, 20, 47, 60].map((start, i, starts) => {
      const end = starts[i + 1] ?? open.length;
      const chunk = open.slice(start, end);
      const pushed = pushAll(parser, [chunk]);
      expect(chunk).toEqual(open.slice(start, end));
      // A network reader may use its buffer again.
      chunk.fill(0xff);
      return pushed;
    });
    const whole = parseWav(open);
    expect(whole.ok && concat(samples)).toEqual(whole.ok && whole.value.samples);
  });

  it('ignores what follows the announced samples', () => {
    const parser = new WavStreamParser();
    pushAll(parser, [stereo]);
    expect(pushAll(parser, [Uint8Array.of(1, 2, 3, 4, 5, 6)])).toHaveLength(0);
  });

  it('leaves out a frame that was cut', () => {
    const parser = new WavStreamParser();
    expect(pushAll(parser, [open.subarray(0, 49)])).toHaveLength(2);
    expect(parser.end().ok).toBe(true);
  });

  it('stays broken after bytes that are no WAV', () => {
    const parser = new WavStreamParser();
    const refused = parser.push(Uint8Array.from(ascii('{"error":"quota"}')));
    expect(!refused.ok && refused.error.code).toBe('wav-not-riff');
    expect(parser.push(stereo)).toEqual(refused);
    expect(parser.end()).toEqual(refused);
    expect(parser.format).toBeNull();
  });

  it('says when the stream ended inside the header', () => {
    const parser = new WavStreamParser();
    parser.push(open.subarray(0, 43));
    const end = parser.end();
    expect(!end.ok && end.error.message).toBe('the stream ended inside the header, after 43 bytes');
  });

  it('does not collect a header without end', () => {
    const parser = new WavStreamParser();
    const refused = parser.push(riff([fmt(), { id: 'LIST', body: Uint8Array.of(), announced: 1 << 20 }]));
    expect(!refused.ok && refused.error.code).toBe('wav-too-large');
  });
});
