import type { ChatMessage } from './engines.ts';

/** What a session's model remembers. Source: sheet `echokit.md` 1.3 and 6.2. */
export class ChatHistory {
  readonly #system: string;
  readonly #turns: number;
  #messages: ChatMessage[] = [];

  /**
   * @param system stands before every request; empty for none
   * @param turns `history` of the configuration: beyond twice as many messages one old is dropped per new
   */
  constructor(system: string, turns: number) {
    this.#system = system;
    this.#turns = turns;
  }

  /** As a connection without `reconnect` does. */
  reset(): void {
    this.#messages = [];
  }

  /** Takes in what the person said and gives all that the model is to be sent. An unanswered message is replaced. */
  ask(content: string): readonly ChatMessage[] {
    if (this.#messages.at(-1)?.role === 'user') this.#messages.pop();
    if (this.#messages.length > 2 * this.#turns) this.#messages.shift();
    this.#messages.push({ role: 'user', content });
    return this.#system === ''
      ? [...this.#messages]
      : [{ role: 'system', content: this.#system }, ...this.#messages];
  }

  answer(content: string): void {
    if (content !== '') this.#messages.push({ role: 'assistant', content });
  }
}
