/** Replies of a Realtime server on their way to the player, and how far each of their parts was heard. */
import { int16ToFloat32 } from '../../../core/audio/pcm.ts';
import { realtimeRate } from '../../../core/realtime/dialect.ts';
import type { ItemId, ResponseId } from '../../../core/realtime/server-event.ts';
import type { PlayedPart } from '../../../core/realtime/session-event.ts';
import type { Millis, Samples } from '../../../core/units.ts';
import type { ReplyId } from '../../player-api.ts';
import type { Host } from '../host.ts';
import type { Limits } from '../limits.ts';
import type { MouthNews } from '../mouth.ts';
import { PieceSound, ResamplerPool } from '../piece-sound.ts';
import type { PlayerMouth } from '../player-mouth.ts';
import { ReplyRecord } from '../reply-record.ts';

export interface ReplyPlayerEvents {
  /** The first sample was rendered. */
  onAudible(response: ResponseId, at: Millis): void;
  onProgress(response: ResponseId): void;
  /** The last sample of an ended reply was rendered. */
  onDrained(response: ResponseId, at: Millis): void;
  /** A stopped reply is silent, and its playhead is known as well as it ever will be. */
  onStopped(response: ResponseId): void;
  /** The player has sound and plays nothing. */
  onUnheard(response: ResponseId): void;
}

export interface ReplyPlayerOptions {
  readonly mouth: () => PlayerMouth;
  readonly host: Host;
  readonly limits: Limits;
  readonly events: ReplyPlayerEvents;
}

/** A run of one part of the reply: the player's piece of that number. */
interface Piece {
  readonly item: ItemId;
  readonly content: number;
  readonly sound: PieceSound;
  /** Handed over, at the player's rate. */
  samples: Samples;
}

interface Playing {
  readonly response: ResponseId;
  readonly reply: ReplyId;
  readonly mouth: PlayerMouth;
  readonly pieces: Piece[];
  readonly record: ReplyRecord;
  state: 'coming' | 'ended' | 'stopping' | 'over';
  isHeard: boolean;
  playhead: { piece: number; sampleInPiece: Samples };
  cancelWait: () => void;
}

/** How long the player may take to tell where a reply fell silent. */
const lastWordMs: Millis = 500;

export class ReplyPlayer {
  readonly #options: ReplyPlayerOptions;
  readonly #resamplers = new ResamplerPool();
  #current: Playing | null = null;
  #lastReply: ReplyId = 0;

  constructor(options: ReplyPlayerOptions) {
    this.#options = options;
  }

  /** Something of a reply was heard, and its end was not. */
  get isSounding(): boolean {
    const playing = this.#current;
    return playing !== null && playing.isHeard && (playing.state === 'coming' || playing.state === 'ended');
  }

  /** The player was given something that is neither drained nor flushed. */
  get hasSound(): boolean {
    const playing = this.#current;
    if (playing === null || playing.pieces.every(({ samples }) => samples === 0)) return false;
    return playing.state === 'coming' || playing.state === 'ended';
  }

  /** @param pcm at 24 kHz */
  play(response: ResponseId, item: ItemId, content: number, pcm: Int16Array): void {
    const playing = this.#current?.response === response ? this.#current : this.#begin(response);
    if (playing.state !== 'coming') return;
    let piece = playing.pieces.at(-1);
    if (piece?.item !== item || piece.content !== content) {
      if (piece !== undefined) this.#endPiece(playing, piece);
      piece = { item, content, sound: new PieceSound(playing.mouth.rate, this.#resamplers), samples: 0 };
      playing.pieces.push(piece);
    }
    this.#handOver(
      playing,
      piece,
      piece.sound.push({ samples: int16ToFloat32(pcm), sampleRate: realtimeRate }),
    );
  }

  /** No more will come: {@link ReplyPlayerEvents.onDrained} follows. */
  end(response: ResponseId): void {
    const playing = this.#find(response);
    if (playing?.state !== 'coming') return;
    playing.state = 'ended';
    const piece = playing.pieces.at(-1);
    if (piece !== undefined) this.#endPiece(playing, piece);
    playing.mouth.endReply(playing.reply);
  }

  /** Silence at once: {@link ReplyPlayerEvents.onStopped} follows. */
  stop(response: ResponseId): void {
    const playing = this.#find(response);
    if (playing === undefined || playing.state === 'stopping' || playing.state === 'over') return;
    playing.state = 'stopping';
    playing.cancelWait();
    playing.mouth.flush(playing.reply);
    playing.cancelWait = this.#options.host.after(lastWordMs, () => this.#settle(playing));
  }

  /** How much of each part was heard, at 24 kHz. */
  played(response: ResponseId): readonly PlayedPart[] {
    const playing = this.#find(response);
    if (playing === undefined) return [];
    const { piece: current, sampleInPiece } = playing.playhead;
    const parts: { item: ItemId; content: number; samples: Samples }[] = [];
    for (const [index, { item, content, samples }] of playing.pieces.entries()) {
      const heard = index < current ? samples : index === current ? Math.min(samples, sampleInPiece) : 0;
      const part = parts.find((other) => other.item === item && other.content === content);
      const atRate = (heard * realtimeRate) / playing.mouth.rate;
      if (part === undefined) parts.push({ item, content, samples: atRate });
      else part.samples += atRate;
    }
    return parts;
  }

  /** What was heard of it, for keeping. */
  recording(response: ResponseId): { readonly pcm: Int16Array; readonly sampleRate: number } | undefined {
    const playing = this.#find(response);
    if (playing === undefined) return undefined;
    const { piece: current, sampleInPiece } = playing.playhead;
    const heard = playing.pieces.reduce(
      (sum, { samples }, index) => sum + (index < current ? samples : index === current ? sampleInPiece : 0),
      0,
    );
    return { pcm: playing.record.upTo(heard), sampleRate: playing.mouth.rate };
  }

  hear(news: MouthNews): void {
    const playing = this.#current;
    if (playing === null || !('reply' in news) || news.reply !== playing.reply || playing.state === 'over')
      return;
    const { events } = this.#options;
    switch (news.type) {
      case 'first-sample':
        if (playing.state === 'stopping') return;
        playing.isHeard = true;
        playing.cancelWait();
        events.onAudible(playing.response, news.at);
        return;
      case 'piece-started':
        playing.playhead = { piece: news.piece, sampleInPiece: 0 };
        return;
      case 'playhead':
        playing.playhead = { piece: news.piece, sampleInPiece: news.sampleInPiece };
        if (playing.state === 'stopping') this.#settle(playing);
        else events.onProgress(playing.response);
        return;
      case 'drained':
        if (playing.state !== 'ended') return;
        playing.state = 'over';
        playing.cancelWait();
        playing.playhead = { piece: playing.pieces.length, sampleInPiece: 0 };
        events.onDrained(playing.response, news.at);
        return;
      case 'piece-ended':
      case 'level':
        return;
    }
  }

  /** A stopped reply is where it was last: its player is gone, or has something else to play. */
  settleStopped(): void {
    const playing = this.#current;
    if (playing?.state === 'stopping') this.#settle(playing);
  }

  #begin(response: ResponseId): Playing {
    this.settleStopped();
    this.#current?.cancelWait();
    this.#lastReply += 1;
    const playing: Playing = {
      response,
      reply: this.#lastReply,
      mouth: this.#options.mouth(),
      pieces: [],
      record: new ReplyRecord(),
      state: 'coming',
      isHeard: false,
      playhead: { piece: -1, sampleInPiece: 0 },
      cancelWait: () => undefined,
    };
    this.#current = playing;
    return playing;
  }

  #find(response: ResponseId): Playing | undefined {
    return this.#current?.response === response ? this.#current : undefined;
  }

  #endPiece(playing: Playing, piece: Piece): void {
    this.#handOver(playing, piece, piece.sound.finish());
    playing.mouth.endPiece(playing.reply, playing.pieces.indexOf(piece));
  }

  #handOver(playing: Playing, piece: Piece, parts: readonly Float32Array<ArrayBuffer>[]): void {
    for (const part of parts) {
      const isFirst = playing.pieces.every(({ samples }) => samples === 0);
      piece.samples += part.length;
      playing.record.add(part);
      playing.mouth.play(playing.reply, playing.pieces.indexOf(piece), part);
      if (!isFirst) continue;
      const { host, limits, events } = this.#options;
      playing.cancelWait = host.after(limits.audibleMs, () => events.onUnheard(playing.response));
    }
  }

  #settle(playing: Playing): void {
    playing.cancelWait();
    if (playing.state !== 'stopping') return;
    this.#options.events.onStopped(playing.response);
    playing.state = 'over';
  }
}
