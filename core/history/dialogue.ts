/**
 * What the model is told of the conversation: what the user said and what the user heard. An answer that was
 * interrupted ends where it was when it fell silent; the rest was never said.
 */
interface Exchange {
  readonly turn: number;
  /** Absent where the app began: a greeting. */
  readonly user: string | null;
  /** Heard part of the answer; empty while there is none, and for turns that got none. */
  readonly assistant: string;
}

/** In the order in which the turns were committed. */
export type Dialogue = readonly Exchange[];

export interface DialogueMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Turns of an earlier conversation come before every turn of this one. */
export const resumeDialogue = (
  past: readonly { readonly user: string; readonly assistant: string }[],
): Dialogue =>
  past.map(({ user, assistant }, index) => ({
    turn: index - past.length,
    user: user === '' ? null : user,
    assistant,
  }));

/** The user's words of a turn. A turn that is committed again (it never is, by T2) would keep its first words. */
export function commitUser(dialogue: Dialogue, turn: number, text: string): Dialogue {
  if (dialogue.some((exchange) => exchange.turn === turn && exchange.user !== null)) return dialogue;
  return [...dialogue, { turn, user: text, assistant: '' }];
}

/** What was heard of the answer, as of now. */
export function setHeard(dialogue: Dialogue, turn: number, heard: string): Dialogue {
  const known = dialogue.some((exchange) => exchange.turn === turn);
  if (!known) return heard === '' ? dialogue : [...dialogue, { turn, user: null, assistant: heard }];
  return dialogue.map((exchange) => (exchange.turn === turn ? { ...exchange, assistant: heard } : exchange));
}

/**
 * The messages of a request: everything so far and, at its end, what the user just said.
 * @param turn its own entry is left out, since `text` stands for it (a turn that is sent again was committed before)
 */
export function messagesFor(
  dialogue: Dialogue,
  systemPrompt: string,
  turn: number,
  text: string,
): readonly DialogueMessage[] {
  const messages: DialogueMessage[] = [];
  if (systemPrompt.trim() !== '') messages.push({ role: 'system', content: systemPrompt });
  for (const exchange of dialogue) {
    if (exchange.turn === turn) continue;
    if (exchange.user !== null) messages.push({ role: 'user', content: exchange.user });
    if (exchange.assistant.trim() !== '') messages.push({ role: 'assistant', content: exchange.assistant });
  }
  messages.push({ role: 'user', content: text });
  return messages;
}
