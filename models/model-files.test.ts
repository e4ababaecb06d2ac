/** The files that the packages bring are the ones whose results were checked. */
import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { assetBytes } from '../workers/vad/asset-sizes.ts';
import packageJson from '../package.json' with { type: 'json' };
import { modelFiles, readModelFile, type ModelFile } from './model-files.ts';

const pinned: Readonly<Record<string, string>> = packageJson.dependencies;
const fileNamed = (name: string): ModelFile => modelFiles.find((file) => file.name === name)!;

describe('models.json', () => {
  for (const file of modelFiles) {
    it(`knows ${file.name} of ${file.package} by its version and hash`, () => {
      expect(pinned[file.package]).toBe(file.packageVersion);
      const bytes = readModelFile(file.name);
      expect(bytes.length).toBe(file.bytes);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
    });
  }

  it('gives the download bar its sizes', () => {
    expect(assetBytes).toEqual({
      v5: fileNamed('silero_vad_v5.onnx').bytes,
      v6: fileNamed('silero_vad_v6.onnx').bytes,
      wasm: fileNamed('ort-wasm-simd-threaded.wasm').bytes,
    });
  });

  it('says what it does not know', () => {
    expect(() => readModelFile('silero_vad_v4.onnx')).toThrow('models.json knows no silero_vad_v4.onnx');
  });
});

describe('tensors', () => {
  beforeAll(() => {
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = readModelFile('ort-wasm-simd-threaded.wasm');
  });

  it.each(['silero_vad_v5.onnx', 'silero_vad_v6.onnx'])('of %s are as described', async (name) => {
    const session = await ort.InferenceSession.create(readModelFile(name));
    const described = (tensors: ModelFile['inputs']) =>
      (tensors ?? []).map((tensor) => ({ name: tensor.name, type: tensor.type }));
    const actual = (tensors: readonly ort.InferenceSession.ValueMetadata[]) =>
      tensors.map((one) => (one.isTensor ? { name: one.name, type: one.type } : { name: one.name }));
    expect(described(fileNamed(name).inputs)).toEqual(actual(session.inputMetadata));
    expect(described(fileNamed(name).outputs)).toEqual(actual(session.outputMetadata));
    expect(session.inputNames.length).toBe(3);
    await session.release();
  });
});
