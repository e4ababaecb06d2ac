/** The reflex of the ears: a voice over the reply lowers it before anybody has decided anything. */
import type { PlaybackLevel, ReflexSettings } from '../vad-api.ts';

export interface Reaction {
  /** Duck now. Once per voice. */
  readonly duck: boolean;
  /** The reply was ducked for this voice. */
  readonly suspected: boolean;
}

/** The threshold goes this far of the rest to 1 while the app itself can be heard at full level. */
const raisedShare = 0.5;
/** Below this the app's own sound does not matter. */
const quietDb = -60;
/** Frames below the threshold after which a voice is over. */
const voiceEndFrames = 2;

export class DuckReflex {
  #settings: ReflexSettings = { mode: 'off', onsetThreshold: 0.5 };
  #playback: PlaybackLevel = { type: 'playback-level', audible: false, levelDb: -100 };
  #suspected = false;
  #lowFrames = 0;

  set(settings: ReflexSettings): void {
    this.#settings = settings;
    if (settings.mode === 'off') this.reset();
  }

  hearPlayback(level: PlaybackLevel): void {
    this.#playback = level;
  }

  reset(): void {
    this.#suspected = false;
    this.#lowFrames = 0;
  }

  react(probability: number): Reaction {
    const { mode, onsetThreshold } = this.#settings;
    if (mode === 'off') return { duck: false, suspected: false };
    const { audible, levelDb } = this.#playback;
    const loudness = audible ? Math.min(1, Math.max(0, 1 - levelDb / quietDb)) : 0;
    const threshold = onsetThreshold + (1 - onsetThreshold) * raisedShare * loudness;
    if (probability >= threshold) {
      this.#lowFrames = 0;
      const duck = audible && !this.#suspected;
      this.#suspected ||= audible;
      return { duck, suspected: this.#suspected };
    }
    this.#lowFrames += 1;
    if (this.#lowFrames >= voiceEndFrames) this.#suspected = false;
    return { duck: false, suspected: this.#suspected };
  }
}
