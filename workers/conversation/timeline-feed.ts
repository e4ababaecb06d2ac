/** What the timeline is drawn from, handed over a few times a second instead of frame by frame. */
import type { ConversationEvent, Counters, FrameView } from '../conversation-api.ts';
import type { JudgedFrame } from '../vad-api.ts';

/** Eight batches a second. */
const batchFrames = 4;
/** The count of frames alone is told once a second. */
const countEveryFrames = 32;

export class TimelineFeed {
  readonly #emit: (event: ConversationEvent) => void;
  #frames: FrameView[] = [];
  #counters: Counters = {
    framesHeard: 0,
    framesDropped: 0,
    underruns: 0,
    cushionMs: 0,
    speculationsDiscarded: 0,
  };
  #countersChanged = false;

  constructor(emit: (event: ConversationEvent) => void) {
    this.#emit = emit;
  }

  add({ samples, start, probability, levelDb }: JudgedFrame): void {
    let min = 0;
    let max = 0;
    for (const sample of samples) {
      if (sample < min) min = sample;
      if (sample > max) max = sample;
    }
    this.#frames.push({ start, probability, levelDb, min, max });
    const framesHeard = this.#counters.framesHeard + 1;
    this.#counters = { ...this.#counters, framesHeard };
    if (framesHeard % countEveryFrames === 0) this.#countersChanged = true;
    if (this.#frames.length >= batchFrames) this.flush();
  }

  get counters(): Counters {
    return this.#counters;
  }

  count(change: Partial<Counters>): void {
    const counted = { ...this.#counters, ...change };
    const isNews = Object.entries(change).some(
      ([name, value]) => this.#counters[name as keyof Counters] !== value,
    );
    this.#counters = counted;
    this.#countersChanged ||= isNews;
  }

  flush(): void {
    if (this.#frames.length > 0) {
      this.#emit({ type: 'frames', frames: this.#frames });
      this.#frames = [];
    }
    this.flushCounters();
  }

  flushCounters(): void {
    if (!this.#countersChanged) return;
    this.#countersChanged = false;
    this.#emit({ type: 'counters', counters: this.#counters });
  }
}
