/**
 * Speech segments of a running microphone, frame by frame.
 *
 * A pure reducer: state and frame in, state and events out. It owns the rules V1 to V15 of `rules.md` beside it and refuses to
 * know the model, the audio and the turn; whose turn it is, is for the turn machine, which listens to these events.
 */
import { assertNever, invariant } from '../assert.ts';
import { frameMs, frameSamples, heardRate, millisToSamples, type Millis, type Samples } from '../units.ts';
import type { StreamingParameters } from './parameters.ts';

/** One judged frame of {@link frameSamples} samples. Positions count samples at 16 kHz. */
export interface SegmenterFrame {
  readonly start: Samples;
  readonly probability: number;
}

/** A segment that has begun and not ended. */
export interface OpenSegment {
  readonly onset: Samples;
  readonly preRollStart: Samples;
  readonly voicedFrames: number;
  readonly confirmed: boolean;
}

/** A silence inside an open segment. */
export interface Silence {
  /** First sample of the first low frame. */
  readonly start: Samples;
  /** Frames judged since, the first low one counted. */
  readonly frames: number;
  readonly softEnded: boolean;
}

interface Heard {
  /** Just past the last judged frame. */
  readonly position: Samples;
  /** No pre-roll reaches before it (V2). */
  readonly preRollFloor: Samples;
}

export type SegmenterState =
  | (Heard & { readonly phase: 'quiet' })
  | (Heard & { readonly phase: 'speaking'; readonly segment: OpenSegment })
  | (Heard & { readonly phase: 'pausing'; readonly segment: OpenSegment; readonly silence: Silence });

interface Positions {
  readonly onset: Samples;
  readonly preRollStart: Samples;
  /** Just past the frame whose judgement caused the event. */
  readonly at: Samples;
}

export type SegmenterEvent =
  | (Positions & { readonly type: 'speech-started' })
  | (Positions & { readonly type: 'speech-confirmed' })
  | (Positions & { readonly type: 'soft-end'; readonly end: Samples })
  | (Positions & { readonly type: 'redemption'; readonly silenceMs: Millis })
  | (Positions & { readonly type: 'hard-end'; readonly end: Samples; readonly reason: EndReason })
  | (Positions & { readonly type: 'misfire'; readonly end: Samples; readonly reason: EndReason });

export type EndReason = 'silence' | 'asked';

export interface SegmenterStep {
  readonly state: SegmenterState;
  /** In the order in which they happened; most frames have none. */
  readonly events: readonly SegmenterEvent[];
}

/** What a frame left behind, for the turn machine's clock and for meters. */
export interface SegmenterStatus {
  readonly speaking: boolean;
  readonly confirmed: boolean;
  /** Voiced frames of the open segment. */
  readonly voicedFrames: number;
  /** Frames judged since the first low one of the current silence, that frame counted; 0 outside a silence. */
  readonly lowFrames: number;
  readonly silenceMs: Millis;
}

const none: readonly SegmenterEvent[] = [];

/** @param at where hearing begins on the sample clock */
export const createSegmenter = (at: Samples = 0): SegmenterState => ({
  phase: 'quiet',
  position: at,
  preRollFloor: at,
});

/** @param frame begins where the last one ended, or later if frames were lost */
export function stepSegmenter(
  before: SegmenterState,
  frame: SegmenterFrame,
  parameters: StreamingParameters,
): SegmenterStep {
  invariant(
    frame.start >= before.position,
    `frame begins at ${frame.start}, expected ${before.position} or later`,
  );
  const state = { ...before, position: frame.start + frameSamples };
  const voiced = frame.probability >= parameters.onsetThreshold;
  const low = frame.probability < parameters.offsetThreshold;
  switch (state.phase) {
    case 'quiet':
      return voiced ? open(state, frame.start, parameters) : { state, events: none };
    case 'speaking':
      if (voiced) return speakOn(state, parameters, none);
      if (!low) return { state, events: none };
      return fallSilent(state, { start: frame.start, frames: 1, softEnded: false }, parameters);
    case 'pausing': {
      const silence = { ...state.silence, frames: state.silence.frames + 1 };
      if (voiced) return speakOn(state, parameters, redemption(state));
      if (!low) return { state: { ...state, silence }, events: none };
      return fallSilent(state, silence, parameters);
    }
    default:
      return assertNever(state);
  }
}

/** Ends an open segment without waiting for its silence (V11). */
export function endSegmentNow(state: SegmenterState): SegmenterStep {
  switch (state.phase) {
    case 'quiet':
      return { state, events: none };
    case 'speaking':
      return close(state, state.position, 'asked', none);
    case 'pausing':
      return close(state, state.silence.start, 'asked', none);
    default:
      return assertNever(state);
  }
}

/**
 * Forgets an open segment and all audio so far (V12): after a mute, or when the microphone was opened anew.
 * @param at where hearing goes on; not before what was judged
 */
export function resetSegmenter(state: SegmenterState, at: Samples = state.position): SegmenterState {
  return createSegmenter(Math.max(at, state.position));
}

export function segmenterStatus(state: SegmenterState): SegmenterStatus {
  const lowFrames = state.phase === 'pausing' ? state.silence.frames : 0;
  const segment = state.phase === 'quiet' ? null : state.segment;
  return {
    speaking: segment !== null,
    confirmed: segment?.confirmed ?? false,
    voicedFrames: segment?.voicedFrames ?? 0,
    lowFrames,
    silenceMs: lowFrames * frameMs,
  };
}

function open(heard: Heard, onset: Samples, parameters: StreamingParameters): SegmenterStep {
  const preRoll = millisToSamples(parameters.preRollMs, heardRate);
  const preRollStart = Math.max(heard.preRollFloor, onset - preRoll);
  const segment: OpenSegment = { onset, preRollStart, voicedFrames: 0, confirmed: false };
  const started: SegmenterEvent = { type: 'speech-started', onset, preRollStart, at: heard.position };
  return speakOn({ ...heard, segment }, parameters, [started]);
}

/** A voiced frame: counts it, and confirms the segment when it was the one that was missing (V3). */
function speakOn(
  { position, preRollFloor, segment }: Heard & { readonly segment: OpenSegment },
  parameters: StreamingParameters,
  earlier: readonly SegmenterEvent[],
): SegmenterStep {
  const voicedFrames = segment.voicedFrames + 1;
  const confirmed = segment.confirmed || voicedFrames >= framesOf(parameters.minSpeechMs);
  const counted: OpenSegment = { ...segment, voicedFrames, confirmed };
  const events =
    confirmed && !segment.confirmed
      ? [...earlier, { type: 'speech-confirmed' as const, ...positions(segment, position) }]
      : earlier;
  return { state: { phase: 'speaking', position, preRollFloor, segment: counted }, events };
}

/** A low frame: ends what is due (V4, V7, V9, V10). */
function fallSilent(
  { position, preRollFloor, segment }: Heard & { readonly segment: OpenSegment },
  silence: Silence,
  parameters: StreamingParameters,
): SegmenterStep {
  const softEnds =
    segment.confirmed && !silence.softEnded && silence.frames >= framesOf(parameters.softEndMs);
  const events: readonly SegmenterEvent[] = softEnds
    ? [{ type: 'soft-end', ...positions(segment, position), end: silence.start }]
    : none;
  const state = {
    phase: 'pausing' as const,
    position,
    preRollFloor,
    segment,
    silence: { ...silence, softEnded: silence.softEnded || softEnds },
  };
  if (silence.frames < framesOf(parameters.hardEndMs)) return { state, events };
  return close(state, silence.start, 'silence', events);
}

function close(
  { position, preRollFloor, segment }: Heard & { readonly segment: OpenSegment },
  end: Samples,
  reason: EndReason,
  earlier: readonly SegmenterEvent[],
): SegmenterStep {
  const type = segment.confirmed ? ('hard-end' as const) : ('misfire' as const);
  return {
    state: { phase: 'quiet', position, preRollFloor: segment.confirmed ? end : preRollFloor },
    events: [...earlier, { type, ...positions(segment, position), end, reason }],
  };
}

function redemption({
  segment,
  silence,
  position,
}: Extract<SegmenterState, { phase: 'pausing' }>): readonly SegmenterEvent[] {
  if (!silence.softEnded) return none;
  return [{ type: 'redemption', ...positions(segment, position), silenceMs: silence.frames * frameMs }];
}

const positions = ({ onset, preRollStart }: OpenSegment, at: Samples): Positions => ({
  onset,
  preRollStart,
  at,
});

/** Frames that make up a duration: at least one, since nothing is decided without a frame. */
const framesOf = (ms: Millis): number => Math.max(1, Math.ceil(ms / frameMs));
