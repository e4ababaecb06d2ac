import { Worker } from 'node:worker_threads';
import { EchoError } from '../../core/errors.ts';
import type { EspeakVoice } from '../../core/speech-synth/espeak-synth.ts';
import { speechPieces } from '../../core/speech-synth/speech-pieces.ts';
import type { Hertz } from '../../core/units.ts';
import { AsyncQueue } from './async-queue.ts';
import type { FromVoiceWorker, StreamId, ToVoiceWorker } from './voice-api.ts';

/**
 * - `voice-failed`: eSpeak NG could not be loaded, or broke down; the next request starts it anew;
 * - `voice-busy`: too many requests at once;
 * - `voice-closed`: the companion is ending.
 */
export type VoiceErrorCode = 'voice-failed' | 'voice-busy' | 'voice-closed';

export interface SpeechOrder {
  readonly text: string;
  /** Identifier of an eSpeak voice. */
  readonly voice: string;
  readonly speed: number;
  readonly sampleRate: Hertz;
}

export interface SpeechPart {
  /** Whole samples, s16le mono. */
  readonly bytes: Uint8Array;
  /** True for the last part of a piece of the text; such a part may be empty. */
  readonly pieceEnds: boolean;
}

/** Most requests served at once; each waits for one piece of every other at most. */
const mostStreams = 32;

interface Running {
  readonly worker: Worker;
  readonly ready: Promise<readonly EspeakVoice[]>;
  readonly streams: Map<StreamId, AsyncQueue<SpeechPart>>;
}

/** eSpeak NG in a thread of its own, shared fairly: requests take turns piece by piece. */
export class BuiltInVoice {
  readonly #workerUrl: URL;
  #running: Running | undefined;
  #closed = false;
  #lastStream: StreamId = 0;

  /** @param workerUrl what runs in the thread; replaced in tests */
  constructor(workerUrl = new URL('./espeak.worker.mjs', import.meta.url)) {
    this.#workerUrl = workerUrl;
  }

  /** The voices there are; the first call loads eSpeak NG (0.3 s). Rejects with `voice-failed`. */
  voices(): Promise<readonly EspeakVoice[]> {
    return this.#start().ready;
  }

  /**
   * Speaks as fast as the loop takes it, one piece ahead at most. Leaving the loop or aborting frees the thread within
   * 100 ms of speech. Throws EchoError of {@link VoiceErrorCode}, or the signal's reason.
   */
  async *speak(order: SpeechOrder, signal: AbortSignal): AsyncGenerator<SpeechPart, void, undefined> {
    signal.throwIfAborted();
    const running = this.#start();
    if (running.streams.size >= mostStreams) {
      throw voiceError('voice-busy', `the voice serves ${mostStreams} requests already`);
    }
    const stream = ++this.#lastStream;
    const givenUp = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    let parts = new AsyncQueue<SpeechPart>();
    const giveUp = () => parts.fail(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    running.streams.set(stream, parts);
    try {
      await running.ready;
      const pieces = speechPieces(order.text);
      for (const [index, text] of pieces.entries()) {
        signal.throwIfAborted();
        parts = new AsyncQueue();
        running.streams.set(stream, parts);
        const last = index === pieces.length - 1;
        tell(running.worker, { ...order, type: 'speak', stream, text, last, givenUp });
        yield* parts;
      }
    } finally {
      signal.removeEventListener('abort', giveUp);
      Atomics.store(givenUp, 0, 1);
      running.streams.delete(stream);
      tell(running.worker, { type: 'drop', stream });
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const running = this.#running;
    if (running === undefined) return;
    for (const parts of running.streams.values()) parts.fail(closing());
    await running.worker.terminate();
  }

  #start(): Running {
    if (this.#closed) throw closing();
    return (this.#running ??= this.#launch());
  }

  #launch(): Running {
    // Without the parent's arguments: its loaders are not the worker's.
    const worker = new Worker(this.#workerUrl, { execArgv: [] });
    const streams: Running['streams'] = new Map();
    const ready = new Promise<readonly EspeakVoice[]>((resolve, reject) => {
      const fail = (cause: unknown) => {
        const failure = this.#closed
          ? closing()
          : voiceError('voice-failed', 'the built-in voice broke down', cause);
        reject(failure);
        for (const parts of streams.values()) parts.fail(failure);
        if (this.#running?.worker === worker) this.#running = undefined;
      };
      worker.on('error', fail);
      worker.on('exit', (code) => fail(new Error(`voice worker ended with code ${code}`)));
      worker.on('message', (message: FromVoiceWorker) => {
        if (message.type === 'ready') resolve(message.voices);
        else deliver(message, streams);
      });
    });
    ready.catch(() => undefined); // whoever waits for it is told; that nobody waits is no second fault
    return { worker, ready, streams };
  }
}

type StreamMessage = Exclude<FromVoiceWorker, { type: 'ready' }>;

function deliver(message: StreamMessage, streams: Running['streams']): void {
  const parts = streams.get(message.stream);
  switch (message.type) {
    case 'pcm':
      parts?.push({ bytes: message.bytes, pieceEnds: false });
      return;
    case 'piece-done':
      parts?.push({ bytes: new Uint8Array(0), pieceEnds: true });
      parts?.end();
      return;
    case 'piece-failed':
      parts?.fail(voiceError('voice-failed', message.message));
      return;
  }
}

const tell = (worker: Worker, message: ToVoiceWorker) => worker.postMessage(message);

const closing = () => voiceError('voice-closed', 'the companion is ending');

const voiceError = (code: VoiceErrorCode, message: string, cause?: unknown): EchoError<VoiceErrorCode> =>
  new EchoError(code, message, { cause });
