import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resample } from '../../../core/audio/resampler.ts';
import { encodeWav } from '../../../core/audio/wav.ts';
import { spoken } from './known-speech.testing.ts';
import { cutTemplate } from './sound-print.ts';
import { recognise } from './recogniser.ts';
import { packTemplates, unpackTemplates } from './template-file.ts';
import { readTruthFolder, templatesOf } from './truth-folder.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'truth-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, truth: object) =>
  writeFileSync(join(folder, `${name}.truth.json`), JSON.stringify(truth));
const { recording } = spoken('Hello there.');

describe('readTruthFolder', () => {
  it('brings recordings and borders of any rate to 16 kHz', () => {
    writeFileSync(join(folder, 'a.wav'), encodeWav(resample(recording.pcm, 16_000, 32_000), 32_000));
    write('a', {
      file: 'a.wav',
      sampleRate: 32_000,
      utterances: [{ start: 28_801, end: 50_000, text: 'Moin.', voice: 'x' }],
    });
    const [read] = readTruthFolder(folder);
    expect(read).toMatchObject({
      source: 'a',
      utterances: [{ start: 14_401, end: 25_000, text: 'Moin.' }],
    });
    expect(read?.pcm.length).toBe(recording.pcm.length);
    expect(recognise(recording.pcm, templatesOf(read!)).text).toBe('Moin.');
  });

  it('passes over recordings without words', () => {
    write('a', { file: 'a.wav', sampleRate: 16_000, utterances: [] });
    expect(readTruthFolder(folder)).toEqual([]);
  });

  it('says what is wrong, and where', () => {
    expect(() => readTruthFolder(folder)).toThrow('holds no NAME.truth.json');
    expect(() => readTruthFolder(join(folder, 'none'))).toThrow('cannot read the folder');
    write('a', { file: 'a.wav', sampleRate: 16_000, utterances: [{ start: 0, end: 9, text: '' }] });
    expect(() => readTruthFolder(folder)).toThrow('a.wav');
    writeFileSync(join(folder, 'a.wav'), encodeWav(new Float32Array(100), 8000));
    expect(() => readTruthFolder(folder)).toThrow('has 8000 Hz, its truth file says 16000 Hz');
    writeFileSync(join(folder, 'a.wav'), encodeWav(new Float32Array(16_000), 16_000));
    expect(() => readTruthFolder(folder)).toThrow('must lie inside the recording and last 200 ms');
    write('a', { file: 'a.wav', sampleRate: '16000', utterances: [] });
    expect(() => readTruthFolder(folder)).toThrow('sampleRate');
    writeFileSync(join(folder, 'a.truth.json'), '{');
    expect(() => readTruthFolder(folder)).toThrow('is not JSON');
  });
});

describe('template files', () => {
  it('keep cells to a quarter of a decibel', () => {
    const template = cutTemplate(recording.pcm, spoken('Hello there.'), 'mic_a');
    const [back] = unpackTemplates(JSON.parse(JSON.stringify(packTemplates('mic_a', [template]))));
    expect(back).toMatchObject({ text: 'Hello there.', source: 'mic_a', samples: template.samples });
    const furthest = template.fine.db.reduce(
      (most, db, i) => Math.max(most, Math.abs(db - back!.fine.db[i]!)),
      0,
    );
    expect(furthest).toBeLessThanOrEqual(0.126);
  });

  it('are refused when they are of another kind', () => {
    expect(() => unpackTemplates({ source: 'a', bands: 40, utterances: [] })).toThrow();
    expect(() =>
      unpackTemplates({
        source: 'a',
        bands: 24,
        utterances: [{ text: 'x', samples: 160, cells: 'AAAA' }],
      }),
    ).toThrow('template "x" of a has 3 cells');
  });
});
