/** The model files and their runtime for Node. They lie in the packages that bring them; `models.json` says where and what. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import models from './models.json' with { type: 'json' };

export type ModelFile = (typeof models.files)[number];

export const modelFiles: readonly ModelFile[] = models.files;

const require = createRequire(import.meta.url);

/** @throws if there is no such file, or another version of it */
export function readModelFile(name: string): Uint8Array {
  const file = modelFiles.find((one) => one.name === name);
  if (file === undefined) throw new Error(`models.json knows no ${name}`);
  const bytes = readFileSync(require.resolve(file.import));
  if (bytes.length !== file.bytes)
    throw new Error(
      `${file.import} has ${bytes.length} bytes, expected ${file.bytes} (${file.package} ${file.packageVersion})`,
    );
  return bytes;
}

/** What `createOrtSilero` needs, read from the packages. */
export const readSileroAssets = (version: 'v5' | 'v6'): { model: Uint8Array; wasm: Uint8Array } => ({
  model: readModelFile(`silero_vad_${version}.onnx`),
  wasm: readModelFile('ort-wasm-simd-threaded.wasm'),
});
