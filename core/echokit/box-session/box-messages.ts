/** The shape of the words about an EchoKit server, which are in `messages.en.ts` and `messages.zh.ts`. */
import type { LinkTroubleCode } from './link-trouble.ts';
import type { BoxFailureCode, BoxNotice } from './session-effect.ts';

/** What came of the server could not be read. */
export type BrokenWire = 'wire-broken' | 'opus-broken' | 'greeting-broken';

export type BoxNoticeCode = BoxNotice | LinkTroubleCode | BrokenWire;

/** `url` of the server, `status` of a refusal, `waitedMs`, `version` of the server where it told it. */
export type BoxDetails = Readonly<Record<string, string | number>>;

export interface BoxWords {
  /** What happened, in a few words. */
  readonly title: string;
  /** What to do next; empty where nothing has to be done. */
  readonly whatToDo: string;
  /** Each a line of a list, most likely first. */
  readonly causes?: readonly string[];
}

export interface BoxMessages {
  readonly notices: Readonly<Record<BoxNoticeCode, (details: BoxDetails) => BoxWords>>;
  /** Of turns; the player's own troubles have their words with the page. */
  readonly failures: Readonly<
    Record<Exclude<BoxFailureCode, 'player-silent' | 'player-lost'>, (details: BoxDetails) => BoxWords>
  >;
}
