import type { EchoError } from '../../core/errors.ts';

/**
 * What can go wrong between "listen" and the first probability. In each case the energy detector can take over.
 *
 * - `model-download-failed`: the model file did not arrive (offline, blocked, cut short). Try again.
 * - `model-invalid`: it arrived, but is no Silero VAD v5 or v6. The hosting serves something else under its name.
 * - `wasm-download-failed`: the runtime did not arrive. Try again.
 * - `wasm-failed`: the runtime arrived and does not start (WebAssembly blocked by policy or too old, no memory). The runtime
 *   remembers it: another attempt needs another worker.
 * - `model-run-failed`: a frame could not be judged. The stream cannot go on.
 */
export type ModelErrorCode =
  'model-download-failed' | 'model-invalid' | 'wasm-download-failed' | 'wasm-failed' | 'model-run-failed';

export type ModelError = EchoError<ModelErrorCode>;
