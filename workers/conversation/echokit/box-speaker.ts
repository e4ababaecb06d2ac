/**
 * Brings one reply of the server to the ear: its segments are pieces for the player, in order, as they come. It keeps
 * what was handed over, and knows how far it was heard.
 */
import type { PieceChunk } from '../../../core/echokit/box-session/session-effect.ts';
import { joinPieces } from '../../../core/echokit/box-session/reply-text.ts';
import {
  heardOffset,
  spokenWordOffset,
  type PiecePlayback,
  type PlayedPiece,
} from '../../../core/speech/heard-text.ts';
import type { Hertz, Samples } from '../../../core/units.ts';
import type { MouthShape, PieceView, TurnView } from '../../conversation-api.ts';
import type { ReplyId } from '../../player-api.ts';
import type { Host } from '../host.ts';
import type { Limits } from '../limits.ts';
import type { MouthNews } from '../mouth.ts';
import { PieceSound, type ResamplerPool } from '../piece-sound.ts';
import type { PlayerMouth } from '../player-mouth.ts';
import { ReplyRecord } from '../reply-record.ts';
import { BoxSound, type Sounded } from './box-sound.ts';
import { InOrder } from './in-order.ts';
import { MouthShapes } from './mouth-shapes.ts';
import type { PacketDecoder } from './packet-decoder.ts';

export interface BoxSpeakerOptions {
  readonly reply: ReplyId;
  readonly turn: number;
  readonly mouth: PlayerMouth;
  readonly host: Host;
  readonly limits: Limits;
  readonly resamplers: ResamplerPool;
  /** Null for plain PCM. */
  readonly decoder: Promise<PacketDecoder> | null;
  readonly events: {
    readonly onHandedOver: () => void;
    /** The player has the sound and does not play it. */
    readonly onUnheard: () => void;
    /** Everything has come, and none of it could be read. */
    readonly onSilent: () => void;
    readonly onBroken: (kind: 'opus-broken' | 'greeting-broken') => void;
    readonly onShape: (shape: MouthShape, at: number) => void;
    readonly onChange: () => void;
  };
}

interface SpokenPiece {
  text: string;
  state: PieceView['state'];
  readonly sound: BoxSound;
  readonly resampled: PieceSound;
  made: Samples;
  complete: boolean;
}

export class BoxSpeaker {
  readonly reply: ReplyId;
  readonly turn: number;
  readonly #options: BoxSpeakerOptions;
  readonly #rate: Hertz;
  #mouth: PlayerMouth;
  readonly #pieces: SpokenPiece[] = [];
  readonly #record = new ReplyRecord();
  readonly #order = new InOrder();
  readonly #shapes: MouthShapes;
  #handedOver: Samples = 0;
  #isComplete = false;
  #isStopped = false;
  #isHeard = false;
  #isBroken = false;
  #playhead = { piece: -1, sample: 0 };
  #cancelWatch: () => void = () => undefined;

  constructor(options: BoxSpeakerOptions) {
    this.#options = options;
    this.reply = options.reply;
    this.turn = options.turn;
    this.#mouth = options.mouth;
    this.#rate = options.mouth.rate;
    this.#shapes = new MouthShapes(options.host, this.#rate, options.events.onShape);
  }

  get hasHandedOver(): boolean {
    return this.#handedOver > 0;
  }

  beginPiece(text: string): void {
    const { decoder, resamplers } = this.#options;
    const sound = new BoxSound(decoder);
    const resampled = new PieceSound(this.#rate, resamplers);
    this.#pieces.push({ text, state: 'synthesising', sound, resampled, made: 0, complete: false });
    if (decoder !== null) this.#order.run(() => sound.reset());
    this.#options.events.onChange();
  }

  /** The text of the last piece has grown. */
  namePiece(index: number, text: string): void {
    const piece = this.#pieces[index];
    if (piece === undefined) return;
    piece.text = text;
    if (this.#options.decoder !== null) this.#order.run(() => piece.sound.reset());
    this.#options.events.onChange();
  }

  play(index: number, chunk: PieceChunk): void {
    const piece = this.#pieces[index];
    if (piece === undefined) return;
    this.#order.run(() => {
      if (this.#isStopped) return;
      const sounded = piece.sound.read(chunk);
      if (!(sounded instanceof Promise)) {
        this.#take(index, piece, sounded);
        return;
      }
      return sounded.then(
        (samples) => this.#take(index, piece, samples),
        () => this.#take(index, piece, null),
      );
    });
  }

  endPiece(index: number): void {
    const piece = this.#pieces[index];
    if (piece === undefined) return;
    this.#order.run(() => {
      if (this.#isStopped) return;
      for (const part of piece.resampled.finish()) this.#handOver(index, piece, part);
      piece.complete = true;
      if (piece.made > 0) this.#mouth.endPiece(this.reply, index);
      if (piece.state === 'synthesising') piece.state = piece.made > 0 ? 'ready' : 'failed';
      this.#options.events.onChange();
    });
  }

  /** No more pieces. */
  finish(): void {
    this.#order.run(() => {
      if (this.#isStopped) return;
      this.#isComplete = true;
      if (this.#handedOver > 0) this.#mouth.endReply(this.reply);
      else this.#options.events.onSilent();
      this.#options.events.onChange();
    });
  }

  /** Silent for good. */
  flush(): void {
    this.#isStopped = true;
    this.#cancelWatch();
    this.#shapes.close();
    this.#mouth.flush(this.reply);
  }

  pause(): void {
    this.#cancelWatch();
    this.#shapes.close();
    this.#mouth.pause();
  }

  resume(): void {
    this.#mouth.resume();
  }

  duck(): void {
    this.#mouth.duck();
  }

  restore(): void {
    this.#mouth.restore();
  }

  /** Another player, as long as none has anything of this reply. @returns false where sound was lost */
  moveTo(mouth: PlayerMouth): boolean {
    if (this.#handedOver > 0 || mouth.rate !== this.#rate) return false;
    this.#mouth = mouth;
    return true;
  }

  /** News of this reply. */
  hear(news: MouthNews): void {
    switch (news.type) {
      case 'piece-started':
        this.#isHeard = true;
        this.#cancelWatch();
        this.#setPlayhead(news.piece, 0, news.at);
        this.#setState(news.piece, 'playing');
        return;
      case 'piece-ended':
        this.#setState(news.piece, 'played');
        return;
      case 'playhead':
        this.#setPlayhead(news.piece, news.sampleInPiece, news.at);
        this.#options.events.onChange();
        return;
      case 'drained': {
        const last = this.#pieces.findLastIndex(({ made }) => made > 0);
        this.#playhead = { piece: last, sample: this.#pieces[last]?.made ?? 0 };
        this.#shapes.close(news.at);
        return;
      }
      case 'first-sample':
      case 'silent':
      case 'level':
      case 'underrun':
      case 'cushion':
        return;
    }
  }

  /** Offset in the text up to which it was heard. */
  get heard(): number {
    return heardOffset(this.#played());
  }

  /** @param isSpeaking the word that sounds now counts */
  view(isSpeaking: boolean): TurnView['reply'] {
    const { text, pieces } = joinPieces(this.#pieces.map((piece) => piece.text));
    const played = this.#played();
    return {
      text,
      complete: this.#isComplete || this.#isStopped,
      pieces: pieces.map(({ index, start, end }) => {
        return { index, start, end, state: this.#pieces[index]!.state };
      }),
      heard: isSpeaking ? spokenWordOffset(played) : heardOffset(played),
    };
  }

  /** What was heard, at the player's rate. */
  recording(): { readonly pcm: Int16Array; readonly sampleRate: Hertz } {
    const { piece: current, sample } = this.#playhead;
    let heard: Samples = 0;
    for (const [index, { made }] of this.#pieces.entries()) {
      if (index < current) heard += made;
      if (index === current) heard += sample;
    }
    return { pcm: this.#record.upTo(heard), sampleRate: this.#rate };
  }

  #played(): readonly PlayedPiece[] {
    const { pieces } = joinPieces(this.#pieces.map((piece) => piece.text));
    return pieces.map((piece) => {
      const spoken = this.#pieces[piece.index]!;
      return { piece, playback: this.#playbackOf(piece.index, spoken) };
    });
  }

  #playbackOf(index: number, { state, made, complete }: SpokenPiece): PiecePlayback {
    const { piece: current, sample } = this.#playhead;
    if (state === 'failed') return { state: 'shown' };
    if (index > current) return { state: 'waiting' };
    if (index < current || state === 'played') return { state: 'played' };
    return { state: 'playing', played: sample, total: complete ? made : undefined, rate: this.#rate };
  }

  #take(index: number, piece: SpokenPiece, sounded: readonly Sounded[] | null): void {
    if (this.#isStopped) return;
    if (sounded === null) {
      if (this.#isBroken) return;
      this.#isBroken = true;
      this.#options.events.onBroken(this.#options.decoder === null ? 'greeting-broken' : 'opus-broken');
      return;
    }
    for (const { vowel, ...chunk } of sounded) {
      if (vowel !== null) this.#shapes.add(index, piece.made, vowel);
      for (const part of piece.resampled.push(chunk)) this.#handOver(index, piece, part);
    }
  }

  #handOver(index: number, piece: SpokenPiece, part: Float32Array<ArrayBuffer>): void {
    const isFirst = this.#handedOver === 0;
    this.#record.add(part);
    piece.made += part.length;
    this.#handedOver += part.length;
    this.#mouth.play(this.reply, index, part);
    if (!isFirst) return;
    this.#options.events.onHandedOver();
    this.#watchPlayer();
  }

  #watchPlayer(): void {
    const { host, limits, events } = this.#options;
    if (this.#isHeard) return;
    this.#cancelWatch();
    this.#cancelWatch = host.after(limits.audibleMs, () => {
      if (!this.#isStopped) events.onUnheard();
    });
  }

  #setPlayhead(piece: number, sample: Samples, at: number): void {
    this.#playhead = { piece, sample };
    if (!this.#isStopped) this.#shapes.playhead(piece, sample, at);
  }

  #setState(index: number, state: 'playing' | 'played'): void {
    const piece = this.#pieces[index];
    if (piece === undefined || piece.state === 'played') return;
    piece.state = state;
    this.#options.events.onChange();
  }
}
