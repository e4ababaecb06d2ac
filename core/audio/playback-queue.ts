/**
 * The heart of the player: chunks of replies in, sound out, quantum by quantum, with an account of every sample.
 *
 * A plain class that knows no worklet: `player.worklet` hands it messages and quanta and posts its events. Commands
 * are taken between quanta and act on the first sample of the next one. `render` allocates nothing.
 *
 * What is promised:
 * - Chunks and pieces that arrived in time join sample-exactly: while not ducked, the output is their concatenation
 *   bit for bit.
 * - Sound that stops (pause, flush, underrun) falls to zero within 5 ms, and fades in again over 5 ms.
 * - A pause loses nothing: the sound goes on with the very sample at which its fade-out began.
 * - Audio of a flushed, drained or older reply is never heard, however late it arrives.
 */
import type { Samples } from '../units.ts';
import { millisToSamples } from '../units.ts';
import { ChunkDeque, type AudioChunk, type EndMark } from './chunk-deque.ts';
import { FadeTail } from './fade-tail.ts';
import { PlaybackCushion, defaultCushionOptions } from './playback-cushion.ts';
import type { PieceIndex, PlaybackEvent, Playhead, ReplyId, UnderrunOutcome } from './playback-events.ts';
import { PlaybackGain } from './playback-gain.ts';
import {
  defaultMaxBufferedMs,
  defaultMaxEntries,
  type PlaybackCounts,
  type PlaybackOptions,
  type PlaybackPhase,
} from './playback-options.ts';
import { PlaybackReports } from './playback-reports.ts';
import { PlaybackWriter, type PushOutcome } from './playback-writer.ts';

/** Length of every fade. Source: measured silent in the graph after 4.8 ms, without a click. */
const fadeMs = 5;
/** A duck is complete within one quantum, whatever the rate. */
const maxRampSamples = 128;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export class PlaybackQueue {
  readonly #deque: ChunkDeque;
  readonly #writer: PlaybackWriter;
  readonly #cushion: PlaybackCushion;
  readonly #gain: PlaybackGain;
  readonly #tail: FadeTail;
  readonly #head: Writable<Playhead> = { reply: -1, piece: -1, sampleInPiece: 0, samplesPlayed: 0 };
  readonly #reports: PlaybackReports;

  #phase: PlaybackPhase = 'idle';
  #paused = false;
  /** A pause faded the sound out, so the next sample fades in and is reported. */
  #resumeDue = false;
  #pieceIsOpen = false;
  #firstSampleDue = false;
  /** First frame without a sample, while starving; and how many frames were silent for that reason. */
  #starvedSince = 0;
  #gapSamples: Samples = 0;
  #underruns = 0;
  #underrunSamples: Samples = 0;
  #lastOutput = 0;
  #nextFrame = 0;

  constructor(options: PlaybackOptions) {
    const rate = options.sampleRate;
    if (!(rate >= 8000 && rate <= 192_000)) {
      throw new RangeError(`sampleRate must be 8000 to 192000 Hz, got ${rate}`);
    }
    const maxSamples = millisToSamples(options.maxBufferedMs ?? defaultMaxBufferedMs, rate);
    const fadeSamples = millisToSamples(fadeMs, rate);
    this.#deque = new ChunkDeque(options.maxEntries ?? defaultMaxEntries, maxSamples);
    this.#writer = new PlaybackWriter(this.#deque);
    this.#cushion = new PlaybackCushion(rate, options.cushion ?? defaultCushionOptions);
    this.#gain = new PlaybackGain(Math.min(fadeSamples, maxRampSamples), fadeSamples);
    this.#tail = new FadeTail(fadeSamples);
    this.#reports = new PlaybackReports(rate, this.#head, this.#cushion.target);
  }

  /**
   * Adds audio to the end of the line. The queue owns `samples` from now on and does not copy them.
   * The first chunk of a newer reply ends the older one, the first chunk of a later piece the piece before.
   */
  push(reply: ReplyId, piece: PieceIndex, samples: Float32Array): PushOutcome {
    const isHeardNow = this.#isSounding && reply === this.#head.reply && piece === this.#head.piece;
    const continues = isHeardNow && this.#writer.isOpen(reply, piece);
    const headroom = this.#deque.bufferedSamples;
    const outcome = this.#writer.push(reply, piece, samples);
    if (outcome === 'queued' && continues) this.#cushion.chunkArrived(headroom);
    if (outcome === 'full') this.#reports.overrun(this.#nextFrame, unheard(reply, piece), samples.length);
    return outcome;
  }

  /** No more audio for this piece. A piece that was ended without audio is reported as started and ended. */
  endPiece(reply: ReplyId, piece: PieceIndex): PushOutcome {
    return this.#writer.endPiece(reply, piece);
  }

  /** No more audio for this reply: an empty queue is now its end, not an underrun. */
  endReply(reply: ReplyId): PushOutcome {
    return this.#writer.endReply(reply);
  }

  /** Fades out and keeps everything. The next rendered sample is the first one of the fade. */
  pause(): void {
    if (this.#paused) return;
    if (this.#isSounding) {
      this.#fadeOut();
      this.#resumeDue = true;
    }
    this.#paused = true;
    this.#reports.pauseBegan({ ...this.#head });
  }

  /** Goes on where the pause began, after its fade-out if that is still under way. */
  resume(): void {
    this.#paused = false;
    this.#reports.pauseEnded();
  }

  /**
   * Fades out and drops this reply and every older one, and whatever still arrives for them. A pause and a duck that
   * were meant for it end as well. A flush for a reply that is older than the one being heard changes nothing.
   */
  flush(reply: ReplyId): void {
    this.#writer.refuseThrough(reply);
    if (reply < this.#head.reply) return;
    const isHeard = reply === this.#head.reply || this.#phase !== 'idle';
    if (this.#isSounding) this.#fadeOut();
    if (this.#phase === 'starving') this.#endUnderrun(this.#nextFrame, 'flushed');
    this.#phase = 'idle';
    this.#deque.dropThrough(reply);
    this.#resumeDue = false;
    this.#gain.cancelFadeIn();
    this.#paused = false;
    this.restore();
    this.#reports.flushBegan(isHeard ? { ...this.#head } : unheard(reply, -1));
  }

  /**
   * Lowers the level to `gain` (0 to 1), beginning with the next rendered sample, within 5 ms. Ends with
   * {@link restore}, or with the reply.
   */
  duck(gain: number): void {
    if (!(gain >= 0 && gain <= 1)) throw new RangeError(`gain must be 0 to 1, got ${gain}`);
    if (gain === this.#gain.target) return;
    this.#gain.approach(gain, this.#isSounding);
    this.#reports.gainChanged(gain);
  }

  /** Undoes {@link duck}, as quickly. */
  restore(): void {
    this.duck(1);
  }

  /** Where this reply is, or stopped: known until a newer one begins, null otherwise. */
  playhead(reply: ReplyId): Playhead | null {
    return reply === this.#head.reply ? { ...this.#head } : null;
  }

  /** Short-term level of what is being put out, in dBFS (50 ms memory, after ducking). */
  get levelDb(): number {
    return this.#reports.levelDb;
  }

  get bufferedSamples(): Samples {
    return this.#deque.bufferedSamples;
  }

  /** What must be buffered before the next start. */
  get cushionSamples(): Samples {
    return this.#cushion.target;
  }

  /** Paused or not, and what would be going on if it were not. */
  get state(): { readonly phase: PlaybackPhase; readonly paused: boolean } {
    return { phase: this.#phase, paused: this.#paused };
  }

  get counts(): PlaybackCounts {
    return {
      underruns: this.#underruns,
      underrunSamples: this.#underrunSamples,
      staleChunks: this.#writer.staleChunks,
      overruns: this.#writer.overruns,
      lostEvents: this.#reports.lostEvents,
    };
  }

  /** Whether {@link takeEvents} has something to give. Allocates nothing. */
  get hasEvents(): boolean {
    return this.#reports.hasEvents;
  }

  /** Everything that happened since the last call, in the order in which it became known. */
  takeEvents(): PlaybackEvent[] {
    return this.#reports.takeEvents();
  }

  /**
   * Fills `output` completely: with sound, a fade, or zeros.
   * @param output one quantum of any length; owned by the caller
   * @param startFrame absolute frame of its first sample
   */
  render(output: Float32Array, startFrame: number): void {
    this.#reports.beforeQuantum(startFrame);
    let i = 0;
    while (i < output.length) {
      const from = i;
      const chunk = this.#tail.isSounding ? null : this.#nextChunk(startFrame + i);
      if (chunk !== null) {
        i = this.#renderChunk(chunk, output, i, startFrame);
      } else if (this.#tail.isSounding) {
        i = this.#tail.render(output, i);
      } else {
        output.fill(0, i);
        i = output.length;
      }
      this.#lastOutput = chunk === null ? 0 : output[i - 1]!;
      if (chunk === null && this.#phase === 'starving' && !this.#paused) this.#gapSamples += i - from;
    }
    this.#nextFrame = startFrame + output.length;
    this.#reports.afterQuantum(
      output,
      this.#nextFrame,
      this.#isSounding,
      this.#deque.bufferedSamples,
      this.#cushion.target,
    );
  }

  get #isSounding(): boolean {
    return this.#phase === 'playing' && !this.#paused;
  }

  /** The chunk whose next sample is due at `frame`, or null when there is none to play now, or a fade comes first. */
  #nextChunk(frame: number): AudioChunk | null {
    this.#reports.fadeIsOver(frame);
    if (this.#paused) return null;
    for (let entry = this.#deque.head; entry !== null; entry = this.#deque.head) {
      if (entry.kind !== 'chunk') {
        this.#passMark(entry, this.#phase === 'starving' ? this.#starvedSince : frame);
        if (this.#tail.isSounding) return null;
        continue;
      }
      if (this.#phase !== 'playing') {
        if (!this.#deque.headIsComplete && this.#deque.bufferedSamples < this.#cushion.target) return null;
        this.#start(frame);
      }
      if (this.#resumeDue) this.#fadeInAgain(frame);
      this.#enter(entry.reply, entry.piece, frame);
      return entry;
    }
    if (this.#phase === 'playing') this.#beginUnderrun(frame);
    return null;
  }

  #renderChunk(chunk: AudioChunk, output: Float32Array, from: number, startFrame: number): number {
    const { samples } = chunk;
    const offset = this.#deque.offset;
    const count = Math.min(samples.length - offset, output.length - from);
    for (let i = 0; i < count; i++) output[from + i] = samples[offset + i]!;
    this.#deque.advance(chunk, count);
    this.#gain.apply(output, from, from + count);
    if (this.#firstSampleDue) this.#findFirstSample(output, from, from + count, startFrame);
    this.#head.sampleInPiece += count;
    this.#head.samplesPlayed += count;
    return from + count;
  }

  #start(frame: number): void {
    if (this.#phase === 'starving') {
      this.#endUnderrun(frame, 'continued');
      // A new piece begins as its voice meant it to; a piece that was torn is mended.
      if (this.#pieceIsOpen) this.#gain.startFadeIn();
    }
    this.#phase = 'playing';
    this.#cushion.started(this.#deque.bufferedSamples);
  }

  /** Moves the playhead to this piece, reporting what begins. Pieces end by their marks, which come before. */
  #enter(reply: ReplyId, piece: PieceIndex, frame: number): void {
    if (reply !== this.#head.reply) this.#enterReply(reply);
    if (piece === this.#head.piece) return;
    this.#head.piece = piece;
    this.#head.sampleInPiece = 0;
    this.#pieceIsOpen = true;
    this.#reports.write('piece-started', frame);
  }

  #enterReply(reply: ReplyId): void {
    this.#head.reply = reply;
    this.#head.piece = -1;
    this.#head.sampleInPiece = 0;
    this.#head.samplesPlayed = 0;
    this.#pieceIsOpen = false;
    this.#firstSampleDue = true;
  }

  #passMark(mark: EndMark, frame: number): void {
    this.#deque.shiftMark();
    if (mark.kind === 'piece-end') {
      const wasTorn = this.#phase === 'starving' && this.#pieceIsOpen;
      this.#enter(mark.reply, mark.piece, frame);
      if (wasTorn) this.#cushion.underrunWasTheEnd();
      this.#pieceIsOpen = false;
      this.#reports.write('piece-ended', frame);
      return;
    }
    if (mark.reply !== this.#head.reply) this.#enterReply(mark.reply);
    if (this.#phase === 'starving') this.#endUnderrun(frame, 'reply-ended');
    if (this.#phase === 'playing') this.#tail.fall(this.#lastOutput);
    this.#phase = 'idle';
    this.#resumeDue = false;
    this.#cushion.replyDrained();
    this.#reports.write('drained', frame);
    this.restore();
  }

  #beginUnderrun(frame: number): void {
    this.#phase = 'starving';
    this.#starvedSince = frame;
    this.#gapSamples = 0;
    this.#tail.fall(this.#lastOutput);
    if (this.#pieceIsOpen) this.#cushion.underrunBegan();
    this.#reports.write('underrun-began', frame);
  }

  #endUnderrun(frame: number, outcome: UnderrunOutcome): void {
    if (outcome === 'continued') {
      this.#underruns++;
      this.#underrunSamples += this.#gapSamples;
      if (this.#pieceIsOpen) this.#cushion.underrunEnded();
    }
    const gapSamples = outcome === 'reply-ended' ? 0 : this.#gapSamples;
    this.#reports.underrunEnded(frame, gapSamples, outcome, !this.#pieceIsOpen);
  }

  /** A fall that is already under way goes on, and what a pause made silent has not come back yet. */
  #fadeOut(): void {
    if (this.#tail.isSounding || this.#resumeDue) return;
    const count = this.#deque.peek(this.#tail.upcoming);
    this.#tail.fadeOut(count, this.#gain.now, this.#lastOutput);
  }

  #fadeInAgain(frame: number): void {
    this.#resumeDue = false;
    this.#gain.startFadeIn();
    this.#reports.write('resumed', frame);
  }

  #findFirstSample(output: Float32Array, from: number, to: number, startFrame: number): void {
    for (let i = from; i < to; i++) {
      if (output[i] === 0) continue;
      this.#firstSampleDue = false;
      this.#reports.write('first-sample', startFrame + i);
      return;
    }
  }
}

const unheard = (reply: ReplyId, piece: PieceIndex): Playhead => ({
  reply,
  piece,
  sampleInPiece: 0,
  samplesPlayed: 0,
});
