/**
 * Fetches the model and its runtime in the browser. Both are served by the app itself under hashed names, so they may be cached
 * for ever and no other host is asked. In Node the same bytes are read from the packages (`models/model-files.ts`).
 */
import sileroV5 from '@ricky0123/vad-web/dist/silero_vad_v5.onnx?url';
import sileroV6 from '@ricky0123/vad-web/dist/silero_vad_v6.onnx?url';
import ortWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { assetBytes } from './asset-sizes.ts';
import { download } from './download.ts';
import type { SileroVersion } from './ort-silero.ts';

/** Of both files together, unpacked. */
export interface LoadProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export interface SileroAssets {
  readonly model: Uint8Array;
  readonly wasm: Uint8Array;
}

const modelUrls: Readonly<Record<SileroVersion, string>> = { v5: sileroV5, v6: sileroV6 };

/**
 * Both files, fetched side by side. If one fails, the other is given up.
 * @throws EchoError `model-download-failed`, `model-invalid` or `wasm-download-failed`; the signal's reason when aborted
 */
export async function loadSileroAssets(
  version: SileroVersion,
  options: { readonly onProgress?: (progress: LoadProgress) => void; readonly signal?: AbortSignal } = {},
): Promise<SileroAssets> {
  const totalBytes = assetBytes[version] + assetBytes.wasm;
  let loadedBytes = 0;
  const onBytes = (bytes: number): void => {
    loadedBytes += bytes;
    options.onProgress?.({ loadedBytes, totalBytes });
  };
  const partner = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, partner.signal]) : partner.signal;
  try {
    const [model, wasm] = await Promise.all([
      download({
        url: modelUrls[version],
        bytes: assetBytes[version],
        failure: 'model-download-failed',
        replaced: 'model-invalid',
        onBytes,
        signal,
      }),
      download({
        url: ortWasm,
        bytes: assetBytes.wasm,
        failure: 'wasm-download-failed',
        replaced: 'wasm-download-failed',
        onBytes,
        signal,
      }),
    ]);
    return { model, wasm };
  } finally {
    partner.abort();
  }
}

/**
 * Gives the memory of both files back once a session was made of them, or could not be. The runtime holds on to what it
 * was given: 16 MB that nothing reads again.
 */
export function releaseAssets({ model, wasm }: SileroAssets): void {
  const buffers = [model.buffer, wasm.buffer] as ArrayBuffer[];
  // What is transferred is detached here, whoever still refers to it, and nobody takes it there.
  structuredClone(null, { transfer: buffers });
}
