import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resample } from '../core/audio/resampler.ts';
import {
  fixturesFolder,
  loadReferences,
  loadVectors,
  readRecording,
  sharedMicFolder,
  type Reference,
} from '../core/vad/fixtures.testing.ts';
import type { Segment } from '../core/vad/batch-segmenter.ts';
import type { CheckReport } from './vad-check.ts';
import { vadCommand } from './vad.ts';

let folder: string;
const notes: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vad-cli-'));
  notes.length = 0;
  vi.spyOn(console, 'error').mockImplementation((note: string) => void notes.push(note));
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await rm(folder, { recursive: true });
});

/** What the command prints, which must be one line of JSON. */
async function run(...args: string[]): Promise<unknown> {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  await vadCommand(args);
  expect(lines.length).toBe(1);
  return JSON.parse(lines[0]!);
}

const referenceOf = (file: string, model: 'v5' | 'v6'): Reference =>
  loadReferences().find((one) => one.file === file && one.model === model)!;

/** Interleaved 16-bit WAV. */
function wavBytes(channels: readonly Float32Array[], rate: number): Uint8Array {
  const frames = channels[0]!.length;
  const bytes = Buffer.alloc(44 + 2 * frames * channels.length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  [
    16,
    1 | (channels.length << 16),
    rate,
    2 * rate * channels.length,
    (2 * channels.length) | (16 << 16),
  ].forEach((word, i) => bytes.writeUInt32LE(word, 16 + 4 * i));
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(bytes.length - 44, 40);
  for (let i = 0; i < frames; i += 1)
    channels.forEach((channel, c) =>
      bytes.writeInt16LE(Math.round(channel[i]! * 32_767), 44 + 2 * (i * channels.length + c)),
    );
  return bytes;
}

describe('vad probs', () => {
  it.each([
    ['syn_phone_a_8k.wav', 8_000, 256],
    ['edge_start0_pause.wav', 16_000, 512],
  ] as const)('of %s, v6 if nothing is said', async (file, sampleRate, frame) => {
    const answer = (await run('probs', fixturesFolder + file)) as { probs: number[] };
    expect(answer).toMatchObject({ model: 'v6', sampleRate, frame });
    const { probs } = referenceOf(file, 'v6');
    expect(answer.probs.length).toBe(probs.length);
    answer.probs.forEach((probability, i) => expect(Math.abs(probability - probs[i]!)).toBeLessThan(2e-4));
  });

  it('by v5', async () => {
    const answer = await run('probs', `${fixturesFolder}edge_len_513.wav`, '--model', 'v5');
    const [one, other] = referenceOf('edge_len_513.wav', 'v5').probs;
    expect(answer).toMatchObject({
      model: 'v5',
      probs: [expect.closeTo(one!, 3) as number, expect.closeTo(other!, 3) as number],
    });
  });

  it('of any rate and number of channels, brought to 16 kHz', async () => {
    const { pcm } = readRecording(`${fixturesFolder}edge_start0_pause.wav`);
    const at44 = resample(pcm, 16_000, 44_100);
    const path = join(folder, 'stereo.wav');
    await writeFile(path, wavBytes([at44, at44], 44_100));
    const answer = await run('segments', path);
    const { timestamps } = referenceOf('edge_start0_pause.wav', 'v6').cases[0]!;
    const segments = (answer as { timestamps: Segment[] }).timestamps;
    expect(answer).toMatchObject({ sampleRate: 16_000 });
    expect(segments.length).toBe(timestamps.length);
    segments.forEach(({ start, end }, i) => {
      expect(Math.abs(start - timestamps[i]!.start)).toBeLessThanOrEqual(1_024);
      expect(Math.abs(end - timestamps[i]!.end)).toBeLessThanOrEqual(1_024);
    });
  });
});

describe('vad segments', () => {
  const flags: Readonly<Record<string, string>> = {
    threshold: '--threshold',
    neg_threshold: '--neg-threshold',
    min_speech_duration_ms: '--min-speech-ms',
    max_speech_duration_s: '--max-speech-s',
    min_silence_duration_ms: '--min-silence-ms',
    speech_pad_ms: '--speech-pad-ms',
    min_silence_at_max_speech: '--min-silence-at-max-speech-ms',
  };
  const asFlags = (params: Readonly<Record<string, unknown>>): string[] =>
    Object.entries(params).flatMap(([name, value]) => {
      if (name === 'use_max_poss_sil_at_max_speech') return value === false ? ['--no-max-poss-sil'] : [];
      return [flags[name]!, String(value)];
    });

  it('of a WAV, with every parameter set of its reference', async () => {
    const { cases } = referenceOf('edge_start0_pause.wav', 'v5');
    for (const { params, timestamps } of cases) {
      const wav = `${fixturesFolder}edge_start0_pause.wav`;
      expect(await run('segments', wav, '--model', 'v5', ...asFlags(params))).toEqual({
        sampleRate: 16_000,
        timestamps,
      });
    }
  });

  it('of given probabilities, a list or an object, for every vector', async () => {
    const path = join(folder, 'probs.json');
    for (const [i, { probs, numSamples, sampleRate, params, timestamps }] of loadVectors().entries()) {
      await writeFile(path, JSON.stringify(i % 2 ? probs : { model: 'v6', probs }));
      const given = ['--probs', path, '--length', String(numSamples), '--sample-rate', String(sampleRate)];
      expect(await run('segments', ...given, ...asFlags(params))).toEqual({ sampleRate, timestamps });
    }
  });

  it('takes no limit at its word', async () => {
    const path = join(folder, 'probs.json');
    await writeFile(path, JSON.stringify(new Array<number>(100).fill(1)));
    const given = ['--probs', path, '--length', '51200', '--sample-rate', '16000'];
    expect(await run('segments', ...given, '--max-speech-s', 'Infinity')).toEqual({
      sampleRate: 16_000,
      timestamps: [{ start: 0, end: 51_200 }],
    });
  });
});

describe('vad check', () => {
  const check = (...args: string[]) => run('check', ...args) as Promise<CheckReport>;
  const copy = async (...names: string[]): Promise<void> => {
    for (const name of names) await cp(fixturesFolder + name, join(folder, name));
  };
  const change = async (name: string, edit: (reference: Reference) => unknown): Promise<void> => {
    const path = join(folder, name);
    const reference = JSON.parse(await readFile(path, 'utf8')) as Reference;
    await writeFile(path, JSON.stringify(edit(reference)));
  };

  it('finds the fixtures as they should be', async () => {
    const report = await check(fixturesFolder);
    expect(report).toEqual({
      files: 17,
      // 21 references per model with 14 parameter sets, also those whose recording is not here
      cases: 2 * 21 * 14,
      vectors: 278,
      maxProbDiff: expect.any(Number) as number,
      mismatches: [],
    });
    expect(report.maxProbDiff).toBeGreaterThan(0);
    expect(report.maxProbDiff).toBeLessThan(2e-4);
    expect(process.exitCode).toBeUndefined();
    expect(notes).toContain(
      'real_jfk.v5.json: no real_jfk.wav here, only its recorded probabilities are checked',
    );
  }, 120_000);

  if (existsSync(sharedMicFolder)) {
    it('hears the microphone recordings as upstream heard its own 16 kHz copies', async () => {
      const { mismatches, resampled } = await check(sharedMicFolder);
      expect(mismatches).toEqual([]);
      expect(resampled).toMatchObject({ files: 3, cases: 2 * 3 * 14 });
      // One border of one case, where a probability lies 0.013 from its threshold, is three frames away.
      expect(resampled!.apart.length).toBeLessThanOrEqual(1);
      expect(resampled!.maxBorderMs).toBeLessThanOrEqual(96);
    }, 120_000);
  } else {
    process.stderr.write('NOT CHECKED: the microphone recordings are only in the shared fixture set\n');
  }

  it('takes one model if asked to, and a folder without vectors', async () => {
    await copy('edge_len_5000.wav', 'edge_len_5000.v5.json', 'edge_len_5000.v6.json');
    expect(await check(folder, '--model', 'v6')).toMatchObject({
      files: 1,
      cases: 14,
      vectors: 0,
      mismatches: [],
    });
  });

  it('reports other segments, other probabilities and other vectors, with exit code 1', async () => {
    await copy('edge_len_5000.wav', 'edge_len_5000.v6.json', 'segmentation-vectors.json');
    await change('edge_len_5000.v6.json', (reference) => ({
      ...reference,
      probs: reference.probs.map((probability, i) => (i === 3 ? probability - 0.000_3 : probability)),
      cases: reference.cases.map((one) => (one.id === 'pad0' ? { ...one, timestamps: [] } : one)),
    }));
    const vectors = loadVectors();
    await writeFile(
      join(folder, 'segmentation-vectors.json'),
      JSON.stringify({ vectors: vectors.map((one) => (one.id === 'h05' ? { ...one, seconds: [] } : one)) }),
    );
    const { mismatches } = await check(folder, '--model', 'v6');
    expect(process.exitCode).toBe(1);
    expect(mismatches).toMatchObject([
      { file: 'edge_len_5000.wav', model: 'v6', expected: '10 probabilities within 0.0002' },
      { file: 'edge_len_5000.wav', model: 'v6', id: 'pad0', expected: [] },
      { file: 'segmentation-vectors.json', id: 'h05', expected: [] },
    ]);
  });

  it('judges a WAV without a reference, and says so', async () => {
    await copy('edge_len_512.wav');
    expect(await check(folder)).toEqual({ files: 1, cases: 0, vectors: 0, maxProbDiff: 0, mismatches: [] });
    expect(notes).toEqual([
      'edge_len_512.wav: no edge_len_512.v5.json to compare with',
      'edge_len_512.wav: no edge_len_512.v6.json to compare with',
    ]);
  });

  it('compares a WAV at another rate by sight', async () => {
    const { pcm } = readRecording(`${fixturesFolder}edge_start0_pause.wav`);
    await copy('edge_start0_pause.v6.json');
    const wav = wavBytes([resample(pcm, 16_000, 48_000)], 48_000);
    await writeFile(join(folder, 'edge_start0_pause.wav'), wav);
    const report = await check(folder, '--model', 'v6');
    expect(report).toMatchObject({ files: 1, cases: 14, maxProbDiff: 0, mismatches: [] });
    expect(report.resampled).toMatchObject({ files: 1, cases: 14, apart: [] });
    expect(report.resampled!.maxBorderMs).toBeLessThanOrEqual(64);
    expect(report.resampled!.maxProbDiff).toBeGreaterThan(2e-4);
  });

  it('keeps every third sample where the reference is at 48 kHz, as upstream does', async () => {
    const { pcm } = readRecording(`${fixturesFolder}edge_start0_pause.wav`);
    const held = Float32Array.from({ length: 3 * pcm.length }, (_, i) => pcm[Math.floor(i / 3)]!);
    await writeFile(join(folder, 'edge_start0_pause.wav'), wavBytes([held], 48_000));
    await copy('edge_start0_pause.v6.json');
    await change('edge_start0_pause.v6.json', (reference) => ({
      ...reference,
      sampleRate: 48_000,
      numSamples: held.length,
      cases: reference.cases.map(({ id, params, timestamps }) => ({
        id,
        params,
        timestamps: timestamps.map(({ start, end }) => ({ start: 3 * start, end: 3 * end })),
      })),
    }));
    expect(await check(folder, '--model', 'v6')).toMatchObject({ files: 1, cases: 14, mismatches: [] });
  });

  it('refuses a folder with nothing in it', async () => {
    await expect(check(folder)).rejects.toThrow(
      `${folder} has no WAV, no reference and no segmentation-vectors.json`,
    );
  });

  it('names the file that is not what it seems', async () => {
    await writeFile(join(folder, 'a.wav'), 'RIFFling');
    await expect(check(folder)).rejects.toThrow(/a\.wav cannot be read as WAV: /);
    await rm(join(folder, 'a.wav'));
    await writeFile(join(folder, 'b.v6.json'), '{"probs":[0.5]}');
    await expect(check(folder)).rejects.toThrow(/^b\.v6\.json: sampleRate: /);
    await writeFile(join(folder, 'b.v6.json'), '{');
    await expect(check(folder)).rejects.toThrow('b.v6.json is no JSON');
  });
});

describe('refused words', () => {
  const wav = `${fixturesFolder}edge_len_512.wav`;
  const given = ['segments', '--probs', 'p.json', '--length', '512', '--sample-rate', '16000'];

  it.each([
    [[], /^say which: vad probs/],
    [['listen'], /, not "listen"; /],
    [['probs'], /^expected one FILE\.wav, got 0/],
    [['probs', wav, wav], /^expected one FILE\.wav, got 2/],
    [['probs', 'nowhere.wav'], /nowhere\.wav/],
    [['probs', wav, '--model', 'v4'], '--model is "v4", expected v5 or v6'],
    [['probs', wav, '--threshold', '0.5'], /Unknown option '--threshold'/],
    [['segments', wav, '--threshold', '1.5'], '--threshold is "1.5", expected a number 0 to 1 (probability)'],
    [
      ['segments', wav, '--threshold', 'high'],
      '--threshold is "high", expected a number 0 to 1 (probability)',
    ],
    [['segments', wav, '--speech-pad-ms', ''], '--speech-pad-ms is "", expected a number 0 to 60000 (ms)'],
    [['segments', wav, '--max-speech-s=-1'], '--max-speech-s is "-1", expected a number 0 to Infinity (s)'],
    [['segments', wav, '--length', '512'], '--length goes with --probs; a WAV says it itself'],
    [['segments', '--probs', 'p.json'], '--probs needs --length SAMPLES and --sample-rate HZ'],
    [[...given, wav], 'give either FILE.wav or --probs FILE.json'],
    [[...given, '--model', 'v5'], '--model has no use with --probs: nothing is judged'],
    [given, /p\.json/],
    [['check'], /^expected one DIR, got 0/],
  ] as const)('%j', async (args, message) => {
    await expect(vadCommand([...args])).rejects.toThrow(message);
  });

  it.each([
    ['--length', '1.5', '--length is "1.5", expected a whole number, 0 or more'],
    ['--length', '600', 'there are 1 probabilities, expected 2 for 600 samples at 16000 Hz'],
    ['--sample-rate', '44100', 'rate is 44100 Hz, expected 8000, 16000 or a multiple of 16000'],
  ])('%s %s', async (flag, value, message) => {
    const path = join(folder, 'p.json');
    await writeFile(path, '[0.5]');
    const args = given.map((word) => (word === 'p.json' ? path : word));
    args[args.indexOf(flag) + 1] = value;
    await expect(vadCommand(args)).rejects.toThrow(message);
  });
});

describe('the door itself', () => {
  const cli = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'vad', ...args], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
    });

  it('has JSON on stdout and nothing else, errors on stderr with exit code 1', async () => {
    const { stdout } = await cli('probs', `${fixturesFolder}edge_len_512.wav`);
    expect(JSON.parse(stdout)).toMatchObject({ model: 'v6', sampleRate: 16_000, frame: 512 });
    await expect(cli('probs')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^expected one FILE\.wav/) as string,
    });
  });
});
