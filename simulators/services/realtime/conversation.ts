/** The items of a Realtime conversation, in their order, and what the model makes of them. */
import type { JsonRecord } from '../../../core/engine-wire/json-field.ts';
import type { Millis } from '../../../core/units.ts';
import type { ChatMessage } from '../llm/reply-script.ts';

export interface Item {
  readonly id: string;
  /** As the client is told it. */
  wire: JsonRecord;
  /** `tool`: the output of a function. Null: nothing the model is told. */
  readonly role: 'user' | 'assistant' | 'system' | 'tool' | null;
  text: string;
  /** Sound of a spoken reply, as far as it was sent. */
  audioMs?: Millis;
}

export class Conversation {
  #items: readonly Item[] = [];

  find(id: string): Item | undefined {
    return this.#items.find((item) => item.id === id);
  }

  get last(): Item | undefined {
    return this.#items.at(-1);
  }

  /**
   * @param after id of the item before it, `root` for none; without it the item is the last one
   * @returns id of the item before it, or null; undefined where there is no such item
   */
  add(item: Item, after?: string): string | null | undefined {
    const at = after === undefined ? this.#items.length : after === 'root' ? 0 : this.#after(after);
    if (at === undefined) return undefined;
    this.#items = [...this.#items.slice(0, at), item, ...this.#items.slice(at)];
    return this.#items[at - 1]?.id ?? null;
  }

  remove(id: string): boolean {
    const before = this.#items.length;
    this.#items = this.#items.filter((item) => item.id !== id);
    return this.#items.length < before;
  }

  messages(instructions: string): readonly ChatMessage[] {
    return messagesOf(instructions, this.#items);
  }

  #after(id: string): number | undefined {
    const at = this.#items.findIndex((item) => item.id === id);
    return at === -1 ? undefined : at + 1;
  }
}

export const messagesOf = (instructions: string, items: readonly Item[]): readonly ChatMessage[] => [
  { role: 'system', text: instructions },
  ...items.flatMap(({ role, text }) => (role === null ? [] : [{ role, text }])),
];
