/** The numbers of the turn machine, counted in frames and samples; made from the settings of a profile. */
import type { TurnSettings } from '../profile/profile.ts';
import { frameMs, frameSamples, heardRate, millisToSamples, type Millis, type Samples } from '../units.ts';

export interface TurnRules {
  readonly softFrames: number;
  /** Silence before speculation once {@link maxCancelled} were thrown away. */
  readonly cautiousFrames: number;
  /** Silence for an early end; 0: never early. */
  readonly earlyFrames: number;
  /** End early whatever was said. */
  readonly eager: boolean;
  readonly speculation: boolean;
  readonly maxCancelled: number;
  readonly maxUtterance: Samples;
  readonly preRoll: Samples;
  /** Silence kept behind the last voiced frame for the recogniser. */
  readonly postRoll: Samples;
  /** The segmenter's hard end, for turns that were ended before it. */
  readonly hardEnd: Samples;
  /** A key press shorter than this is an accident. */
  readonly minPress: Samples;
  readonly pushToTalk: boolean;
  /** Voiced frames over a reply that pause it, and that take the floor. */
  readonly sustainedFrames: number;
  readonly committedFrames: number;
  /** Quiet after which a ducked reply is restored. */
  readonly restoreFrames: number;
  /** Quiet after which a paused reply goes on, whatever the recogniser may still find. */
  readonly resumeFrames: number;
  /** There is a recogniser that can tell an "mm-hm" from a word. */
  readonly recogniser: boolean;
}

const minPressMs = 200;
/** The soft end leaves 64 ms; recognisers like the last consonant to ring out. */
const postRollMs = 192;
/** Long enough for the gaps between two short words ("Wait, stop."), short enough for a cough. */
const restoreMs = 320;
/** Soft end plus what a usual recogniser takes for a word. */
const resumeMs = 700;
/** Without a recogniser nothing will be learnt by waiting longer. */
const resumeUnheardMs = 400;

/** Frames that make up a duration: nothing is decided without a frame. */
export const framesOf = (ms: Millis): number => Math.max(1, Math.ceil(ms / frameMs));

export function rulesOf(settings: TurnSettings, engines: { readonly recogniser: boolean }): TurnRules {
  const softFrames = framesOf(settings.softEndMs);
  const samples = (ms: Millis): Samples => millisToSamples(ms, heardRate);
  return {
    softFrames,
    cautiousFrames: Math.max(softFrames, framesOf(settings.cautiousSoftEndMs)),
    earlyFrames: settings.earlyEndMs > 0 ? Math.max(softFrames, framesOf(settings.earlyEndMs)) : 0,
    eager: settings.eagerness === 'quick',
    speculation: settings.speculation,
    maxCancelled: settings.maxCancelledSpeculations,
    maxUtterance: samples(settings.maxUtteranceMs),
    preRoll: samples(settings.preRollMs),
    postRoll: samples(postRollMs),
    hardEnd: framesOf(settings.hardEndMs) * frameSamples,
    minPress: samples(minPressMs),
    pushToTalk: settings.pushToTalk,
    sustainedFrames: framesOf(settings.sustainedMs),
    committedFrames: framesOf(settings.committedMs),
    restoreFrames: Math.max(softFrames, framesOf(restoreMs)),
    resumeFrames: framesOf(engines.recogniser ? resumeMs : resumeUnheardMs),
    recogniser: engines.recogniser,
  };
}
