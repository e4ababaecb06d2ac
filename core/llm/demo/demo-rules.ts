/**
 * The demo responder: a few rules, no model, and it says so. It exists so that microphone, voice detection,
 * turn-taking and loudspeaker can be tried with nothing installed. Same input, same words.
 */
import type { DemoKeywordRule, DemoMatch, DemoPhraseBook } from './phrase-book.ts';
import { englishPhrases } from './phrases.en.ts';
import { chinesePhrases } from './phrases.zh.ts';

export interface DemoInput {
  readonly messages: readonly { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }[];
  /** The person's local time. */
  readonly hour: number;
  readonly minute: number;
  /** BCP 47, or 'auto': then the language of the last message decides. */
  readonly language: string;
}

const hasHan = /\p{Script=Han}/u;
const ownVoice = /^▶ \d+(?:\.\d)? s$/;

/** What stands for the words of a user whom no recogniser heard; a responder answers it with "You said:". */
export const ownVoiceText = (seconds: number): string => `▶ ${seconds.toFixed(1)} s`;

/** True for a text that {@link ownVoiceText} made. */
export const isOwnVoice = (text: string): boolean => ownVoice.test(text.trim());

/** What the demo responder answers to the last user message. */
export function demoReply(input: DemoInput): string {
  const users = input.messages.filter((message) => message.role === 'user');
  const said = users.at(-1)?.content.trim() ?? '';
  const phrases = phraseBook(said, input.language);
  return render(phrases, match(phrases, said, users.length, input));
}

function phraseBook(said: string, language: string): DemoPhraseBook {
  if (hasHan.test(said)) return chinesePhrases;
  const spokenWords = /\p{L}{2}/u.test(said) && !isOwnVoice(said);
  return language.toLowerCase().startsWith('zh') && !spokenWords ? chinesePhrases : englishPhrases;
}

function match(phrases: DemoPhraseBook, said: string, turn: number, input: DemoInput): DemoMatch {
  if (isOwnVoice(said)) return { rule: 'own-voice' };

  const repeat = phrases.repeat.exec(said)?.groups?.['text'];
  if (repeat !== undefined) return { rule: 'repeat', text: repeat };

  const count = phrases.count.exec(said)?.groups;
  if (count !== undefined) {
    const from = readNumber(phrases, count['from']) ?? 1;
    const to = readNumber(phrases, count['to']);
    if (to !== undefined) return { rule: 'count', from: Math.round(from), to: Math.round(to) };
  }

  const sum = phrases.sum.exec(said)?.groups;
  if (sum !== undefined) {
    const left = readNumber(phrases, sum['left']);
    const right = readNumber(phrases, sum['right']);
    const sign = phrases.signs[(sum['sign'] ?? '').toLowerCase()];
    if (left !== undefined && right !== undefined && sign !== undefined) {
      return { rule: 'sum', left, sign, right };
    }
  }

  if (phrases.time.test(said)) return { rule: 'time', hour: input.hour, minute: input.minute };
  if (phrases.howManyTurns.test(said)) return { rule: 'how-many-turns', turns: turn };
  for (const [rule, words] of Object.entries(phrases.keywords)) {
    if (words.test(said)) return { rule: rule as DemoKeywordRule };
  }
  return { rule: 'echo', text: asSentence(said), words: countWords(said), turn };
}

function readNumber(phrases: DemoPhraseBook, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const known = phrases.numbers[text.trim().toLowerCase()];
  if (known !== undefined) return known;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const sentenceEnd = /[.!?。！？…]["”’」』]?$/;

const asSentence = (text: string): string =>
  text === '' || sentenceEnd.test(text) ? text : `${text}${hasHan.test(text) ? '。' : '.'}`;

/** Words between spaces; of Chinese, every character. */
const countWords = (text: string): number =>
  (text.match(/\p{Script=Han}|[^\s\p{Script=Han}]*[\p{L}\p{N}][^\s\p{Script=Han}]*/gu) ?? []).length;

function render(phrases: DemoPhraseBook, found: DemoMatch): string {
  const say = phrases.say[found.rule] as (match: DemoMatch) => string;
  return say(found);
}

/** A text cut into words with the spaces that follow them, single characters for Chinese: what streams one by one. */
export const demoDeltas = (reply: string): readonly string[] =>
  reply.match(/\p{Script=Han}[，。！？：；、”]*|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? [];
