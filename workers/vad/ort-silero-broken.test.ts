/** In a file of its own, since a runtime that failed once stays broken in its thread. */
import { expect, it } from 'vitest';
import { readModelFile } from '../../models/model-files.ts';
import { createOrtSilero } from './ort-silero.ts';

it('a runtime that does not start has its own code, now and ever after', async () => {
  const model = readModelFile('silero_vad_v6.onnx');
  const garbage = new TextEncoder().encode('not WebAssembly');
  const first = createOrtSilero({ version: 'v6', model, wasm: garbage });
  await expect(first).rejects.toMatchObject({ code: 'wasm-failed', cause: expect.any(Error) as Error });

  const wasm = readModelFile('ort-wasm-simd-threaded.wasm');
  const second = createOrtSilero({ version: 'v6', model, wasm });
  await expect(second).rejects.toMatchObject({ code: 'wasm-failed' });
});
