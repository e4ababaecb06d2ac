import type { Millis } from '../../../core/units.ts';

export interface HubLimits {
  /** A tab that is away for longer owns and watches nothing any more. */
  readonly reattachMs: Millis;
  /** Frames kept of one box while its owner is away. */
  readonly keptFrames: number;
  readonly keptBytes: number;
  /** A frame is kept that long with its owner attached, since what was sent may not have been read when a tab dies. */
  readonly recentMs: Millis;
  /** The same for an owner at another companion, whose loss is noticed later. */
  readonly recentRemoteMs: Millis;
  /** A page that reloads is back by then: its boxes are told nothing before. */
  readonly graceMs: Millis;
  /** Without an owner, a box in stream mode is answered after so much sound, for want of a detector... */
  readonly heardMs: Millis;
  /** ...or after this time, whatever came; before the box's own rule of 10 s without ASR. */
  readonly utteranceMs: Millis;
  /** Without a sign of the owner in an utterance, or an answer after it. */
  readonly answerMs: Millis;
  /** Without anything more of an answer that has begun. */
  readonly stallMs: Millis;
  /** Sent to a box and not yet taken by it. */
  readonly boxBytes: number;
  /** Passed through and not yet taken: the sender is read no further. */
  readonly passBytes: number;
  /** Sent to a tab and not yet taken by it. */
  readonly tabBytes: number;
  readonly heartbeatMs: Millis;
  /** A companion not heard of for longer is lost. */
  readonly lossMs: Millis;
  /** A box away for longer is forgotten. */
  readonly forgetMs: Millis;
  /** Boxes with their home at one companion. */
  readonly boxes: number;
  /** Tabs attached to one companion. */
  readonly tabs: number;
}

export const defaultHubLimits: HubLimits = {
  reattachMs: 300_000,
  keptFrames: 256,
  keptBytes: 4_194_304,
  recentMs: 2_000,
  recentRemoteMs: 10_000,
  graceMs: 5_000,
  heardMs: 3_000,
  utteranceMs: 9_000,
  answerMs: 15_000,
  stallMs: 30_000,
  boxBytes: 8_388_608,
  passBytes: 1_048_576,
  tabBytes: 8_388_608,
  heartbeatMs: 2_000,
  lossMs: 7_000,
  forgetMs: 3_600_000,
  boxes: 1_000,
  tabs: 256,
};
