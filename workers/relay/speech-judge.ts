/**
 * One detector for all boxes: a model that is loaded with the first box and gives each a stream of its own. Where there
 * can be none, or it breaks, the energy detector judges.
 */
import { frameSamples } from '../../core/units.ts';
import type { ModelStatus } from '../vad-api.ts';
import type { SpeechModel, SpeechStream } from '../vad/speech-model.ts';

export interface SpeechJudgeOptions {
  /** Rejects where there can be no model. */
  readonly loadModel: (
    version: 'v5' | 'v6',
    onProgress: (progress: { readonly loadedBytes: number; readonly totalBytes: number }) => void,
  ) => Promise<SpeechModel>;
  readonly fallbackModel: () => SpeechModel;
  readonly onStatus: (status: ModelStatus) => void;
}

/** Of one box. Begins anew with each utterance. */
export interface JudgeStream {
  /** @param frame 512 samples at 16 kHz; to be left alone until the answer is there */
  process(frame: Float32Array): Promise<number>;
  reset(): void;
  close(): void;
}

export class SpeechJudge {
  readonly #options: SpeechJudgeOptions;
  #model: Promise<SpeechModel> | null = null;
  #loaded: SpeechModel | null = null;
  #isFallback = false;

  constructor(options: SpeechJudgeOptions) {
    this.#options = options;
  }

  /** Loads the model, once. */
  load(version: 'v5' | 'v6'): Promise<SpeechModel> {
    return (this.#model ??= this.#load(version));
  }

  stream(version: 'v5' | 'v6'): JudgeStream {
    let model: SpeechModel | null = null;
    let stream: SpeechStream | null = null;
    const open = async (): Promise<SpeechStream> => {
      const current = await this.load(version);
      if (stream === null || model !== current) {
        stream?.close();
        model = current;
        stream = current.createStream();
      }
      return stream;
    };
    return {
      process: async (frame) => {
        try {
          return await (await open()).process(frame);
        } catch (cause) {
          this.#replace(model, cause);
          return (await open()).process(frame);
        }
      },
      reset: () => {
        // The energy detector knows a voice by the background, which a box seldom sends before one.
        if (!this.#isFallback) stream?.reset();
      },
      close: () => {
        stream?.close();
        stream = null;
      },
    };
  }

  /** The model failed in the middle of a stream: nobody uses it any more. Others may have noticed before. */
  #replace(broken: SpeechModel | null, cause: unknown): void {
    if (broken !== this.#loaded) return;
    if (broken === null || this.#isFallback) throw cause;
    this.#model = Promise.resolve(this.#fallBack(cause));
  }

  async #load(version: 'v5' | 'v6'): Promise<SpeechModel> {
    const { loadModel, onStatus } = this.#options;
    try {
      const model = await loadModel(version, (progress) => onStatus({ kind: 'loading', ...progress }));
      if (model.frameSamples !== frameSamples) throw new Error(`frames of ${model.frameSamples} samples`);
      onStatus({ kind: 'silero', model: version });
      this.#loaded = model;
      return model;
    } catch (cause) {
      return this.#fallBack(cause);
    }
  }

  #fallBack(cause: unknown): SpeechModel {
    this.#options.onStatus({
      kind: 'energy',
      reason: cause instanceof Error ? cause.message : String(cause),
    });
    this.#isFallback = true;
    this.#loaded = this.#options.fallbackModel();
    return this.#loaded;
  }
}
