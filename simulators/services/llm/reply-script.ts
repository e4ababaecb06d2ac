/** What the LLM stand-in says: a function of the request alone, so that tests know it beforehand. */
import type { Millis } from '../../../core/units.ts';
import { letterMs } from '../tts/speech-duration.ts';

/** A message as chat requests carry it, with its content brought to plain text. */
export interface ChatMessage {
  readonly role: string;
  readonly text: string;
}

/** `[stand-in: SCRIPT]` anywhere in a system message steers like a model's name, and goes before it. */
const steering = /\[stand-in:\s*([^\]]*)\]/i;
const longReplyMs: Millis = 30_000;
const words =
  'The tide comes in twice a day and every boat in the harbour rises with it while the gulls look on'.split(
    ' ',
  );
const sentenceWords = 9;

/**
 * The reply to a conversation. Scripts, as model name or in a system message:
 *
 * - `echo`: the user's last words and nothing else
 * - `empty`: nothing
 * - `long`: about 30 s of speech in sentences; `reply-seconds-N`: about N s, N may have decimals
 * - `script:TEXT`: that text; with `|` in it, one piece per turn of the user, the last one again and again
 * - anything else: `You said: ` and the user's last words
 */
export function replyTo(messages: readonly ChatMessage[], model: string): string {
  const users = messages.filter((message) => message.role === 'user');
  const said = users.at(-1)?.text.trim() ?? '';
  const script = steeredBy(messages) ?? model;
  if (script === 'empty') return '';
  if (script === 'echo') return said;
  if (script === 'long') return speechOf(longReplyMs);
  const seconds = /^reply-seconds-(\d+(?:\.\d+)?)$/.exec(script)?.[1];
  if (seconds !== undefined) return speechOf(Number(seconds) * 1000);
  if (script.startsWith('script:')) {
    const turns = script.slice('script:'.length).split('|');
    return (turns[Math.max(0, users.length - 1)] ?? turns.at(-1) ?? '').trim();
  }
  return said === '' ? 'You said nothing.' : `You said: ${said}`;
}

function steeredBy(messages: readonly ChatMessage[]): string | undefined {
  for (const { role, text } of messages) {
    if (role !== 'system' && role !== 'developer') continue;
    const script = steering.exec(text)?.[1];
    if (script !== undefined) return script.trim();
  }
  return undefined;
}

/** Sentences with as many letters as the speech stand-in says in that time. */
function speechOf(ms: Millis): string {
  let left = Math.round(ms / letterMs);
  const spoken: string[] = [];
  for (let i = 0; left > 0; i++) {
    const place = i % sentenceWords;
    const word = words[i % words.length]!.slice(0, left);
    left -= word.length;
    const isEnd = place === sentenceWords - 1 || left === 0;
    const cased = place === 0 ? word[0]!.toUpperCase() + word.slice(1) : word.toLowerCase();
    spoken.push(isEnd ? `${cased}.` : cased);
  }
  return spoken.join(' ');
}
