/**
 * Where the audio thread writes its events: slots made once and filled in place, so that rendering allocates
 * nothing. Turned into {@link PlaybackEvent} objects only when somebody is about to post them.
 */
import { assertNever } from '../assert.ts';
import type { PlaybackEvent, Playhead, UnderrunOutcome } from './playback-events.ts';

/** One slot: the fields of all events side by side. Those that the slot's type does not own hold old values. */
export interface EventSlot {
  type: PlaybackEvent['type'];
  frame: number;
  reply: number;
  piece: number;
  sampleInPiece: number;
  samplesPlayed: number;
  /** Of a gap, a piece, a refused chunk, the cushion, or what is buffered. */
  samples: number;
  /** Gain, or level in dBFS. */
  level: number;
  cause: 'pause' | 'flush';
  outcome: UnderrunOutcome;
  betweenPieces: boolean;
}

const emptySlot = (): EventSlot => ({
  type: 'playhead',
  // Not a small integer: slots are born in the shape they keep, so that filling them never makes a new one.
  frame: 0.5,
  reply: 0.5,
  piece: 0.5,
  sampleInPiece: 0.5,
  samplesPlayed: 0.5,
  samples: 0.5,
  level: 0.5,
  cause: 'pause',
  outcome: 'continued',
  betweenPieces: false,
});

export class PlaybackEventRing {
  readonly #slots: EventSlot[];
  /** Takes what no longer fits, so that writers need not ask. */
  readonly #overflow = emptySlot();
  #start = 0;
  #size = 0;
  #lost = 0;

  /** @param capacity events kept between two calls of {@link take}; the newest beyond it are dropped and counted */
  constructor(capacity: number) {
    this.#slots = Array.from({ length: capacity }, emptySlot);
  }

  get size(): number {
    return this.#size;
  }

  /** Events dropped because nobody took the earlier ones. */
  get lost(): number {
    return this.#lost;
  }

  /** Adds an event and returns its slot, for the fields beyond the playhead. */
  write(type: PlaybackEvent['type'], frame: number, at: Playhead): EventSlot {
    const full = this.#size === this.#slots.length;
    const slot = full ? this.#overflow : this.#slots[(this.#start + this.#size) % this.#slots.length]!;
    if (full) this.#lost++;
    else this.#size++;
    slot.type = type;
    slot.frame = frame;
    slot.reply = at.reply;
    slot.piece = at.piece;
    slot.sampleInPiece = at.sampleInPiece;
    slot.samplesPlayed = at.samplesPlayed;
    return slot;
  }

  /** All events since the last call, oldest first. Allocates: call it only when {@link size} is not 0. */
  take(): PlaybackEvent[] {
    const events: PlaybackEvent[] = [];
    for (; this.#size > 0; this.#size--) {
      events.push(toEvent(this.#slots[this.#start]!));
      this.#start = (this.#start + 1) % this.#slots.length;
    }
    return events;
  }
}

function toEvent(slot: EventSlot): PlaybackEvent {
  const { type, frame, reply, piece, sampleInPiece, samplesPlayed } = slot;
  const playhead: Playhead = { reply, piece, sampleInPiece, samplesPlayed };
  switch (type) {
    case 'first-sample':
      return { type, frame, reply, piece };
    case 'piece-started':
      return { type, frame, reply, piece, samplesPlayed };
    case 'piece-ended':
      return { type, frame, reply, piece, pieceSamples: sampleInPiece };
    case 'drained':
      return { type, frame, reply, samplesPlayed };
    case 'underrun-began':
      return { type, frame, ...playhead };
    case 'underrun-ended': {
      const { outcome, betweenPieces } = slot;
      return { type, frame, ...playhead, gapSamples: slot.samples, outcome, betweenPieces };
    }
    case 'silent':
      return { type, frame, ...playhead, cause: slot.cause };
    case 'resumed':
      return { type, frame, ...playhead };
    case 'ducked':
      return { type, frame, gain: slot.level };
    case 'restored':
      return { type, frame };
    case 'cushion-changed':
      return { type, frame, cushionSamples: slot.samples };
    case 'overrun':
      return { type, frame, reply, piece, refusedSamples: slot.samples };
    case 'playhead':
      return { type, frame, ...playhead, bufferedSamples: slot.samples, levelDb: slot.level };
    default:
      return assertNever(type);
  }
}
