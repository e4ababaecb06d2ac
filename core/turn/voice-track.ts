/**
 * From judged frames to what the turn machine is told of a voice: the segmenter, and beside it the strict measure of
 * how long the voice has lasted. A pure reducer, one step per frame.
 */
import type { Samples } from '../units.ts';
import type { StreamingParameters } from '../vad/parameters.ts';
import {
  createSegmenter,
  endSegmentNow,
  stepSegmenter,
  type SegmenterEvent,
  type SegmenterState,
} from '../vad/streaming-segmenter.ts';
import type { VoiceNow } from './turn-event.ts';
import {
  beginVoice,
  lookBackFrames,
  noVoice,
  stepVoiceDuration,
  type MeasuredFrame,
  type VoiceDuration,
} from './voice-duration.ts';

export interface TrackedFrame extends MeasuredFrame {
  readonly start: Samples;
}

export interface VoiceTrack {
  readonly segmenter: SegmenterState;
  readonly duration: VoiceDuration;
  /** What was heard before a segment that may begin. */
  readonly before: readonly MeasuredFrame[];
  /** A segment was cut off while the voice went on: what is left of that voice opens no other. */
  readonly awaitsLow: boolean;
}

export interface VoiceTrackStep {
  readonly track: VoiceTrack;
  readonly events: readonly SegmenterEvent[];
  readonly voice: VoiceNow | null;
  /** This frame is part of a voice, by the strict measure. */
  readonly voiced: boolean;
}

export const createVoiceTrack = (at: Samples = 0): VoiceTrack => ({
  segmenter: createSegmenter(at),
  duration: noVoice,
  before: [],
  awaitsLow: false,
});

export function stepVoiceTrack(
  { segmenter, duration, before, awaitsLow }: VoiceTrack,
  told: TrackedFrame,
  parameters: StreamingParameters,
): VoiceTrackStep {
  const { onsetThreshold, offsetThreshold } = parameters;
  const isLow = told.probability < offsetThreshold;
  // Below the onset it opens nothing, and still lets a silence begin only when it is low.
  const frame = awaitsLow && told.probability >= onsetThreshold ? { ...told, probability: 0 } : told;
  const { state, events } = stepSegmenter(segmenter, frame, parameters);
  const begun = segmenter.phase === 'quiet' && state.phase !== 'quiet' ? beginVoice(before, frame) : duration;
  const measured =
    state.phase === 'quiet'
      ? { duration: noVoice, voiced: false }
      : stepVoiceDuration(begun, frame, offsetThreshold);
  const track: VoiceTrack = {
    segmenter: state,
    duration: measured.duration,
    before: [...before.slice(1 - lookBackFrames), frame],
    awaitsLow: awaitsLow && !isLow,
  };
  return { track, events, voice: voiceOf(track), voiced: measured.voiced };
}

/** The open segment is over, because somebody decided so. */
export function endVoice(track: VoiceTrack): {
  readonly track: VoiceTrack;
  readonly events: readonly SegmenterEvent[];
} {
  const { state, events } = endSegmentNow(track.segmenter);
  const awaitsLow = track.awaitsLow || track.segmenter.phase === 'speaking';
  return { track: { segmenter: state, duration: noVoice, before: [], awaitsLow }, events };
}

function voiceOf({ segmenter, duration }: VoiceTrack): VoiceNow | null {
  if (segmenter.phase === 'quiet') return null;
  const { onset, preRollStart, confirmed } = segmenter.segment;
  return {
    start: preRollStart,
    onset,
    confirmed,
    silentFrames: segmenter.phase === 'pausing' ? segmenter.silence.frames : 0,
    voicedFrames: duration.voicedFrames,
  };
}
