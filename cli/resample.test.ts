import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float32ToInt16 } from '../core/audio/pcm.ts';
import { noise, tone } from '../core/audio/random.testing.ts';
import { resample } from '../core/audio/resampler.ts';
import { encodeWav, encodeWavHeader, parseWav } from '../core/audio/wav.ts';
import { data, fmt, riff } from '../core/audio/wav.testing.ts';
import { resampleCommand, resampleFile } from './resample.ts';

let folder: string;
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resample-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function readBack(name: string) {
  const wav = parseWav(await readFile(path(name)));
  if (!wav.ok) throw wav.error;
  return wav.value;
}

describe('resampleFile', () => {
  it('does to a file of several slices what the resampler does to the whole', async () => {
    const source = encodeWav(noise(1, 200_001, 0.5), 44_100);
    await writeFile(path('long.wav'), source);
    const summary = await resampleFile(path('long.wav'), path('long-16k.wav'), 16_000);
    expect(summary).toEqual({
      in: { sampleRate: 44_100, samples: 200_001 },
      out: { sampleRate: 16_000, samples: 72_563 },
    });
    const { format, samples } = await readBack('long-16k.wav');
    const whole = parseWav(source);
    expect(format).toMatchObject({ sampleRate: 16_000, channels: 1, encoding: 'int16' });
    expect(whole.ok && float32ToInt16(resample(whole.value.samples, 44_100, 16_000))).toEqual(
      float32ToInt16(samples),
    );
  });

  it('reads tags, several channels and open lengths', async () => {
    const stereo = new Float32Array(9600);
    stereo.set(tone(440, 96_000, 9600, 0.5));
    const body = new Uint8Array(stereo.buffer);
    const format = fmt({ tag: 3, channels: 2, bits: 32, rate: 48_000 });
    const tags = { id: 'LIST', body: new Uint8Array(100_001) };
    await writeFile(path('tags.wav'), riff([tags, format, data(body, 0xffff_ffff)], 0xffff_ffff));
    const summary = await resampleFile(path('tags.wav'), path('tags-16k.wav'), 16_000);
    expect(summary.in.samples).toBe(4800);
    expect((await readBack('tags-16k.wav')).samples).toHaveLength(1600);
  });

  it('makes an empty file of an empty file', async () => {
    await writeFile(path('empty.wav'), encodeWav(new Float32Array(0), 48_000));
    await resampleFile(path('empty.wav'), path('empty-16k.wav'), 16_000);
    expect(new Uint8Array(await readFile(path('empty-16k.wav')))).toEqual(encodeWavHeader(16_000, 0));
  });

  it('says what is wrong', async () => {
    await writeFile(path('page.wav'), '<!doctype html><title>404</title>');
    await writeFile(path('tone.wav'), encodeWav(tone(440, 16_000, 160), 16_000));
    const to = path('never.wav');
    await expect(resampleFile(path('absent.wav'), to, 16_000)).rejects.toThrow(
      /absent\.wav: there is no such file/,
    );
    await expect(resampleFile(path('page.wav'), to, 16_000)).rejects.toThrow(/cannot be read as WAV/);
    await expect(resampleFile(path('tone.wav'), to, 100)).rejects.toThrow(/16000 Hz to 100 Hz/);
    await expect(resampleFile(path('tone.wav'), to, Number.NaN)).rejects.toThrow(/whole rates/);
    await expect(resampleFile(path('tone.wav'), path('tone.wav'), 8000)).rejects.toThrow(/being read/);
    await expect(readFile(to)).rejects.toThrow(/ENOENT/);
  });
});

describe('resampleCommand', () => {
  it('wants two files', async () => {
    await expect(resampleCommand([path('tone.wav')])).rejects.toThrow(/expected IN\.wav and OUT\.wav, got 1/);
    await expect(resampleCommand(['a', 'b', 'c'])).rejects.toThrow(/got 3/);
    await expect(resampleCommand(['a', 'b', '--speed', '2'])).rejects.toThrow(/--speed/);
  });
});
