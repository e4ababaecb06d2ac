/** The player worklet as the conversation sees it: commands out, and its frames turned into wall instants. */
import { assertNever } from '../../core/assert.ts';
import { createClockLine, type ClockLine } from '../../core/trace/clock-line.ts';
import { samplesToMillis, type Hertz, type Millis } from '../../core/units.ts';
import type { PlayerCommand, PlayerEvent, ReplyId } from '../player-api.ts';
import type { Host } from './host.ts';
import type { Mouth, MouthNews } from './mouth.ts';

/** The sending half of the player's port. */
export interface PlayerOutlet {
  postMessage(command: PlayerCommand, transfer: Transferable[]): void;
}

export class PlayerMouth implements Mouth {
  readonly #outlet: PlayerOutlet;
  readonly #host: Host;
  readonly #tell: (news: MouthNews) => void;
  /** Of the playback context. Another rate is another player. */
  readonly rate: Hertz;
  readonly #clock: ClockLine;
  /** Of the player's numbers: everything up to it belongs to those who spoke before. */
  #base: ReplyId = 0;
  #newest: ReplyId = 0;

  constructor(outlet: PlayerOutlet, rate: Hertz, host: Host, tell: (news: MouthNews) => void) {
    this.#outlet = outlet;
    this.rate = rate;
    this.#clock = createClockLine({ rate });
    this.#host = host;
    this.#tell = tell;
  }

  /** Somebody else speaks, who numbers replies from 1 again: to the player they are newer than all before. */
  changeSpeaker(): void {
    this.#base = this.#newest;
  }

  /** @param samples at {@link rate}; given away */
  play(reply: ReplyId, piece: number, samples: Float32Array<ArrayBuffer>): void {
    this.#outlet.postMessage({ type: 'audio', reply: this.#number(reply), piece, samples }, [samples.buffer]);
  }

  endPiece(reply: ReplyId, piece: number): void {
    this.#send({ type: 'end-piece', reply: this.#number(reply), piece });
  }

  endReply(reply: ReplyId): void {
    this.#send({ type: 'end-reply', reply: this.#number(reply) });
  }

  pause(): void {
    this.#send({ type: 'pause' });
  }

  resume(): void {
    this.#send({ type: 'resume' });
  }

  flush(reply: ReplyId): void {
    this.#send({ type: 'flush', reply: this.#number(reply) });
  }

  duck(): void {
    this.#send({ type: 'duck' });
  }

  restore(): void {
    this.#send({ type: 'restore' });
  }

  receive(event: PlayerEvent): void {
    const arrivedAt = this.#host.now();
    switch (event.type) {
      case 'clock':
        this.#clock.add(event.frame, arrivedAt);
        return;
      case 'first-sample':
      case 'drained':
        this.#tell({
          type: event.type,
          reply: event.reply - this.#base,
          at: this.#instant(event.frame, arrivedAt),
        });
        return;
      case 'piece-started':
      case 'piece-ended': {
        const { type, piece, frame } = event;
        const reply = event.reply - this.#base;
        this.#tell({ type, reply, piece, at: this.#instant(frame, arrivedAt) });
        return;
      }
      case 'playhead': {
        const { type, piece, sampleInPiece, frame } = event;
        const reply = event.reply - this.#base;
        this.#tell({ type, reply, piece, sampleInPiece, at: this.#instant(frame, arrivedAt) });
        return;
      }
      case 'silent':
        this.#tell({ type: 'silent', at: this.#instant(event.frame, arrivedAt) });
        return;
      case 'level': {
        const { type, levelDb, buffered } = event;
        this.#tell({ type, reply: event.reply - this.#base, levelDb, buffered });
        return;
      }
      case 'underrun':
        this.#tell({ type: 'underrun', missing: event.missing });
        return;
      case 'cushion':
        this.#tell({ type: 'cushion', ms: samplesToMillis(event.samples, this.rate) });
        return;
      case 'ducked':
      case 'restored':
      case 'resumed':
      case 'overrun':
        return;
      default:
        assertNever(event);
    }
  }

  /** A reply of the speaker as the player knows it; those of former speakers are 0 and less when it tells of them. */
  #number(reply: ReplyId): ReplyId {
    const number = this.#base + reply;
    this.#newest = Math.max(this.#newest, number);
    return number;
  }

  #send(command: PlayerCommand): void {
    this.#outlet.postMessage(command, []);
  }

  /** Before the first pair the message itself is the best there is. */
  #instant(frame: number, arrivedAt: Millis): Millis {
    return this.#clock.pairs === 0 ? arrivedAt : this.#clock.stamp(frame, arrivedAt);
  }
}
