/** The turns of a box that somebody else answers, as far as its frames tell. */
import { decodeClientCommand } from '../../core/echokit/client-command.ts';
import { decodeServerEvent } from '../../core/echokit/decode-server-event.ts';
import type { Direction } from '../../core/relay/relay-message.ts';
import type { Millis } from '../../core/units.ts';
import { TurnBook } from '../conversation/turn-book.ts';
import type { PieceView, TurnView } from '../conversation-api.ts';
import { frameName } from './frame-name.ts';

export class ObservedTurns {
  readonly #book = new TurnBook();
  #next: number;
  #open: { readonly turn: number; text: string; readonly pieces: PieceView[] } | null = null;

  /** @param firstTurn earlier turns of the box have lower numbers */
  constructor(firstTurn: number) {
    this.#next = firstTurn;
  }

  get nextTurn(): number {
    return this.#next;
  }

  /** Its socket is gone, or it has dialled anew: what went on is over. */
  breakOff(at: Millis): void {
    if (this.#open === null) return;
    this.#book.note(this.#open.turn, 'interruptedAt', at);
    this.#end('interrupted');
  }

  see(direction: Direction, payload: string | Uint8Array, at: Millis): void {
    const name = frameName(direction, payload);
    if (direction === 'up') this.#seeCommand(name, payload, at);
    else this.#seeEvent(name, payload, at);
  }

  takeChanged(): readonly TurnView[] {
    return this.#book.takeChanged();
  }

  #seeCommand(name: string, payload: string | Uint8Array, at: Millis): void {
    if (name === 'StartChat') {
      if (this.#open !== null) this.#end('cancelled');
      this.#begin('voice', at);
    } else if (name === 'Submit') this.#hardEnd(at);
    else if (name === 'Text' && typeof payload === 'string') {
      const command = decodeClientCommand(payload);
      if (this.#open === null) this.#begin('text', at);
      if (command.ok && command.value.event === 'Text' && this.#open !== null)
        this.#book.setUser(this.#open.turn, { text: command.value.input, partial: false });
    }
  }

  #seeEvent(name: string, payload: string | Uint8Array, at: Millis): void {
    switch (name) {
      case 'EndVad':
        this.#hardEnd(at);
        return;
      case 'ASR':
      case 'StartAudio': {
        const event = typeof payload === 'string' ? null : decodeServerEvent(payload);
        if (event?.ok !== true || !('text' in event.value)) return;
        if (this.#open === null) this.#begin('text', at);
        if (name === 'ASR') this.#hearWords(event.value.text, at);
        else this.#hearPiece(event.value.text, at);
        return;
      }
      case 'AudioChunk':
      case 'AudioChunkWithVowel':
      case 'AudioChunki16':
        if (this.#open !== null) this.#book.note(this.#open.turn, 'firstSample', at);
        return;
      case 'EndResponse':
        this.#finish(at);
        return;
      default:
    }
  }

  #begin(source: 'voice' | 'text', at: Millis): void {
    const turn = this.#next;
    this.#next += 1;
    this.#open = { turn, text: '', pieces: [] };
    this.#book.open(turn, source, at);
  }

  #hardEnd(at: Millis): void {
    if (this.#open === null) return;
    this.#book.note(this.#open.turn, 'hardEnd', at);
    this.#book.setStatus(this.#open.turn, 'thinking');
  }

  #hearWords(text: string, at: Millis): void {
    if (this.#open === null) return;
    const { turn } = this.#open;
    const isPartial = this.#book.view(turn)?.status === 'open';
    this.#book.setUser(turn, { text, partial: isPartial });
    if (!isPartial) this.#book.note(turn, 'asrDone', at);
  }

  #hearPiece(text: string, at: Millis): void {
    const open = this.#open;
    if (open === null) return;
    const start = open.text === '' ? 0 : open.text.length + 1;
    open.text = open.text === '' ? text : `${open.text} ${text}`;
    open.pieces.push({ index: open.pieces.length, start, end: open.text.length, state: 'playing' });
    this.#book.note(open.turn, 'firstPiece', at);
    this.#book.setStatus(open.turn, 'speaking');
    this.#showReply(false);
  }

  #showReply(complete: boolean): void {
    if (this.#open === null) return;
    const { turn, text, pieces } = this.#open;
    this.#book.setReply(turn, { text, complete, pieces: [...pieces], heard: text.length });
  }

  #finish(at: Millis): void {
    if (this.#open === null) return;
    const { turn, text } = this.#open;
    this.#showReply(true);
    this.#book.note(turn, 'replyEnded', at);
    this.#end(text === '' ? 'dropped' : 'done');
  }

  #end(status: TurnView['status']): void {
    if (this.#open === null) return;
    this.#book.setUser(this.#open.turn, { partial: false });
    this.#book.setStatus(this.#open.turn, status);
    this.#open = null;
  }
}
