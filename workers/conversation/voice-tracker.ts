/** From judged frames to "somebody is speaking": the segmenter, what it is fed, and the strict measure of duration. */
import { NoiseFloor } from '../../core/audio/noise-floor.ts';
import type { TurnSettings } from '../../core/profile/profile.ts';
import { noVoice, stepVoiceDuration, type VoiceDuration } from '../../core/turn/voice-duration.ts';
import type { VoiceNow } from '../../core/turn/turn-event.ts';
import { heardRate } from '../../core/units.ts';
import {
  createSegmenter,
  endSegmentNow,
  stepSegmenter,
  type SegmenterEvent,
  type SegmenterState,
} from '../../core/vad/streaming-segmenter.ts';
import type { JudgedFrame } from '../vad-api.ts';
import type { FrameLog } from './frame-log.ts';

export interface Tracked {
  readonly voice: VoiceNow | null;
  readonly events: readonly SegmenterEvent[];
}

/** How a frame counts. `closed`: it is judged and drawn, nothing more. */
export type Attention = 'open' | 'closed';

export class VoiceTracker {
  readonly #log: FrameLog;
  readonly #noise = new NoiseFloor(heardRate);
  #segmenter: SegmenterState = createSegmenter();
  #duration: VoiceDuration = noVoice;
  /** A segment was cut off while the voice went on: what is left of it opens no other. */
  #awaitsLow = false;

  constructor(log: FrameLog) {
    this.#log = log;
  }

  /**
   * Takes the next frame.
   * @param probability as it is to count: lower than the model's where the app's own voice explains the sound
   */
  hear(frame: JudgedFrame, probability: number, settings: TurnSettings, attention: Attention): Tracked {
    const { onsetThreshold, offsetThreshold } = settings;
    const noiseDb = this.#noise.update(frame.samples);
    const counted = attention === 'closed' ? 0 : this.#afterCut(probability, settings);
    const before = this.#segmenter;
    const { state, events } = stepSegmenter(
      before,
      { start: frame.start, probability: counted },
      { ...settings, onsetThreshold, offsetThreshold: Math.min(offsetThreshold, onsetThreshold) },
    );
    this.#segmenter = state;
    if (before.phase === 'quiet') this.#duration = noVoice;
    const voiced = this.#measure(state, frame, counted, noiseDb, offsetThreshold);
    const { start, levelDb, at, judgedAt } = frame;
    const silentFrames = state.phase === 'pausing' ? state.silence.frames : 0;
    const { probability: judged } = frame;
    this.#log.add({ start, probability: judged, levelDb, noiseDb, voiced, silentFrames, at, judgedAt });
    return { voice: this.#voice(), events };
  }

  /** The open segment is over (V11); the caller has decided so and wants no event. */
  endSegment(): readonly SegmenterEvent[] {
    this.#awaitsLow ||= this.#segmenter.phase === 'speaking';
    const { state, events } = endSegmentNow(this.#segmenter);
    this.#segmenter = state;
    return events;
  }

  /** The stream begins anew on another device, or after a while: its background is not the one that was known. */
  newMicrophone(): void {
    this.#noise.reset();
  }

  #afterCut(probability: number, { onsetThreshold, offsetThreshold }: TurnSettings): number {
    if (!this.#awaitsLow) return probability;
    if (probability < offsetThreshold) this.#awaitsLow = false;
    return probability >= onsetThreshold ? 0 : probability;
  }

  #measure(
    state: SegmenterState,
    { levelDb }: JudgedFrame,
    probability: number,
    noiseDb: number,
    offsetThreshold: number,
  ): boolean {
    if (state.phase === 'quiet') return false;
    const { duration, voiced } = stepVoiceDuration(
      this.#duration,
      { probability, levelDb, noiseDb },
      offsetThreshold,
    );
    this.#duration = duration;
    return voiced;
  }

  #voice(): VoiceNow | null {
    const state = this.#segmenter;
    if (state.phase === 'quiet') return null;
    const { onset, preRollStart, confirmed } = state.segment;
    return {
      start: preRollStart,
      onset,
      confirmed,
      silentFrames: state.phase === 'pausing' ? state.silence.frames : 0,
      voicedFrames: this.#duration.voicedFrames,
    };
  }
}
