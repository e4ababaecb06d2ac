/** The voice at the microphone, frame by frame: {@link stepVoiceTrack} with the noise of the room, and a log of it all. */
import { NoiseFloor } from '../../core/audio/noise-floor.ts';
import type { TurnSettings } from '../../core/profile/profile.ts';
import type { VoiceNow } from '../../core/turn/turn-event.ts';
import { createVoiceTrack, endVoice, stepVoiceTrack, type VoiceTrack } from '../../core/turn/voice-track.ts';
import { heardRate } from '../../core/units.ts';
import type { SegmenterEvent } from '../../core/vad/streaming-segmenter.ts';
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
  #track: VoiceTrack = createVoiceTrack();

  constructor(log: FrameLog) {
    this.#log = log;
  }

  /**
   * Takes the next frame.
   * @param probability as it is to count: lower than the model's where the app's own voice explains the sound
   */
  hear(frame: JudgedFrame, probability: number, settings: TurnSettings, attention: Attention): Tracked {
    const { start, levelDb, at, judgedAt } = frame;
    const noiseDb = this.#noise.update(frame.samples);
    const counted = attention === 'closed' ? 0 : probability;
    const { track, events, voice, voiced } = stepVoiceTrack(
      this.#track,
      { start, probability: counted, levelDb, noiseDb },
      settings,
    );
    this.#track = track;
    const silentFrames = voice?.silentFrames ?? 0;
    const { probability: judged } = frame;
    this.#log.add({ start, probability: judged, levelDb, noiseDb, voiced, silentFrames, at, judgedAt });
    return { voice, events };
  }

  /** The open segment is over; whoever decided so is told what it was. */
  endSegment(): readonly SegmenterEvent[] {
    const { track, events } = endVoice(this.#track);
    this.#track = track;
    return events;
  }

  /** The stream begins anew on another device, or after a while: its background is not the one that was known. */
  newMicrophone(): void {
    this.#noise.reset();
  }
}
