import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findRecording,
  fixturesFolder,
  loadReferences,
  readRecording,
  upstreamParameters,
} from '../../core/vad/fixtures.testing.ts';
import { segmentRecording } from '../../core/vad/batch-segmenter.ts';
import { defaultStreamingParameters } from '../../core/vad/parameters.ts';
import { framesOf, sileroLayout } from '../../core/vad/silero-frames.ts';
import { createSegmenter, stepSegmenter } from '../../core/vad/streaming-segmenter.ts';
import { readModelFile, readSileroAssets } from '../../models/model-files.ts';
import { judgeRecording } from './judge-recording.ts';
import { createOrtSilero, type SileroVersion } from './ort-silero.ts';
import type { SpeechModel, SpeechStream } from './speech-model.ts';

/** Rounding of the recorded values is 5e-5, difference between runtimes 1e-5. */
const tolerance = 2e-4;

describe.each(['v5', 'v6'] as const)('Silero %s by onnxruntime-web', (version: SileroVersion) => {
  const models = new Map<number, SpeechModel>();

  beforeAll(async () => {
    const assets = readSileroAssets(version);
    for (const sampleRate of [8_000, 16_000] as const)
      models.set(sampleRate, await createOrtSilero({ version, ...assets, sampleRate }));
  });
  afterAll(async () => {
    for (const model of models.values()) await model.close();
  });

  const references = loadReferences().filter((one) => one.model === version && !one.file.startsWith('mic_'));
  for (const { file, probs, cases } of references) {
    const path = findRecording(file);
    if (path === null) continue;
    it(`${file}: probabilities within ${tolerance}, segments exact`, async () => {
      const { rate, pcm } = readRecording(path);
      const probabilities = await judgeRecording(models.get(rate)!, pcm);
      expect(probabilities.length).toBe(probs.length);
      const differences = probabilities.map((probability, i) => Math.abs(probability - probs[i]!));
      expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
      for (const { id, params, timestamps } of cases) {
        const parameters = upstreamParameters(params);
        const segments = segmentRecording({ probabilities, length: pcm.length, rate, parameters });
        expect(segments, id).toEqual({ ok: true, value: timestamps });
      }
    });
  }

  it('has recordings to check at both rates', () => {
    const here = references.filter(({ file }) => file.startsWith('s') || file.startsWith('e'));
    expect(here.length).toBe(17);
    expect(new Set(here.map(({ sampleRate }) => sampleRate))).toEqual(new Set([8_000, 16_000]));
  });
});

describe('streams', () => {
  let model: SpeechModel;
  const layout = sileroLayout(16_000);
  const frames = (file: string): Float32Array[] => [
    ...framesOf(readRecording(findRecording(file)!).pcm.subarray(0, 20_000), layout),
  ];
  const speech = frames('syn_speeds_a.wav');
  const noise = frames('sil_brown_loud.wav');

  beforeAll(async () => {
    model = await createOrtSilero({ version: 'v6', ...readSileroAssets('v6') });
  });
  afterAll(() => model.close());

  async function judge(sequence: readonly Float32Array[]): Promise<number[]> {
    const stream = model.createStream();
    const probabilities = [];
    for (const frame of sequence) probabilities.push(await stream.process(frame));
    stream.close();
    return probabilities;
  }

  /** Calls them all before the first has answered. */
  const inParallel = (...calls: (readonly [SpeechStream, Float32Array])[]): Promise<number[]> =>
    Promise.all(calls.map(async ([stream, frame]) => stream.process(frame)));

  it('have a memory of their own', async () => {
    const [alone, aloneToo] = [await judge(speech), await judge(noise)];
    const [one, other] = [model.createStream(), model.createStream()];
    const together: number[][] = [[], []];
    for (const [i, frame] of speech.entries()) {
      // Both under way at once.
      const both = await inParallel([one, frame], [other, noise[i]!]);
      both.forEach((probability, stream) => together[stream]!.push(probability));
    }
    expect(together).toEqual([alone, aloneToo]);
    expect(Math.max(...alone)).toBeGreaterThan(0.5);
  });

  it('keep the order of calls that were not waited for', async () => {
    const stream = model.createStream();
    const eager = await inParallel(...speech.map((frame) => [stream, frame] as const));
    expect(eager).toEqual(await judge(speech));
  });

  it('start anew after a reset, which waits its turn as well', async () => {
    const stream = model.createStream();
    const before = inParallel(...speech.map((frame) => [stream, frame] as const));
    stream.reset();
    const after = inParallel(...speech.map((frame) => [stream, frame] as const));
    expect(await before).toEqual(await after);
  });

  it('need the frame length of their rate', async () => {
    const stream = model.createStream();
    await expect(stream.process(new Float32Array(256))).rejects.toThrow(
      'frame has 256 samples, expected 512',
    );
    expect(await stream.process(speech[0]!)).toBe((await judge(speech.slice(0, 1)))[0]);
  });

  it('are silent once closed', () => {
    const stream = model.createStream();
    stream.close();
    expect(() => stream.process(speech[0]!)).toThrow('a closed stream judges no frames');
  });
});

describe('a short word', () => {
  it.each(['v5', 'v6'] as const)('[V10] is no misfire by default, judged by %s', async (version) => {
    const model = await createOrtSilero({ version, ...readSileroAssets(version) });
    const probabilities = await judgeRecording(model, readRecording(`${fixturesFolder}words/stop.wav`).pcm);
    await model.close();
    const told: string[] = [];
    probabilities.reduce((state, probability, frame) => {
      const step = stepSegmenter(state, { start: frame * 512, probability }, defaultStreamingParameters);
      told.push(...step.events.map(({ type }) => type));
      return step.state;
    }, createSegmenter());
    expect(told).toEqual(['speech-started', 'speech-confirmed', 'soft-end', 'hard-end']);
  });
});

describe('what is no model', () => {
  const wasm = readModelFile('ort-wasm-simd-threaded.wasm');
  const create = (model: Uint8Array) => createOrtSilero({ version: 'v6', model, wasm });

  it('is refused with a code: another kind of file, a cut file', async () => {
    await expect(create(new TextEncoder().encode('<!doctype html>'))).rejects.toMatchObject({
      code: 'model-invalid',
    });
    await expect(create(readModelFile('silero_vad_v6.onnx').subarray(0, 100_000))).rejects.toMatchObject({
      code: 'model-invalid',
    });
  });
});
