/** The reflex of the ears: keeps what `core/turn/reflex.ts` needs from frame to frame, and what the player tells. */
import { createReflex, stepReflex, type ReflexState } from '../../core/turn/reflex.ts';
import type { PlaybackLevel, ReflexSettings } from '../vad-api.ts';

export interface Reaction {
  /** Duck now. Once per voice. */
  readonly duck: boolean;
  /** The reply was ducked for this voice. */
  readonly suspected: boolean;
}

export class DuckReflex {
  #settings: ReflexSettings = { mode: 'off', onsetThreshold: 0.5, offsetThreshold: 0.35 };
  #playback: PlaybackLevel = { type: 'playback-level', audible: false, levelDb: -100 };
  #state: ReflexState = createReflex();
  #suspected = false;

  set(settings: ReflexSettings): void {
    this.#settings = settings;
  }

  hearPlayback(level: PlaybackLevel): void {
    this.#playback = level;
  }

  /** Another microphone: it hears the loudspeaker otherwise. */
  reset(): void {
    this.#state = createReflex();
    this.#suspected = false;
  }

  /** One judged frame. Learns how the loudspeaker sounds also while it may not duck. */
  react(probability: number, levelDb: number): Reaction {
    const { mode, onsetThreshold, offsetThreshold } = this.#settings;
    const { audible, levelDb: playbackDb } = this.#playback;
    const { state, duck } = stepReflex(
      this.#state,
      { probability, levelDb, playbackDb, audible },
      { onsetThreshold, offsetThreshold },
    );
    this.#state = state;
    if (mode === 'off' || state.sinceVoice === null) {
      this.#suspected = false;
      return { duck: false, suspected: false };
    }
    this.#suspected ||= duck;
    return { duck, suspected: this.#suspected };
  }
}
