/**
 * Types only: what others may ask of voice.worker, the built-in voice (eSpeak NG) in a worker of the page. The page
 * starts it and hands out ports; whoever has a port speaks through it directly, so that the samples never pass the page.
 * The framing of calls on a port is that of `port-calls.ts`.
 */
import type { Hertz } from '../../core/units.ts';

/** Page -> worker. */
export type VoiceWorkerCommand =
  /** Once, first: where the cut-down data of eSpeak NG is. */
  | { readonly type: 'load'; readonly dataUrl: string }
  | { readonly type: 'connect'; readonly port: MessagePort };

/** Worker -> page. */
export type VoiceWorkerStatus =
  | { readonly type: 'loading'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly type: 'ready'; readonly voices: readonly PageVoice[] }
  | { readonly type: 'failed'; readonly message: string };

export interface PageVoice {
  /** What {@link VoiceCall.voice} takes: `en-us`, `cmn`. */
  readonly id: string;
  /** English name: `English (America)`. */
  readonly label: string;
}

/** Through a port: speak this. Ends with nothing once all samples were sent. */
export interface VoiceCall {
  readonly text: string;
  /** An id of {@link PageVoice}, with a variant if wanted (`fr+f3`), or `auto`: by the script and the language. */
  readonly voice: string;
  /** BCP 47, for `auto` where the script does not tell. */
  readonly language?: string;
}

/** Samples as soon as they are made, at most 100 ms at a time; transferred. Mono, [-1, 1]. */
export interface VoiceEvent {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly sampleRate: Hertz;
}
