/** Types only: what the page tells timeline.worker, which draws the timeline on a canvas that the page gave away. */
import type { Samples } from '../core/units.ts';
import type { FrameView, SegmentView } from './conversation-api.ts';

export interface TimelineColours {
  readonly wave: string;
  readonly voicedWave: string;
  readonly probability: string;
  readonly threshold: string;
  readonly speech: string;
  readonly misfire: string;
  readonly grid: string;
  readonly text: string;
  /** Behind everything: labels stand on it. */
  readonly ground: string;
}

/** Where a turn was heard, on the heard clock. */
export interface TurnMark {
  /** Its place in the conversation, from 1. */
  readonly number: number;
  readonly start: Samples;
  readonly end: Samples;
}

/** What is to be seen, but for what was heard. */
export interface TimelineSettings {
  readonly onsetThreshold: number;
  readonly offsetThreshold: number;
  readonly turns: readonly (TurnMark & { readonly label: string })[];
  /** Seconds across the width. */
  readonly seconds: number;
  /** At the right edge, on the heard clock; absent: the newest sample, whatever comes. */
  readonly end?: Samples;
  /** Behind the numbers of the time axis. */
  readonly secondUnit: string;
  /** Shown while there is nothing else. */
  readonly nothingYet: string;
}

export interface TimelineSize {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels in one of them. */
  readonly scale: number;
}

export type TimelineCommand =
  /** Once, first; transferred. */
  | { readonly type: 'canvas'; readonly canvas: OffscreenCanvas }
  | { readonly type: 'size'; readonly size: TimelineSize }
  | { readonly type: 'colours'; readonly colours: TimelineColours }
  | { readonly type: 'settings'; readonly settings: TimelineSettings }
  /** In place of all that was heard before. */
  | {
      readonly type: 'heard';
      readonly frames: readonly FrameView[];
      readonly segments: readonly SegmentView[];
    }
  /** After those known already. `keepFrom`: older ones have fallen out. */
  | {
      readonly type: 'heard-more';
      readonly frames: readonly FrameView[];
      readonly segments: readonly SegmentView[];
      readonly keepFrom: Samples;
    };
