/** The turns of a Realtime session in the book that the page is shown: words, instants, endings, and the dialogue. */
import { commitUser, resumeDialogue, setHeard, type Dialogue } from '../../../core/history/dialogue.ts';
import type { ItemId } from '../../../core/realtime/server-event.ts';
import type { TurnId, TurnOutcome } from '../../../core/realtime/session-effect.ts';
import type { TurnInstant } from '../../../core/trace/turn-trace.ts';
import type { HeardSpan } from '../../../core/turn/turn-state.ts';
import type { Millis } from '../../../core/units.ts';
import type { PastTurn, PieceView, TurnFailure, TurnView } from '../../conversation-api.ts';
import type { FrameLog } from '../frame-log.ts';
import type { TurnBook } from '../turn-book.ts';

/** Turns whose words may still change. */
const keptTurns = 32;
/** Longest account of the conversation that a server is given with its instructions, in letters. */
const longestAccount = 8_000;

export class TurnPages {
  readonly #book: TurnBook;
  readonly #log: FrameLog;
  #dialogue: Dialogue = [];
  /** What the user said in a turn, item by item. */
  readonly #words = new Map<TurnId, Map<ItemId, { readonly text: string; readonly final: boolean }>>();

  constructor(book: TurnBook, log: FrameLog) {
    this.#book = book;
    this.#log = log;
  }

  begin(past: readonly PastTurn[]): void {
    this.#dialogue = resumeDialogue(past);
    this.#words.clear();
  }

  open(turn: TurnId, source: TurnView['source'], at: Millis): void {
    this.#book.open(turn, source, at);
    // A typed turn is released when it is sent.
    if (source === 'text') this.#book.note(turn, 'released', at);
  }

  showUser(turn: TurnId, item: ItemId, text: string, final: boolean, at: Millis): void {
    const items = this.#words.get(turn) ?? new Map<ItemId, { text: string; final: boolean }>();
    this.#words.set(turn, items.set(item, { text, final }));
    this.#writeUser(turn);
    // A transcript that comes after the reply was made beside it: nobody waited for it.
    if (final && !item.startsWith('typed-') && this.#book.replyOf(turn).text === '')
      this.#book.note(turn, 'asrDone', at);
  }

  dropUser(item: ItemId): void {
    for (const [turn, items] of this.#words) if (items.delete(item)) this.#writeUser(turn);
  }

  /** What is said is with the server, and nobody can add to it. */
  sendUser(turn: TurnId, at: Millis): void {
    this.#book.setStatus(turn, 'thinking');
    for (const instant of ['hardEnd', 'released', 'asrSent', 'llmSent'] as const)
      this.#book.note(turn, instant, at);
  }

  /** The stretch of the heard clock in which the user spoke. */
  setSpan(turn: TurnId, span: HeardSpan): void {
    this.#book.setSpan(turn, span);
    this.#noteAt(turn, 'voiceStart', this.#log.voiceStart(span));
    this.#noteAt(turn, 'lastVoiced', this.#log.lastVoiced(span));
    this.#noteAt(turn, 'firstLow', this.#log.firstLow(span));
  }

  showReply(turn: TurnId, text: string, at: Millis): void {
    this.#book.note(turn, 'llmFirstToken', at);
    this.#book.note(turn, 'firstPiece', at);
    const { heard } = this.#book.replyOf(turn);
    this.#setReply(turn, text, Math.min(heard, text.length), false);
  }

  showProgress(turn: TurnId, heard: number): void {
    const { text, complete } = this.#book.replyOf(turn);
    this.#setReply(turn, text, Math.min(heard, text.length), complete);
  }

  /** The last word about a reply: so much of it was heard. */
  setHeard(turn: TurnId, heard: string): void {
    const { text } = this.#book.replyOf(turn);
    this.#setReply(turn, text, Math.min(heard.length, text.length), true);
    this.#dialogue = setHeard(commitUser(this.#dialogue, turn, this.#book.textOf(turn)), turn, heard);
  }

  close(turn: TurnId, outcome: TurnOutcome, failure: TurnFailure | undefined): void {
    this.#book.setStatus(turn, outcome);
    if (failure !== undefined) this.#book.fail(turn, failure);
    const text = this.#book.textOf(turn);
    if (outcome !== 'dropped' && text !== '') this.#dialogue = commitUser(this.#dialogue, turn, text);
    for (const oldest of this.#words.keys()) {
      if (this.#words.size <= keptTurns) break;
      this.#words.delete(oldest);
    }
  }

  note(turn: TurnId, instant: TurnInstant, at: Millis): void {
    this.#book.note(turn, instant, at);
  }

  /** The conversation so far as a server can be told it: a new connection knows nothing of it. Empty without one. */
  get account(): string {
    const lines = this.#dialogue.flatMap(({ user, assistant }) => [
      ...(user === null || user === '' ? [] : [`User: ${user}`]),
      ...(assistant.trim() === '' ? [] : [`Assistant: ${assistant}`]),
    ]);
    return lines.join('\n').slice(-longestAccount);
  }

  #writeUser(turn: TurnId): void {
    const items = [...(this.#words.get(turn)?.values() ?? [])];
    const text = items
      .map((item) => item.text)
      .filter((words) => words !== '')
      .join(' ');
    this.#book.setUser(turn, { text, partial: items.some(({ final }) => !final) });
  }

  #setReply(turn: TurnId, text: string, heard: number, complete: boolean): void {
    const state: PieceView['state'] = complete ? 'played' : heard > 0 ? 'playing' : 'ready';
    const pieces = text === '' ? [] : [{ index: 0, start: 0, end: text.length, state }];
    this.#book.setReply(turn, { text, complete, pieces, heard });
  }

  #noteAt(turn: TurnId, instant: TurnInstant, at: Millis | undefined): void {
    if (at !== undefined) this.#book.note(turn, instant, at);
  }
}
