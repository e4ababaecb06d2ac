import type { Hertz, Millis, Samples } from '../units.ts';
import type { CushionOptions } from './playback-cushion.ts';

export interface PlaybackOptions {
  /** Rate of the chunks and of the output: that of the playback context. 8,000 to 192,000 Hz. */
  readonly sampleRate: Hertz;
  readonly cushion?: CushionOptions;
  /** Chunks and end marks that may wait at once. Default 16,384. */
  readonly maxEntries?: number;
  /** Audio that may wait at once. Default 10 minutes; senders are expected to hold back long before. */
  readonly maxBufferedMs?: Millis;
}

export const defaultMaxEntries = 16_384;
export const defaultMaxBufferedMs: Millis = 600_000;

/** Counts since the queue was made. */
export interface PlaybackCounts {
  /** Gaps that were heard inside replies, between their pieces too. */
  readonly underruns: number;
  readonly underrunSamples: Samples;
  /** Chunks refused because they were for a reply or piece that is over. */
  readonly staleChunks: number;
  /** Chunks refused for want of room. */
  readonly overruns: number;
  /** Events nobody took in time. */
  readonly lostEvents: number;
}

/** idle: no reply begun. playing: the next sample is due. starving: a reply is begun and its next sample missing. */
export type PlaybackPhase = 'idle' | 'playing' | 'starving';
