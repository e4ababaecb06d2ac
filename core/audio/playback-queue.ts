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
import type { Hertz, Millis, Samples } from '../units.ts';
import { millisToSamples } from '../units.ts';
import { ChunkDeque, type AudioChunk, type EndMark } from './chunk-deque.ts';
import { FadeTail } from './fade-tail.ts';
import { amplitudeToDb, meanSquare, onePoleShare } from './level.ts';
import { PlaybackCushion, defaultCushionOptions, type CushionOptions } from './playback-cushion.ts';
import { PlaybackEventRing } from './playback-event-ring.ts';
import type { PieceIndex, PlaybackEvent, Playhead, ReplyId, UnderrunOutcome } from './playback-events.ts';
import { PlaybackGain } from './playback-gain.ts';
import { PlaybackWriter, type PushOutcome } from './playback-writer.ts';

export interface PlaybackOptions {
  /** Rate of the chunks and of the output: that of the playback context. */
  readonly sampleRate: Hertz;
  readonly cushion?: CushionOptions;
  /** Chunks and end marks that may wait at once. Default 16,384. */
  readonly maxEntries?: number;
  /** Audio that may wait at once. Default 10 minutes; senders are expected to hold back long before. */
  readonly maxBufferedMs?: Millis;
}

/** Counts since the queue was made. */
export interface PlaybackCounts {
  /** Gaps that were heard inside replies, between their pieces too. */
  readonly underruns: number;
  readonly underrunSamples: Samples;
  /** Chunks refused because they were for a reply or piece that is over. */
  readonly staleChunks: number;
  /** Chunks refused for want of room. */
  readonly overruns: number;
  /** Events nobody took in time. */
  readonly lostEvents: number;
}

/** Length of every fade. Source: measured silent in the graph after 4.8 ms, without a click. */
const fadeMs = 5;
/** A duck is complete within one quantum, whatever the rate. */
const maxRampSamples = 128;
const playheadEveryMs = 50;
/** How long the level remembers. */
const levelMs = 50;
const eventCapacity = 256;
const defaultMaxEntries = 16_384;
const defaultMaxBufferedMs = 600_000;

/** idle: no reply begun. playing: the next sample is due. starving: a reply is begun and its next sample missing. */
type Phase = 'idle' | 'playing' | 'starving';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export class PlaybackQueue {
  readonly #rate: Hertz;
  readonly #deque: ChunkDeque;
  readonly #writer: PlaybackWriter;
  readonly #cushion: PlaybackCushion;
  readonly #events = new PlaybackEventRing(eventCapacity);
  readonly #gain: PlaybackGain;
  readonly #tail: FadeTail;
  readonly #head: Writable<Playhead> = { reply: -1, piece: -1, sampleInPiece: 0, samplesPlayed: 0 };

  #phase: Phase = 'idle';
  #paused = false;
  /** A pause faded the sound out, so the next sample fades in and is reported. */
  #resumeDue = false;
  #pieceIsOpen = false;
  #firstSampleDue = false;
  /** First frame without a sample, while starving; and how many frames were silent for that reason. */
  #starvedSince = 0;
  #gapSamples: Samples = 0;
  #lastOutput = 0;
  #nextFrame = 0;

  /** Reports to be made at the next rendered frame. */
  #gainReport: 'none' | 'ducked' | 'restored' = 'none';
  #pauseReport: Playhead | null = null;
  #flushReport: Playhead | null = null;
  #reportedCushion: Samples;
  #sincePlayhead: Samples = 0;

  #meanSquare = 0;
  #underruns = 0;
  #underrunSamples: Samples = 0;

  constructor(options: PlaybackOptions) {
    const rate = options.sampleRate;
    if (!(rate >= 8000 && rate <= 192_000)) {
      throw new RangeError(`sampleRate must be 8000 to 192000 Hz, got ${rate}`);
    }
    const maxSamples = millisToSamples(options.maxBufferedMs ?? defaultMaxBufferedMs, rate);
    const fadeSamples = millisToSamples(fadeMs, rate);
    this.#rate = rate;
    this.#deque = new ChunkDeque(options.maxEntries ?? defaultMaxEntries, maxSamples);
    this.#writer = new PlaybackWriter(this.#deque);
    this.#cushion = new PlaybackCushion(rate, options.cushion ?? defaultCushionOptions);
    this.#gain = new PlaybackGain(Math.min(fadeSamples, maxRampSamples), fadeSamples);
    this.#tail = new FadeTail(fadeSamples);
    this.#reportedCushion = this.#cushion.target;
  }

  /**
   * Adds audio to the end of the line. The queue owns `samples` from now on and does not copy them.
   * The first chunk of a newer reply ends the older one, the first chunk of a later piece the piece before.
   */
  push(reply: ReplyId, piece: PieceIndex, samples: Float32Array): PushOutcome {
    const { reply: heardReply, piece: heardPiece } = this.#head;
    const isHeardNow = this.#isSounding && reply === heardReply && piece === heardPiece;
    const continues = isHeardNow && this.#writer.isOpen(reply, piece);
    const headroom = this.#deque.bufferedSamples;
    const outcome = this.#writer.push(reply, piece, samples);
    if (outcome === 'full') {
      const at = { reply, piece, sampleInPiece: 0, samplesPlayed: 0 };
      this.#events.write('overrun', this.#nextFrame, at).samples = samples.length;
    }
    if (outcome === 'queued' && continues) this.#cushion.chunkArrived(headroom);
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
    this.#pauseReport = { ...this.#head };
  }

  /** Goes on where the pause began, after its fade-out if that is still under way. */
  resume(): void {
    this.#paused = false;
    this.#pauseReport = null;
  }

  /**
   * Fades out and drops this reply and every older one, and whatever still arrives for them. A pause and a duck that
   * were meant for it end as well. A flush for a reply that is older than the one being heard changes nothing.
   */
  flush(reply: ReplyId): void {
    this.#writer.refuseThrough(reply);
    if (reply < this.#head.reply) return;
    const isHeard = reply === this.#head.reply || this.#phase !== 'idle';
    if (this.#phase !== 'idle') {
      if (this.#isSounding) this.#fadeOut();
      if (this.#phase === 'starving') this.#endUnderrun(this.#nextFrame, 'flushed');
      this.#phase = 'idle';
    }
    this.#deque.dropThrough(reply);
    this.#flushReport = isHeard
      ? { ...this.#head }
      : { reply, piece: -1, sampleInPiece: 0, samplesPlayed: 0 };
    this.#resumeDue = false;
    this.#gain.cancelFadeIn();
    this.#paused = false;
    this.restore();
  }

  /** Lowers the level to `gain` (0 to 1), beginning with the next rendered sample, within 5 ms. */
  duck(gain: number): void {
    if (!(gain >= 0 && gain <= 1)) throw new RangeError(`gain must be 0 to 1, got ${gain}`);
    if (gain === this.#gain.target) return;
    this.#gain.approach(gain, this.#isSounding);
    this.#gainReport = gain < 1 ? 'ducked' : 'restored';
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
    return amplitudeToDb(Math.sqrt(this.#meanSquare));
  }

  get bufferedSamples(): Samples {
    return this.#deque.bufferedSamples;
  }

  /** What must be buffered before the next start. */
  get cushionSamples(): Samples {
    return this.#cushion.target;
  }

  /** Paused or not, and what would be going on if it were not. */
  get state(): { readonly phase: Phase; readonly paused: boolean } {
    return { phase: this.#phase, paused: this.#paused };
  }

  get counts(): PlaybackCounts {
    return {
      underruns: this.#underruns,
      underrunSamples: this.#underrunSamples,
      staleChunks: this.#writer.staleChunks,
      overruns: this.#writer.overruns,
      lostEvents: this.#events.lost,
    };
  }

  /** Whether {@link takeEvents} has something to give. Allocates nothing. */
  get hasEvents(): boolean {
    return this.#events.size > 0;
  }

  /** Everything that happened since the last call, in order. */
  takeEvents(): PlaybackEvent[] {
    return this.#events.take();
  }

  /**
   * Fills `output` completely: with sound, a fade, or zeros.
   * @param output one quantum of any length; owned by the caller
   * @param startFrame absolute frame of its first sample
   */
  render(output: Float32Array, startFrame: number): void {
    this.#reportGain(startFrame);
    let i = 0;
    while (i < output.length) {
      const from = i;
      if (this.#tail.isSounding) {
        i = this.#tail.render(output, i);
      } else {
        this.#reportSilence(startFrame + i);
        const chunk = this.#paused ? null : this.#nextChunk(startFrame + i);
        if (chunk !== null) {
          i = this.#renderChunk(chunk, output, i, startFrame);
          continue;
        }
        if (this.#tail.isSounding) continue;
        i = output.length;
        output.fill(0, from);
      }
      if (this.#phase === 'starving' && !this.#paused) this.#gapSamples += i - from;
    }
    this.#lastOutput = output[output.length - 1] ?? this.#lastOutput;
    this.#nextFrame = startFrame + output.length;
    this.#measure(output);
    this.#reportCushion();
  }

  get #isSounding(): boolean {
    return this.#phase === 'playing' && !this.#paused;
  }

  /** The chunk whose next sample is due at `frame`, or null when there is none to play now. */
  #nextChunk(frame: number): AudioChunk | null {
    for (;;) {
      const entry = this.#deque.head;
      if (entry === null) {
        if (this.#phase === 'playing') this.#beginUnderrun(frame);
        return null;
      }
      if (entry.kind !== 'chunk') {
        this.#passMark(entry, this.#phase === 'starving' ? this.#starvedSince : frame);
        if (this.#tail.isSounding) return null;
        continue;
      }
      if (this.#phase !== 'playing') {
        if (!this.#deque.headIsComplete && this.#deque.bufferedSamples < this.#cushion.target) return null;
        this.#start(frame);
      }
      if (this.#resumeDue) this.#reportResume(frame);
      this.#enter(entry.reply, entry.piece, frame);
      return entry;
    }
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
    this.#lastOutput = output[from + count - 1]!;
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
    this.#events.write('piece-started', frame, this.#head);
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
      const wasOpen = this.#pieceIsOpen;
      this.#enter(mark.reply, mark.piece, frame);
      if (this.#phase === 'starving' && wasOpen) this.#cushion.underrunWasTheEnd();
      this.#pieceIsOpen = false;
      this.#events.write('piece-ended', frame, this.#head);
      return;
    }
    if (mark.reply !== this.#head.reply) this.#enterReply(mark.reply);
    if (this.#phase === 'starving') this.#endUnderrun(frame, 'reply-ended');
    else if (this.#phase === 'playing') this.#tail.fall(this.#lastOutput);
    this.#phase = 'idle';
    this.#cushion.replyDrained();
    this.#events.write('drained', frame, this.#head);
  }

  #beginUnderrun(frame: number): void {
    this.#phase = 'starving';
    this.#starvedSince = frame;
    this.#gapSamples = 0;
    this.#tail.fall(this.#lastOutput);
    if (this.#pieceIsOpen) this.#cushion.underrunBegan();
    this.#events.write('underrun-began', frame, this.#head);
  }

  #endUnderrun(frame: number, outcome: UnderrunOutcome): void {
    if (outcome === 'continued') {
      this.#underruns++;
      this.#underrunSamples += this.#gapSamples;
      if (this.#pieceIsOpen) this.#cushion.underrunEnded();
    }
    const slot = this.#events.write('underrun-ended', frame, this.#head);
    slot.samples = outcome === 'reply-ended' ? 0 : this.#gapSamples;
    slot.outcome = outcome;
    slot.betweenPieces = !this.#pieceIsOpen;
  }

  /** A fall that is already under way goes on: it ends in silence as well. */
  #fadeOut(): void {
    if (this.#tail.isSounding) return;
    const count = this.#deque.peek(this.#tail.upcoming);
    this.#tail.fadeOut(count, this.#gain.now, this.#lastOutput);
  }

  #findFirstSample(output: Float32Array, from: number, to: number, startFrame: number): void {
    for (let i = from; i < to; i++) {
      if (output[i] === 0) continue;
      this.#firstSampleDue = false;
      this.#events.write('first-sample', startFrame + i, this.#head);
      return;
    }
  }

  #measure(output: Float32Array): void {
    const share = onePoleShare(output.length, this.#rate, levelMs);
    this.#meanSquare += share * (meanSquare(output) - this.#meanSquare);
    if (!this.#isSounding) return;
    this.#sincePlayhead += output.length;
    if (this.#sincePlayhead * 1000 < playheadEveryMs * this.#rate) return;
    this.#sincePlayhead = 0;
    const slot = this.#events.write('playhead', this.#nextFrame, this.#head);
    slot.samples = this.#deque.bufferedSamples;
    slot.level = this.levelDb;
  }

  #reportGain(frame: number): void {
    if (this.#gainReport === 'none') return;
    this.#events.write(this.#gainReport, frame, this.#head).level = this.#gain.target;
    this.#gainReport = 'none';
  }

  #reportSilence(frame: number): void {
    if (this.#pauseReport !== null) this.#events.write('silent', frame, this.#pauseReport).cause = 'pause';
    if (this.#flushReport !== null) this.#events.write('silent', frame, this.#flushReport).cause = 'flush';
    this.#pauseReport = null;
    this.#flushReport = null;
  }

  #reportResume(frame: number): void {
    this.#resumeDue = false;
    this.#gain.startFadeIn();
    this.#events.write('resumed', frame, this.#head);
  }

  #reportCushion(): void {
    if (this.#cushion.target === this.#reportedCushion) return;
    this.#reportedCushion = this.#cushion.target;
    this.#events.write('cushion-changed', this.#nextFrame, this.#head).samples = this.#reportedCushion;
  }
}
