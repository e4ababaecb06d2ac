/**
 * The player's reports: writes events at the frame where they become true. Commands are taken between quanta, so what
 * they cause is kept here until the frame is known.
 */
import type { Hertz, Samples } from '../units.ts';
import { LevelMeter } from './level.ts';
import { PlaybackEventRing } from './playback-event-ring.ts';
import type { PlaybackEvent, Playhead, UnderrunOutcome } from './playback-events.ts';

const eventCapacity = 256;
const playheadEveryMs = 50;
/** How long the level remembers. */
const levelMs = 50;

export class PlaybackReports {
  readonly #events = new PlaybackEventRing(eventCapacity);
  readonly #level: LevelMeter;
  readonly #playheadSamples: Samples;
  /** Of the player, and changed by it: read when an event is written. */
  readonly #head: Playhead;
  #gain = 1;
  #gainIsDue = false;
  #pauseDue: Playhead | null = null;
  #flushDue: Playhead | null = null;
  #cushion: Samples;
  #sincePlayhead: Samples = 0;

  constructor(rate: Hertz, head: Playhead, cushion: Samples) {
    this.#level = new LevelMeter({ rate, attackMs: levelMs, decayMs: levelMs });
    this.#playheadSamples = (playheadEveryMs * rate) / 1000;
    this.#head = head;
    this.#cushion = cushion;
  }

  get levelDb(): number {
    return this.#level.db;
  }

  get hasEvents(): boolean {
    return this.#events.size > 0;
  }

  get lostEvents(): number {
    return this.#events.lost;
  }

  takeEvents(): PlaybackEvent[] {
    return this.#events.take();
  }

  /** An event that needs nothing but the playhead. */
  write(
    type: 'first-sample' | 'piece-started' | 'piece-ended' | 'drained' | 'underrun-began' | 'resumed',
    frame: number,
  ): void {
    this.#events.write(type, frame, this.#head);
  }

  underrunEnded(frame: number, gapSamples: Samples, outcome: UnderrunOutcome, betweenPieces: boolean): void {
    const slot = this.#events.write('underrun-ended', frame, this.#head);
    slot.samples = gapSamples;
    slot.outcome = outcome;
    slot.betweenPieces = betweenPieces;
  }

  overrun(frame: number, at: Playhead, refusedSamples: Samples): void {
    this.#events.write('overrun', frame, at).samples = refusedSamples;
  }

  gainChanged(gain: number): void {
    this.#gain = gain;
    this.#gainIsDue = true;
  }

  pauseBegan(at: Playhead): void {
    this.#pauseDue = at;
  }

  /** The pause ended before its fade-out did, so it was never silent. */
  pauseEnded(): void {
    this.#pauseDue = null;
  }

  flushBegan(at: Playhead): void {
    this.#flushDue = at;
  }

  beforeQuantum(frame: number): void {
    if (!this.#gainIsDue) return;
    this.#gainIsDue = false;
    this.#events.write(this.#gain < 1 ? 'ducked' : 'restored', frame, this.#head).level = this.#gain;
  }

  /** No fade is being rendered at this frame: what was paused or flushed is silent now. */
  fadeIsOver(frame: number): void {
    if (this.#pauseDue !== null) this.#events.write('silent', frame, this.#pauseDue).cause = 'pause';
    if (this.#flushDue !== null) this.#events.write('silent', frame, this.#flushDue).cause = 'flush';
    this.#pauseDue = null;
    this.#flushDue = null;
  }

  afterQuantum(
    output: Float32Array,
    nextFrame: number,
    isSounding: boolean,
    bufferedSamples: Samples,
    cushion: Samples,
  ): void {
    this.#level.update(output);
    if (cushion !== this.#cushion) {
      this.#cushion = cushion;
      this.#events.write('cushion-changed', nextFrame, this.#head).samples = cushion;
    }
    if (!isSounding) return;
    this.#sincePlayhead += output.length;
    if (this.#sincePlayhead < this.#playheadSamples) return;
    this.#sincePlayhead = 0;
    const slot = this.#events.write('playhead', nextFrame, this.#head);
    slot.samples = bufferedSamples;
    slot.level = this.levelDb;
  }
}
