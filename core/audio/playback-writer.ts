/**
 * The sending side of the player's queue: decides what is stale, and puts the end marks where they belong, so that
 * the reading side always finds runs of chunks that are properly closed.
 */
import type { ChunkDeque } from './chunk-deque.ts';
import type { PieceIndex, ReplyId } from './playback-events.ts';

/** What became of a push. Only `queued` audio will be heard. */
export type PushOutcome = 'queued' | 'stale' | 'full';

export class PlaybackWriter {
  readonly #deque: ChunkDeque;
  /** Everything up to this reply is over: flushed, ended, or overtaken by a newer one. */
  #overThrough: ReplyId = -1;
  /** The reply that audio was last accepted for. */
  #reply: ReplyId = -1;
  #piece: PieceIndex = -1;
  #pieceIsOpen = false;
  #staleChunks = 0;
  #overruns = 0;

  constructor(deque: ChunkDeque) {
    this.#deque = deque;
  }

  get staleChunks(): number {
    return this.#staleChunks;
  }

  get overruns(): number {
    return this.#overruns;
  }

  /** True when this is the piece that the last accepted chunk belonged to and more of it may come. */
  isOpen(reply: ReplyId, piece: PieceIndex): boolean {
    return reply === this.#reply && piece === this.#piece && this.#pieceIsOpen && reply > this.#overThrough;
  }

  push(reply: ReplyId, piece: PieceIndex, samples: Float32Array): PushOutcome {
    if (!this.#open(reply, piece)) {
      this.#staleChunks++;
      return 'stale';
    }
    if (samples.length === 0 || this.#deque.add({ kind: 'chunk', reply, piece, samples })) return 'queued';
    this.#overruns++;
    return 'full';
  }

  endPiece(reply: ReplyId, piece: PieceIndex): PushOutcome {
    if (!this.#open(reply, piece)) return 'stale';
    return this.#closePiece() ? 'queued' : 'full';
  }

  endReply(reply: ReplyId): PushOutcome {
    if (reply <= this.#overThrough || reply < this.#reply) return 'stale';
    if (reply > this.#reply) this.#openReply(reply);
    return this.#closeReply() ? 'queued' : 'full';
  }

  /** From now on nothing of this reply and of older ones is accepted. */
  refuseThrough(reply: ReplyId): void {
    this.#overThrough = Math.max(this.#overThrough, reply);
    if (this.#reply <= this.#overThrough) this.#pieceIsOpen = false;
  }

  /** Makes this the piece being written, closing what came before. @returns false when it is over already */
  #open(reply: ReplyId, piece: PieceIndex): boolean {
    if (reply <= this.#overThrough || reply < this.#reply) return false;
    if (reply > this.#reply) this.#openReply(reply);
    if (piece === this.#piece) return this.#pieceIsOpen;
    if (piece < this.#piece) return false;
    this.#closePiece();
    this.#piece = piece;
    this.#pieceIsOpen = true;
    return true;
  }

  #openReply(reply: ReplyId): void {
    if (this.#reply > this.#overThrough) this.#closeReply();
    this.#reply = reply;
    this.#piece = -1;
    this.#pieceIsOpen = false;
  }

  #closePiece(): boolean {
    if (!this.#pieceIsOpen) return true;
    this.#pieceIsOpen = !this.#deque.add({ kind: 'piece-end', reply: this.#reply, piece: this.#piece });
    return !this.#pieceIsOpen;
  }

  #closeReply(): boolean {
    if (!this.#closePiece() || !this.#deque.add({ kind: 'reply-end', reply: this.#reply })) return false;
    this.#overThrough = this.#reply;
    return true;
  }
}
