/** The text of a reply: asked of a model or given, cut into pieces as it streams. Knows no voice. */
import type { Piece } from '../../core/speech/piece.ts';
import type { SentenceSplitter } from '../../core/speech/sentence-splitter.ts';
import type { Millis } from '../../core/units.ts';
import type { ChatMessage, LlmEngine } from '../../app/engines/engine.ts';
import { streamWithin } from './calls.ts';
import type { Host } from './host.ts';
import type { Limits } from './limits.ts';

interface WriterEvents {
  readonly onFirstText: () => void;
  /** The text has grown. */
  readonly onText: (text: string) => void;
  readonly onPiece: (piece: Piece) => void;
  /** No more pieces. `failure`: the text broke off, or never came. */
  readonly onEnd: (failure?: unknown) => void;
}

export interface WriterOptions {
  readonly splitter: SentenceSplitter;
  readonly host: Host;
  readonly limits: Limits;
  readonly events: WriterEvents;
  readonly signal: AbortSignal;
}

export class ReplyWriter {
  readonly #options: WriterOptions;
  #text = '';
  #cancelStall: () => void = () => undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#cancelStall(), { once: true });
  }

  get text(): string {
    return this.#text;
  }

  /** Asks the model. Being aborted ends it without a word. */
  async think(llm: LlmEngine, messages: readonly ChatMessage[], firstTokenMs: Millis): Promise<void> {
    const { signal, host, limits, events } = this.#options;
    const stream = streamWithin(
      (callSignal) => llm.reply(messages, { signal: callSignal }),
      { firstMs: firstTokenMs, idleMs: limits.tokenIdleMs },
      { signal, host, limits, retries: limits.retries },
    );
    try {
      for await (const event of stream) {
        if (signal.aborted) return;
        if (event.type === 'text' && event.delta !== '') this.#append(event.delta);
      }
    } catch (cause) {
      if (signal.aborted) return;
      this.#finish();
      events.onEnd(cause);
      return;
    }
    if (signal.aborted) return;
    this.#finish();
    events.onEnd();
  }

  /** A reply whose text is there. */
  say(text: string): void {
    this.#append(text);
    this.#finish();
    this.#options.events.onEnd();
  }

  #append(delta: string): void {
    const { splitter, host, events } = this.#options;
    if (this.#text === '') events.onFirstText();
    this.#text += delta;
    events.onText(this.#text);
    this.#give(splitter.push(delta, host.now()));
    this.#awaitStall();
  }

  /** Text that stalls is spoken as far as it goes. */
  #awaitStall(): void {
    const { splitter, host } = this.#options;
    this.#cancelStall();
    const dueAt = splitter.dueAt();
    if (dueAt === undefined) return;
    this.#cancelStall = host.after(Math.max(0, dueAt - host.now()), () => {
      this.#give(splitter.tick(host.now()));
      this.#awaitStall();
    });
  }

  #finish(): void {
    this.#cancelStall();
    this.#give(this.#options.splitter.end());
  }

  #give(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      if (this.#options.signal.aborted) return;
      this.#options.events.onPiece(piece);
    }
  }
}
