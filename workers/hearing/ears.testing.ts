/** A VAD worker on a desk: real message ports, a scripted model, a clock moved by hand. */
import { frameSamples } from '../../core/units.ts';
import type {
  CaptureFrame,
  HeardMessage,
  ModelStatus,
  PlaybackLevel,
  Reflex,
  WorkerMark,
} from '../vad-api.ts';
import type { SpeechModel, SpeechStream } from '../vad/speech-model.ts';
import { Ears, type EarsOptions, type LoadProgress } from './ears.ts';

/** Waits for a state, never for a time. */
export async function until(reached: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000; turn += 1) {
    if (reached()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('the awaited state was never reached');
}

/** Says of each frame what its first sample holds; counts what it is asked. */
export class ScriptedModel implements SpeechModel {
  readonly name: string;
  readonly sampleRate = 16_000;
  readonly frameSamples = frameSamples;
  readonly judged: number[] = [];
  resets = 0;
  closed = false;
  /** Index of the call that fails. */
  failsAt = Infinity;
  /** Answers after a turn of the event loop, as a runtime does. */
  slow = false;

  constructor(name = 'scripted') {
    this.name = name;
  }

  createStream(): SpeechStream {
    return {
      process: (frame) => {
        if (this.judged.length >= this.failsAt) throw new Error('the runtime is gone');
        const probability = frame[0]!;
        this.judged.push(probability);
        return this.slow ? new Promise((resolve) => setImmediate(() => resolve(probability))) : probability;
      },
      reset: () => {
        this.resets += 1;
      },
      close: () => undefined,
    };
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** One call of `load`, to be finished by hand. */
export interface Loading {
  readonly status: Promise<ModelStatus>;
  progress(loadedBytes: number, totalBytes: number): void;
  finish(model: SpeechModel): void;
  fail(cause: Error): void;
}

export class EarsDesk {
  now = 1_000_000;
  readonly model = new ScriptedModel();
  readonly fallback = new ScriptedModel('fallback');
  readonly heard: HeardMessage[] = [];
  readonly reflexes: Reflex[] = [];
  readonly marks: WorkerMark[] = [];
  readonly statuses: ModelStatus[] = [];
  readonly ears: Ears;
  readonly #player = new MessageChannel();
  readonly #conversation = new MessageChannel();
  readonly #ports: MessagePort[] = [];
  #loadModel: EarsOptions['loadModel'] = () => Promise.reject(new Error('nothing loads'));

  constructor(options: { readonly backlogFrames?: number } = {}) {
    this.ears = new Ears({
      now: () => this.now,
      loadModel: (version, onProgress) => this.#loadModel(version, onProgress),
      fallbackModel: () => this.fallback,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      ...options,
    });
    this.#conversation.port1.onmessage = ({ data }: MessageEvent<HeardMessage>) => this.heard.push(data);
    this.#player.port1.onmessage = ({ data }: MessageEvent<Reflex>) => this.reflexes.push(data);
    this.ears.onMark((mark) => this.marks.push(mark));
  }

  connect(): void {
    this.ears.connect(this.#conversation.port2, this.#player.port2);
  }

  load(): Loading {
    let progress: (progress: LoadProgress) => void = () => undefined;
    let finish: (model: SpeechModel) => void = () => undefined;
    let fail: (cause: Error) => void = () => undefined;
    this.#loadModel = (_version, onProgress) => {
      progress = onProgress;
      return new Promise((resolve, reject) => {
        finish = resolve;
        fail = reject;
      });
    };
    const status = this.ears.load('v6', (next) => this.statuses.push(next));
    return {
      status,
      progress: (loadedBytes, totalBytes) => progress({ loadedBytes, totalBytes }),
      finish: (model) => finish(model),
      fail: (cause) => fail(cause),
    };
  }

  async ready(): Promise<void> {
    this.connect();
    const loading = this.load();
    loading.finish(this.model);
    await loading.status;
  }

  play(level: Omit<PlaybackLevel, 'type'>): void {
    this.#player.port1.postMessage({ type: 'playback-level', ...level });
  }

  /** A microphone that speaks 16 kHz; each frame holds its probability in every sample. */
  microphone(): (index: number, probability?: number, contextFrame?: number) => void {
    const { port1, port2 } = new MessageChannel();
    this.#ports.push(port1);
    this.ears.listen(port2);
    return (index, probability = 0, contextFrame = (index + 1) * frameSamples) => {
      const frame: CaptureFrame = {
        type: 'frame',
        samples: new Float32Array(frameSamples).fill(probability),
        index,
        contextFrame,
        endFrame: contextFrame,
        contextRate: 16_000,
      };
      port1.postMessage(frame);
    };
  }

  get frames() {
    return this.heard.filter((message) => message.type === 'frame');
  }

  close(): void {
    this.ears.stopListening();
    for (const port of [...this.#ports, this.#player.port1, this.#conversation.port1]) port.close();
  }
}
