/**
 * Silero VAD v5 and v6 by onnxruntime-web's WASM-only build, in a worker as well as in Node.
 *
 * Owns the runtime and the recurrent state; the frame contract is `core/vad/silero-frames.ts`. One thread: a second buys a
 * fifth at the median and costs milliseconds at the tail, and hangs in bundled workers (fact sheet `browser-audio.md`).
 */
import * as ort from 'onnxruntime-web/wasm';
import { invariant } from '../../core/assert.ts';
import { EchoError } from '../../core/errors.ts';
import {
  SileroInput,
  sileroLayout,
  sileroStateLength,
  type SileroLayout,
  type SileroRate,
} from '../../core/vad/silero-frames.ts';
import type { ModelErrorCode } from './model-errors.ts';
import type { SpeechModel, SpeechStream } from './speech-model.ts';

export type SileroVersion = 'v5' | 'v6';

export interface OrtSileroOptions {
  readonly version: SileroVersion;
  /** The ONNX file. */
  readonly model: Uint8Array;
  /** `ort-wasm-simd-threaded.wasm` of the same onnxruntime-web. Its first user in a thread decides for all. */
  readonly wasm: Uint8Array;
  /** Default 16 kHz. One file serves both rates. */
  readonly sampleRate?: SileroRate;
}

/**
 * The runtime keeps a stack across its awaits, so calls into it must not overlap, whatever session they are for.
 * One line of promises per thread sees to that.
 */
let runtimeLine: Promise<unknown> = Promise.resolve();

function inLine<T>(work: () => Promise<T> | T): Promise<T> {
  const result = runtimeLine.then(work);
  // The next in line does not care how this one ended; its own caller is told.
  runtimeLine = result.catch(() => undefined);
  return result;
}

/** @throws EchoError `wasm-failed` or `model-invalid` */
export async function createOrtSilero({
  version,
  model,
  wasm,
  sampleRate = 16_000,
}: OrtSileroOptions): Promise<SpeechModel> {
  const session = await inLine(() => createSession(model, wasm));
  const layout = sileroLayout(sampleRate);
  return {
    name: `silero-${version}`,
    sampleRate,
    frameSamples: layout.window,
    createStream: () => new OrtSileroStream(session, layout),
    close: () => inLine(() => session.release()),
  };
}

async function createSession(model: Uint8Array, wasm: Uint8Array): Promise<ort.InferenceSession> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = wasm;
  let session: ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  } catch (cause) {
    throw creationError(cause);
  } finally {
    // Compiled by now, or failed for good: 14 MB that nothing needs any more.
    delete ort.env.wasm.wasmBinary;
  }
  const names = [...session.inputNames, ...session.outputNames].sort().join();
  if (names === 'input,output,sr,state,stateN') return session;
  await session.release();
  throw failed('model-invalid', `model has ${names}, expected input, output, sr, state, stateN`);
}

/** The runtime tells a broken backend from a broken model by words alone: `resolveBackend` in onnxruntime-common. */
function creationError(cause: unknown): EchoError<ModelErrorCode> {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.includes('no available backend')
    ? failed('wasm-failed', 'the WebAssembly runtime did not start', cause)
    : failed('model-invalid', 'the runtime refused the model file', cause);
}

class OrtSileroStream implements SpeechStream {
  readonly #session: ort.InferenceSession;
  readonly #input: SileroInput;
  readonly #zeroState: ort.Tensor;
  /** Made once; only `state` is exchanged from frame to frame. Outputs are new each time: given ones are not filled. */
  readonly #feeds: { input: ort.Tensor; state: ort.Tensor; sr: ort.Tensor };
  #closed = false;

  constructor(session: ort.InferenceSession, layout: SileroLayout) {
    this.#session = session;
    this.#input = new SileroInput(layout);
    this.#zeroState = new ort.Tensor('float32', new Float32Array(sileroStateLength), [2, 1, 128]);
    this.#feeds = {
      input: new ort.Tensor('float32', this.#input.samples, [1, this.#input.samples.length]),
      state: this.#zeroState,
      sr: new ort.Tensor('int64', BigInt64Array.of(BigInt(layout.rate)), []),
    };
  }

  process(frame: Float32Array): Promise<number> {
    invariant(!this.#closed, 'a closed stream judges no frames');
    return inLine(() => this.#judge(frame));
  }

  reset(): void {
    void inLine(() => {
      this.#input.reset();
      this.#feeds.state = this.#zeroState;
    });
  }

  close(): void {
    this.#closed = true;
  }

  async #judge(frame: Float32Array): Promise<number> {
    this.#input.push(frame);
    let outputs: ort.InferenceSession.ReturnType;
    try {
      outputs = await this.#session.run(this.#feeds);
    } catch (cause) {
      throw failed('model-run-failed', 'the runtime could not judge a frame', cause);
    }
    const probability = outputs['output']?.data[0];
    const state = outputs['stateN'];
    if (typeof probability !== 'number' || !Number.isFinite(probability) || state === undefined)
      throw failed('model-run-failed', `the model answered ${String(probability)}, expected a probability`);
    this.#feeds.state = state;
    return probability;
  }
}

const failed = (code: ModelErrorCode, message: string, cause?: unknown): EchoError<ModelErrorCode> =>
  new EchoError(code, message, { cause });
