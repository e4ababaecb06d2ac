/** Which of its few rules the demo responder found in what was said, with what it needs to answer. */
export type DemoMatch =
  /** Nothing was recognised: the app plays the user's own voice after these words. */
  | { readonly rule: 'own-voice' }
  | { readonly rule: 'greeting' }
  | { readonly rule: 'help' }
  | { readonly rule: 'who-are-you' }
  | { readonly rule: 'what-is-this' }
  | { readonly rule: 'how-to-connect' }
  | { readonly rule: 'time'; readonly hour: number; readonly minute: number }
  | { readonly rule: 'count'; readonly from: number; readonly to: number }
  | { readonly rule: 'sum'; readonly left: number; readonly sign: DemoSign; readonly right: number }
  | { readonly rule: 'repeat'; readonly text: string }
  | { readonly rule: 'story' }
  | { readonly rule: 'how-many-turns'; readonly turns: number }
  | { readonly rule: 'thanks' }
  | { readonly rule: 'goodbye' }
  /** None of the above: it says back what it heard. */
  | { readonly rule: 'echo'; readonly text: string; readonly words: number; readonly turn: number };

export type DemoSign = '+' | '-' | '*' | '/';
export type DemoRule = DemoMatch['rule'];

/** The rules found by words alone. The rest need numbers or the conversation, and are read in `demo-rules.ts`. */
export type DemoKeywordRule = Exclude<
  DemoRule,
  'own-voice' | 'time' | 'count' | 'sum' | 'repeat' | 'how-many-turns' | 'echo'
>;

/** One language of the demo responder. */
export interface DemoPhraseBook {
  readonly keywords: Readonly<Record<DemoKeywordRule, RegExp>>;
  readonly time: RegExp;
  /** Groups `from` (may be missing) and `to`. */
  readonly count: RegExp;
  /** Groups `left`, `sign` and `right`. */
  readonly sum: RegExp;
  /** Group `text`. */
  readonly repeat: RegExp;
  readonly howManyTurns: RegExp;
  readonly signs: Readonly<Record<string, DemoSign>>;
  readonly numbers: Readonly<Record<string, number>>;
  readonly say: { readonly [R in DemoRule]: (match: Extract<DemoMatch, { rule: R }>) => string };
}

/** Longest stretch it counts aloud. */
const longestCount = 30;

/** Numbers from one end to the other, at most {@link longestCount} of them. */
export function countingNumbers(from: number, to: number): readonly number[] {
  const step = from <= to ? 1 : -1;
  const length = Math.min(Math.abs(to - from) + 1, longestCount);
  return Array.from({ length }, (_, i) => from + i * step);
}

/** The result, rounded to two places; undefined for a division by zero. */
export function solve(left: number, sign: DemoSign, right: number): number | undefined {
  if (sign === '/' && right === 0) return undefined;
  const result =
    sign === '+' ? left + right : sign === '-' ? left - right : sign === '*' ? left * right : left / right;
  return Math.round(result * 100) / 100;
}
