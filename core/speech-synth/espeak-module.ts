/** Types only: eSpeak NG as Emscripten made it, as far as it is used. Source: glue code of the package, 0.3.5. */
import type { Hertz } from '../units.ts';

export type CreateEspeakModule = (options?: EspeakModuleOptions) => Promise<EspeakModule>;

interface EspeakModuleOptions {
  /** The data package, instead of fetching it; the module keeps views of it. */
  readonly getPreloadedPackage?: (name: string, bytes: number) => ArrayBuffer;
}

export interface EspeakModule {
  readonly eSpeakNGWorker: new () => EspeakWorker;
  readonly FS_unlink: (path: string) => void;
}

export interface EspeakWorker {
  list_voices(): readonly EspeakVoiceEntry[];
  /** 0 is success. */
  set_voice(identifier: string): number;
  set_rate(wordsPerMinute: number): void;
  get_samplerate(): Hertz;
  /** Calls back with copies of at most 100 ms, the last one empty; a true answer stops it. */
  synthesize(text: string, onSamples: (samples: Int16Array) => boolean): void;
}

interface EspeakVoiceEntry {
  /** Path in the voice folder: `gmw/en-US`. The only name that `set_voice` takes for every voice. */
  readonly identifier: string;
  readonly name: string;
  readonly languages: readonly { readonly name: string }[];
}
