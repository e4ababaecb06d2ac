/**
 * The player's waiting line: chunks in the order of playing, with marks where pieces and replies end.
 * Chunks are kept as references; nothing is copied until it is heard. Adding may allocate, reading does not.
 */
import type { Samples } from '../units.ts';
import type { PieceIndex, ReplyId } from './playback-events.ts';

export interface AudioChunk {
  readonly kind: 'chunk';
  readonly reply: ReplyId;
  readonly piece: PieceIndex;
  readonly samples: Float32Array;
}
/** Stands behind the last chunk of a piece, or of a reply. */
export type EndMark =
  | { readonly kind: 'piece-end'; readonly reply: ReplyId; readonly piece: PieceIndex }
  | { readonly kind: 'reply-end'; readonly reply: ReplyId };
export type DequeEntry = AudioChunk | EndMark;

export class ChunkDeque {
  readonly #entries: (DequeEntry | null)[];
  readonly #maxSamples: Samples;
  #start = 0;
  #size = 0;
  #marks = 0;
  #bufferedSamples = 0;
  /** Samples of the first entry that are already used. */
  #offset = 0;

  /**
   * @param maxEntries chunks and marks together; the last eighth is kept for marks, which must not be lost
   * @param maxSamples samples in all chunks together
   */
  constructor(maxEntries: number, maxSamples: Samples) {
    this.#entries = new Array<DequeEntry | null>(maxEntries).fill(null);
    this.#maxSamples = maxSamples;
  }

  get head(): DequeEntry | null {
    return this.#size === 0 ? null : this.#entries[this.#start]!;
  }

  /** Samples of the first chunk that are already used. */
  get offset(): Samples {
    return this.#offset;
  }

  get bufferedSamples(): Samples {
    return this.#bufferedSamples;
  }

  /** True when the first run of chunks is complete: no more audio will be added to it. */
  get headIsComplete(): boolean {
    return this.#marks > 0;
  }

  /** @returns false when there is no room; the line is then unchanged */
  add(entry: DequeEntry): boolean {
    const capacity = this.#entries.length;
    if (entry.kind === 'chunk') {
      if (this.#size >= capacity - (capacity >> 3)) return false;
      if (this.#bufferedSamples + entry.samples.length > this.#maxSamples) return false;
      this.#bufferedSamples += entry.samples.length;
    } else {
      if (this.#size >= capacity) return false;
      this.#marks++;
    }
    this.#entries[(this.#start + this.#size) % capacity] = entry;
    this.#size++;
    return true;
  }

  /** Uses up `count` samples of the first entry, which must be a chunk with that many left. */
  advance(chunk: AudioChunk, count: Samples): void {
    this.#offset += count;
    this.#bufferedSamples -= count;
    if (this.#offset === chunk.samples.length) this.#shift();
  }

  /** Takes the first entry away, which must be a mark. */
  shiftMark(): void {
    this.#marks--;
    this.#shift();
  }

  /** Drops everything of this reply and of older ones. They stand in front, because replies come in order. */
  dropThrough(reply: ReplyId): void {
    for (let head = this.head; head !== null && head.reply <= reply; head = this.head) {
      if (head.kind === 'chunk') this.advance(head, head.samples.length - this.#offset);
      else this.shiftMark();
    }
  }

  /**
   * Copies the samples that come next in the first reply, without using them up.
   * @returns how many there were, at most `target.length`
   */
  peek(target: Float32Array): number {
    const first = this.head;
    let count = 0;
    let offset = this.#offset;
    for (let i = 0; i < this.#size && count < target.length; i++) {
      const entry = this.#entries[(this.#start + i) % this.#entries.length]!;
      if (entry.reply !== first?.reply || entry.kind === 'reply-end') break;
      if (entry.kind === 'piece-end') continue;
      const end = Math.min(entry.samples.length, offset + target.length - count);
      while (offset < end) target[count++] = entry.samples[offset++]!;
      offset = 0;
    }
    return count;
  }

  #shift(): void {
    this.#entries[this.#start] = null;
    this.#start = (this.#start + 1) % this.#entries.length;
    this.#size--;
    this.#offset = 0;
  }
}
