import { describe, expect, it } from 'vitest';
import { createRandom, noise } from './random.testing.ts';
import { readWavHeader } from './wav-header.ts';
import { encodeWav, encodeWavHeader, parseWav } from './wav.ts';
import { ascii, data, extensibleFmt, fmt, riff, u16, u32 } from './wav.testing.ts';

/** Samples 0.5 and -1 as 16-bit PCM. */
const twoSamples = [0x00, 0x40, 0x00, 0x80];

function read(bytes: Uint8Array): number[] {
  const wav = parseWav(bytes);
  if (!wav.ok) throw wav.error;
  return [...wav.value.samples];
}

function errorOf(bytes: Uint8Array): string {
  const wav = parseWav(bytes);
  return wav.ok ? 'none' : wav.error.code;
}

const bytesOf = (view: ArrayBufferView) => new Uint8Array(view.buffer);

describe('parseWav', () => {
  it.each([
    ['8-bit', fmt({ bits: 8 }), [192, 0], [0.5, -1]],
    ['16-bit', fmt(), twoSamples, [0.5, -1]],
    ['24-bit', fmt({ bits: 24 }), [0, 0, 0x40, 0, 0, 0x80], [0.5, -1]],
    ['32-bit', fmt({ bits: 32 }), [0, 0, 0, 0x40, 0, 0, 0, 0x80], [0.5, -1]],
    [
      'float',
      fmt({ tag: 3, bits: 32 }),
      bytesOf(Float32Array.of(0.5, -1.5, NaN, -Infinity)),
      [0.5, -1.5, 0, 0],
    ],
    ['double', fmt({ tag: 3, bits: 64 }), bytesOf(Float64Array.of(0.5, -1)), [0.5, -1]],
    ['20 bits in 3 bytes', fmt({ bits: 20, frameBytes: 3 }), [0, 0, 0x40], [0.5]],
    ['24 bits at the top of 4 bytes', fmt({ bits: 24, frameBytes: 4 }), [0, 0, 0, 0x40], [0.5]],
    ['extensible 16-bit', extensibleFmt({}, 1, 16), twoSamples, [0.5, -1]],
    ['extensible float', extensibleFmt({ bits: 32 }, 3, 32), bytesOf(Float32Array.of(0.25)), [0.25]],
    ['16-bit with a wrong frame length', fmt({ frameBytes: 1 }), twoSamples, [0.5, -1]],
  ])('reads %s', (_, format, body, expected) => {
    expect(read(riff([format, data(body)]))).toEqual(expected);
  });

  it('makes the mean of the channels', () => {
    const body = [...u16(16_384), ...u16(0), ...u16(0), ...u16(0), ...u16(32_768), ...u16(0)];
    expect(read(riff([fmt({ channels: 3 }), data(body)]))).toEqual([
      Math.fround(0.5 / 3),
      Math.fround(-1 / 3),
    ]);
  });

  it.each([
    ['tags before', [{ id: 'LIST', body: Uint8Array.of(1, 2, 3, 4) }, fmt(), data(twoSamples)]],
    ['an odd chunk between', [fmt(), { id: 'cue ', body: Uint8Array.of(1, 2, 3) }, data(twoSamples)]],
    [
      'an odd chunk without its pad byte',
      [fmt(), { id: 'cue ', body: Uint8Array.of(1, 2, 3), padded: false }, data(twoSamples)],
    ],
    ['tags after', [fmt(), data(twoSamples), { id: 'LIST', body: Uint8Array.of(1, 2, 3, 4) }]],
    ['the samples first', [data(twoSamples), fmt()]],
  ])('finds its chunks with %s', (_, chunks) => {
    expect(read(riff(chunks))).toEqual([0.5, -1]);
  });

  it.each([
    ['length 0xFFFFFFFF', 0xffff_ffff, 0xffff_ffff],
    ['length 0x7FFFFFFF', 0x7fff_ffff, 0x7fff_ffff],
    ['length 0 and RIFF length 0', 0, 0],
    ['length 0 and the RIFF length of a bare header', 0, 36],
    ['length 0 and RIFF length 0xFFFFFFFF', 0, 0xffff_ffff],
  ])('reads to the end after a streamed header: %s', (_, announced, riffBytes) => {
    expect(read(riff([fmt(), data(twoSamples, announced)], riffBytes))).toEqual([0.5, -1]);
  });

  it('reads no samples where there are none, though tags follow', () => {
    expect(read(riff([fmt(), data([]), { id: 'LIST', body: Uint8Array.of(1, 2, 3, 4) }]))).toEqual([]);
    expect(read(riff([fmt(), data([])]))).toEqual([]);
  });

  it('reads data that was cut as far as it goes', () => {
    expect(read(riff([fmt(), data([...twoSamples, 7, 7], 100)]).slice(0, -1))).toEqual([0.5, -1]);
  });

  it('reads from the middle of a buffer', () => {
    const file = riff([fmt(), data(twoSamples)]);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(read(shifted.subarray(3))).toEqual([0.5, -1]);
  });

  it.each([
    ['nothing', Uint8Array.of(), 'wav-incomplete'],
    ['text', Uint8Array.from(ascii('{"error":"not today"}')), 'wav-not-riff'],
    ['an AVI file', Uint8Array.from([...ascii('RIFF'), ...u32(4), ...ascii('AVI ')]), 'wav-not-riff'],
    ['no fmt chunk', riff([data(twoSamples)]), 'wav-incomplete'],
    ['no data chunk', riff([fmt()]), 'wav-incomplete'],
    ['a short fmt chunk', riff([{ id: 'fmt ', body: new Uint8Array(14) }, data([])]), 'wav-malformed'],
    ['no channels', riff([fmt({ channels: 0 }), data(twoSamples)]), 'wav-malformed'],
    ['no rate', riff([fmt({ rate: 0 }), data(twoSamples)]), 'wav-malformed'],
    ['mu-law', riff([fmt({ tag: 7, bits: 8 }), data(twoSamples)]), 'wav-unsupported'],
    ['16-bit floats', riff([fmt({ tag: 3 }), data(twoSamples)]), 'wav-unsupported'],
    ['40-bit PCM', riff([fmt({ bits: 40 }), data(twoSamples)]), 'wav-unsupported'],
  ])('refuses %s', (_, bytes, code) => {
    expect(errorOf(bytes)).toBe(code);
  });

  it('refuses more than the limit before it makes room for it', () => {
    const file = riff([fmt(), data(new Uint8Array(2002))]);
    expect(parseWav(file, 1001).ok).toBe(true);
    const refused = parseWav(file, 1000);
    expect(!refused.ok && refused.error.message).toBe(
      'the file has 1001 samples per channel, at most 1000 are read',
    );
  });

  it('never throws, whatever the bytes', () => {
    const random = createRandom(11);
    const valid = riff([
      fmt({ channels: 2 }),
      { id: 'LIST', body: Uint8Array.of(1, 2, 3) },
      data(twoSamples),
    ]);
    for (let round = 0; round < 20_000; round++) {
      const bytes = valid.slice(0, random.integer(0, valid.length));
      for (let hits = random.integer(0, 4); hits > 0 && bytes.length > 0; hits--) {
        bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
      }
      const wav = parseWav(bytes, 10_000);
      if (wav.ok) expect(wav.value.samples.length).toBeLessThan(bytes.length);
    }
  });
});

describe('readWavHeader', () => {
  it('tells where the samples of a long file are from its first bytes', () => {
    const file = riff([fmt({ channels: 2, rate: 44_100 }), data([], 1_000_000)]).subarray(0, 44);
    expect(readWavHeader(file)).toEqual({
      ok: true,
      value: {
        format: { sampleRate: 44_100, channels: 2, encoding: 'int16', frameBytes: 4 },
        dataOffset: 44,
        dataBytes: 1_000_000,
      },
    });
  });

  it('says how many bytes it needs when the head goes on', () => {
    const file = riff([fmt(), { id: 'LIST', body: new Uint8Array(5000) }, data(twoSamples)]);
    const start = readWavHeader(file.subarray(0, 100));
    expect(!start.ok && start.error.details.neededBytes).toBe(12 + 24 + 8 + 5000 + 8);
    expect(readWavHeader(file.subarray(0, 5052)).ok).toBe(true);
  });
});

describe('encodeWav', () => {
  it('writes the 44-byte header and the samples', () => {
    expect([...encodeWav(Float32Array.of(0.5, -1), 16_000)]).toEqual([
      ...ascii('RIFF'),
      ...u32(40),
      ...ascii('WAVE'),
      ...ascii('fmt '),
      ...u32(16),
      ...u16(1), // PCM
      ...u16(1), // mono
      ...u32(16_000),
      ...u32(32_000),
      ...u16(2),
      ...u16(16),
      ...ascii('data'),
      ...u32(4),
      ...twoSamples,
    ]);
  });

  it('is read back to within half a step of 16 bits', () => {
    const samples = noise(5, 1000, 0.99);
    const back = parseWav(encodeWav(samples, 22_050));
    expect(back.ok && back.value.format.sampleRate).toBe(22_050);
    const worst = back.ok ? back.value.samples.map((sample, i) => Math.abs(sample - samples[i]!)) : [1];
    expect(Math.max(...worst)).toBeLessThanOrEqual(0.5 / 32_768);
  });

  it('has a header for streams that its own reader takes as open', () => {
    const header = readWavHeader(encodeWavHeader(24_000, 'streamed'));
    expect(header.ok && header.value.dataBytes).toBeNull();
    expect(header.ok && header.value.dataOffset).toBe(44);
  });
});
