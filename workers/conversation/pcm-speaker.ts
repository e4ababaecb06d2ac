/**
 * Has pieces synthesised, several at once, and hands their samples to the player in strict order. While the reply is
 * held the first piece is made ahead and kept here, so that its release costs a hop and the player's cushion.
 */
import type { PiecePlayback, PlayedPiece } from '../../core/speech/heard-text.ts';
import type { Piece } from '../../core/speech/piece.ts';
import { samplesToMillis, type Hertz, type Millis, type Samples } from '../../core/units.ts';
import type { PcmChunk, PcmVoice } from '../../app/engines/engine.ts';
import type { PieceView } from '../conversation-api.ts';
import type { ReplyId } from '../player-api.ts';
import { streamWithin } from './calls.ts';
import type { Host } from './host.ts';
import type { Limits } from './limits.ts';
import type { MouthNews } from './mouth.ts';
import { PieceSound, type ResamplerPool } from './piece-sound.ts';
import type { PlayerMouth } from './player-mouth.ts';
import { PlayerSilent } from './player-silent.ts';
import { ReplyRecord } from './reply-record.ts';
import type { Speaker, SpeakerEvents } from './speaker.ts';

export interface PcmSpeakerOptions {
  readonly reply: ReplyId;
  readonly voice: PcmVoice;
  readonly mouth: PlayerMouth;
  readonly resamplers: ResamplerPool;
  readonly language: string | undefined;
  readonly host: Host;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly events: SpeakerEvents;
}

interface SpokenPiece {
  readonly piece: Piece;
  state: PieceView['state'];
  /** Made and not yet handed over. */
  waiting: Float32Array<ArrayBuffer>[];
  made: Samples;
  complete: boolean;
}

type Gate = 'held' | 'open' | 'shut';

export class PcmSpeaker implements Speaker {
  readonly #options: PcmSpeakerOptions;
  readonly #rate: Hertz;
  #mouth: PlayerMouth;
  readonly #pieces: SpokenPiece[] = [];
  readonly #record = new ReplyRecord();
  #gate: Gate = 'held';
  /** The player was paused by a hold. */
  #isStopped = false;
  #ended = false;
  #replyEnded = false;
  #next = 0;
  #running = 0;
  #handedOver: Samples = 0;
  #failuresInRow = 0;
  #sent = false;
  #sounded = false;
  #buffered: Samples = 0;
  #isHeard = false;
  #cancelWatch: () => void = () => undefined;
  #playhead: { piece: number; sampleInPiece: Samples } = { piece: -1, sampleInPiece: 0 };

  constructor(options: PcmSpeakerOptions) {
    this.#options = options;
    this.#mouth = options.mouth;
    this.#rate = options.mouth.rate;
  }

  add(piece: Piece): void {
    const state = piece.silent ? 'silent' : 'waiting';
    this.#pieces.push({ piece, state, waiting: [], made: 0, complete: piece.silent });
    this.#options.events.onPieceState(piece.index, state);
    this.#work();
  }

  /** A piece whose sound is there: the user's own words, played back. */
  addSound(piece: Piece, chunk: PcmChunk): void {
    const spoken: SpokenPiece = { piece, state: 'ready', waiting: [], made: 0, complete: true };
    const sound = new PieceSound(this.#rate, this.#options.resamplers);
    for (const part of [...sound.push(chunk), ...sound.finish()]) this.#keep(spoken, part);
    this.#pieces.push(spoken);
    this.#options.events.onPieceState(piece.index, 'ready');
    this.#work();
  }

  finish(): void {
    this.#ended = true;
    this.#work();
  }

  release(): void {
    if (this.#gate === 'shut') return;
    this.#gate = 'open';
    if (this.#isStopped) {
      this.#isStopped = false;
      this.#mouth.resume();
      this.#watchPlayer();
    }
    this.#work();
  }

  hold(): void {
    if (this.#gate !== 'open') return;
    this.#gate = 'held';
    if (this.#handedOver === 0) return;
    this.#isStopped = true;
    this.#cancelWatch();
    this.#mouth.pause();
  }

  pause(): void {
    if (this.#gate === 'shut') return;
    this.#mouth.pause();
    this.#isStopped = false;
    this.#gate = 'open';
    this.#work();
  }

  resume(): void {
    if (this.#gate !== 'shut') this.#mouth.resume();
  }

  duck(): void {
    this.#mouth.duck();
  }

  restore(): void {
    this.#mouth.restore();
  }

  flush(): void {
    if (this.#gate === 'shut') return;
    this.#gate = 'shut';
    this.#cancelWatch();
    this.#mouth.flush(this.#options.reply);
  }

  moveTo(mouth: PlayerMouth): boolean {
    if (this.#handedOver > 0 || mouth.rate !== this.#rate) return false;
    this.#mouth = mouth;
    return true;
  }

  hear(news: MouthNews): void {
    switch (news.type) {
      case 'piece-started':
        this.#isHeard = true;
        this.#cancelWatch();
        this.#playhead = { piece: news.piece, sampleInPiece: 0 };
        this.#setState(news.piece, 'playing');
        return;
      case 'piece-ended':
        this.#setState(news.piece, 'played');
        return;
      case 'playhead':
        this.#playhead = { piece: news.piece, sampleInPiece: news.sampleInPiece };
        return;
      case 'level':
        this.#buffered = news.buffered;
        this.#work();
        return;
      case 'drained': {
        const last = this.#pieces.findLast((spoken) => spoken.made > 0);
        if (last !== undefined) this.#playhead = { piece: last.piece.index, sampleInPiece: last.made };
        return;
      }
      case 'first-sample':
      case 'silent':
      case 'underrun':
      case 'cushion':
        return;
    }
  }

  played(): readonly PlayedPiece[] {
    return this.#pieces.map((spoken) => ({ piece: spoken.piece, playback: this.#playbackOf(spoken) }));
  }

  #playbackOf({ piece, state, made, complete }: SpokenPiece): PiecePlayback {
    const { piece: current, sampleInPiece } = this.#playhead;
    if (state === 'failed' && made === 0) return { state: 'shown' };
    if (piece.index > current) return { state: 'waiting' };
    if (piece.index < current || state === 'played') return { state: 'played' };
    const total = complete ? made : undefined;
    return { state: 'playing', played: sampleInPiece, total, rate: this.#rate };
  }

  recording(): { readonly pcm: Int16Array; readonly sampleRate: number } {
    const { piece: current, sampleInPiece } = this.#playhead;
    let heard: Samples = 0;
    for (const { piece, made } of this.#pieces) {
      if (piece.index < current) heard += made;
      if (piece.index === current) heard += sampleInPiece;
    }
    return { pcm: this.#record.upTo(heard), sampleRate: this.#rate };
  }

  /** Whatever can go on now, goes on: syntheses are begun, samples handed over, the end is told. */
  #work(): void {
    if (this.#gate === 'shut') return;
    this.#begin();
    if (this.#gate !== 'open') return;
    this.#handOver();
    if (!this.#ended || this.#next < this.#pieces.length || this.#replyEnded) return;
    this.#replyEnded = true;
    if (this.#handedOver > 0) this.#mouth.endReply(this.#options.reply);
    else this.#options.events.onSilent();
  }

  #begin(): void {
    const { limits } = this.#options;
    const most = this.#gate === 'held' ? 1 : limits.inFlight;
    for (const spoken of this.#pieces) {
      if (spoken.state !== 'waiting') continue;
      if (this.#failuresInRow >= limits.failedPieces) {
        this.#giveUp(spoken);
        continue;
      }
      if (this.#running >= most || this.#aheadMs() > limits.aheadMs) return;
      if (this.#gate === 'held' && this.#sent) return;
      this.#running += 1;
      void this.#synthesise(spoken);
    }
  }

  async #synthesise(spoken: SpokenPiece): Promise<void> {
    const { voice, language, signal, host, limits, events, resamplers } = this.#options;
    const { piece } = spoken;
    this.#setState(piece.index, 'synthesising');
    if (!this.#sent) {
      this.#sent = true;
      events.onVoiceSent();
    }
    const sound = new PieceSound(this.#rate, resamplers);
    const chunks = streamWithin(
      (callSignal) =>
        voice.synthesize(piece.speakable, {
          signal: callSignal,
          ...(language === undefined ? {} : { language }),
        }),
      { firstMs: limits.firstByteMs, idleMs: limits.byteIdleMs },
      { signal, host, limits, retries: limits.pieceRetries, mayHelp: () => true },
    );
    try {
      for await (const chunk of chunks) {
        if (signal.aborted) return;
        for (const part of sound.push(chunk)) this.#take(spoken, part);
      }
      for (const part of sound.finish()) this.#take(spoken, part);
      if (signal.aborted) return;
      this.#failuresInRow = spoken.made > 0 ? 0 : this.#failuresInRow;
      this.#setState(piece.index, spoken.made > 0 ? 'ready' : 'silent');
    } catch (cause) {
      if (signal.aborted) return;
      this.#failuresInRow += 1;
      events.onPieceFailed(piece.index, cause);
      this.#setState(piece.index, 'failed');
    } finally {
      this.#running -= 1;
      spoken.complete = true;
    }
    this.#work();
  }

  #giveUp(spoken: SpokenPiece): void {
    spoken.complete = true;
    this.#setState(spoken.piece.index, 'failed');
  }

  #take(spoken: SpokenPiece, part: Float32Array<ArrayBuffer>): void {
    this.#keep(spoken, part);
    if (!this.#sounded) {
      this.#sounded = true;
      this.#options.events.onFirstSound();
    }
    if (this.#gate === 'open') this.#handOver();
  }

  #keep(spoken: SpokenPiece, part: Float32Array<ArrayBuffer>): void {
    spoken.waiting.push(part);
    spoken.made += part.length;
  }

  #handOver(): void {
    const { reply } = this.#options;
    const mouth = this.#mouth;
    for (let spoken = this.#pieces[this.#next]; spoken !== undefined; spoken = this.#pieces[this.#next]) {
      const { index } = spoken.piece;
      for (const part of spoken.waiting) {
        this.#record.add(part);
        const isFirst = this.#handedOver === 0;
        this.#handedOver += part.length;
        this.#buffered += part.length;
        mouth.play(reply, index, part);
        if (isFirst) {
          this.#options.events.onHandedOver();
          this.#watchPlayer();
        }
      }
      spoken.waiting = [];
      if (!spoken.complete) return;
      if (spoken.made > 0) mouth.endPiece(reply, index);
      this.#next += 1;
    }
  }

  #watchPlayer(): void {
    const { host, limits, events, signal } = this.#options;
    if (this.#isHeard) return;
    this.#cancelWatch();
    this.#cancelWatch = host.after(limits.audibleMs, () => {
      if (!signal.aborted) events.onUnheard(new PlayerSilent(limits.audibleMs));
    });
  }

  /** Sound that is made and not heard. */
  #aheadMs(): Millis {
    let samples = this.#buffered;
    for (const { waiting } of this.#pieces) for (const part of waiting) samples += part.length;
    return samplesToMillis(samples, this.#rate);
  }

  #find(index: number): SpokenPiece | undefined {
    return this.#pieces.find(({ piece }) => piece.index === index);
  }

  #setState(index: number, state: PieceView['state']): void {
    const spoken = this.#find(index);
    if (spoken === undefined || spoken.state === state) return;
    const isPast = spoken.state === 'playing' || spoken.state === 'played' || spoken.state === 'failed';
    if (isPast && (state === 'ready' || state === 'synthesising')) return;
    spoken.state = state;
    this.#options.events.onPieceState(index, state);
  }
}
