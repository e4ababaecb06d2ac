/**
 * How much of what the microphone hears counts while the app itself speaks. With full barge-in the reflex's rule tells
 * the user from the echo; half-duplex listens only while nothing is audible.
 */
import type { TurnSettings } from '../../core/profile/profile.ts';
import { createReflex, stepReflex, type ReflexState } from '../../core/turn/reflex.ts';
import { framesOf } from '../../core/turn/turn-rules.ts';
import type { JudgedFrame } from '../vad-api.ts';
import type { MouthNews } from './mouth.ts';
import type { Attention } from './voice-tracker.ts';

export interface Admitted {
  readonly attention: Attention;
  /** As it is to count for the segmenter. */
  readonly probability: number;
  /** The VAD worker lowered the reply with this frame. */
  readonly ducked: boolean;
}

/** A room and a loudspeaker's buffer fall silent within this. */
const hangoverFrames = framesOf(300);
/** A reply before its first measured level, and voices whose level nobody can measure. */
const assumedDb = -15;
const silentDb = -100;

export class ListeningGate {
  #reflex: ReflexState = createReflex();
  #audible = false;
  #playbackDb = silentDb;
  #hangover = 0;
  #wasSuspected = false;

  /** What the app plays. */
  hear(news: MouthNews): void {
    switch (news.type) {
      case 'level':
        this.#setAudible(news.levelDb);
        return;
      case 'first-sample':
      case 'piece-started':
        if (!this.#audible) this.#setAudible(assumedDb);
        return;
      case 'silent':
      case 'drained':
        this.#audible = false;
        this.#playbackDb = silentDb;
        return;
      case 'piece-ended':
      case 'playhead':
      case 'underrun':
      case 'cushion':
        return;
    }
  }

  admit(frame: JudgedFrame, { bargeIn, onsetThreshold, offsetThreshold }: TurnSettings): Admitted {
    const { probability, levelDb, suspected } = frame;
    const ducked = suspected && !this.#wasSuspected;
    this.#wasSuspected = suspected;
    this.#hangover = this.#audible ? hangoverFrames : Math.max(0, this.#hangover - 1);
    const { state, probability: counted } = stepReflex(
      this.#reflex,
      { probability, levelDb, playbackDb: this.#playbackDb, audible: this.#audible },
      { onsetThreshold, offsetThreshold },
    );
    this.#reflex = state;
    if (bargeIn === 'half-duplex' && this.#hangover > 0)
      return { attention: 'closed', probability: 0, ducked };
    return { attention: 'open', probability: counted, ducked };
  }

  #setAudible(db: number): void {
    this.#audible = true;
    this.#playbackDb = db;
  }
}
