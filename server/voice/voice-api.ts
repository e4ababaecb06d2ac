/** What the companion and its voice worker say to each other. Types only. */
import type { EspeakVoice, Speech } from '../../core/speech-synth/espeak-synth.ts';
import type { Hertz } from '../../core/units.ts';

/** One request of a client; its pieces share a resampler, so that they join without an edge. */
export type StreamId = number;

export interface SpeakPiece extends Speech {
  readonly type: 'speak';
  readonly stream: StreamId;
  readonly sampleRate: Hertz;
  /** The last piece of its stream also brings out the resampler's tail. */
  readonly last: boolean;
  /** One word of shared memory: not 0 as soon as nobody listens any more, also in the middle of a piece. */
  readonly givenUp: Int32Array;
}

export type ToVoiceWorker =
  | SpeakPiece
  /** The stream was given up: forget its resampler. */
  | { readonly type: 'drop'; readonly stream: StreamId };

export type FromVoiceWorker =
  | { readonly type: 'ready'; readonly voices: readonly EspeakVoice[] }
  /** s16le mono at the stream's rate; the bytes are the receiver's. */
  | { readonly type: 'pcm'; readonly stream: StreamId; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'piece-done'; readonly stream: StreamId }
  | { readonly type: 'piece-failed'; readonly stream: StreamId; readonly message: string };
