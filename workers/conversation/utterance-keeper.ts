/**
 * What the microphone heard, and the utterances cut out of it. An utterance is cut once and kept as long as its turn
 * may need it (sent again, played back, stored), however much is heard after it.
 */
import { HistoryRing } from '../../core/audio/history-ring.ts';
import type { HeardSpan, TurnId } from '../../core/turn/turn-state.ts';
import { heardRate, millisToSamples, type Millis, type Samples } from '../../core/units.ts';
import type { Utterance } from '../../app/engines/engine.ts';
import type { FrameLog } from './frame-log.ts';

/** Room for pre-roll, and for the pause before a turn that was reopened. */
const spareMs: Millis = 10_000;
/** Turns whose audio is kept for another attempt. */
const keptTurns = 8;

export class UtteranceKeeper {
  readonly #log: FrameLog;
  #history: HistoryRing;
  readonly #kept = new Map<TurnId, Utterance>();

  constructor(log: FrameLog, maxUtteranceMs: Millis) {
    this.#log = log;
    this.#history = new HistoryRing(capacityFor(maxUtteranceMs));
  }

  /** A longer limit takes effect at once, with what was heard so far. */
  allow(maxUtteranceMs: Millis): void {
    const capacity = capacityFor(maxUtteranceMs);
    const { start, end } = this.#history;
    if (capacity <= end - start) return;
    const { samples } = this.#history.slice(start, end);
    this.#history = new HistoryRing(capacity);
    this.#history.append(samples, start);
  }

  hear(samples: Float32Array, start: Samples): void {
    this.#history.append(samples, start);
  }

  /** A stretch of what was heard; what has been overwritten of it is missing at its beginning. */
  cut(span: HeardSpan): Utterance {
    const { samples, start, end } = this.#history.slice(span.start, span.end);
    return { samples, sampleRate: heardRate, start, end, evidence: this.#log.evidence(span) };
  }

  /** The utterance of a turn, kept from now on. */
  keep(turn: TurnId, span: HeardSpan): Utterance {
    const again = this.#kept.get(turn);
    if (again !== undefined && again.start === span.start && again.end === span.end) return again;
    const utterance = this.cut(span);
    this.#kept.delete(turn);
    this.#kept.set(turn, utterance);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= keptTurns) break;
      this.#kept.delete(oldest);
    }
    return utterance;
  }

  /** Another conversation begins, whose turns may have the same numbers. */
  forget(): void {
    this.#kept.clear();
  }

  /** The utterance of a spoken turn, as it was last. */
  of(turn: TurnId): Utterance | undefined {
    return this.#kept.get(turn);
  }
}

const capacityFor = (maxUtteranceMs: Millis): Samples => millisToSamples(maxUtteranceMs + spareMs, heardRate);
