/** The shape of the words about a Realtime server, which are in `messages.en.ts` and `messages.zh.ts`. */
import type { Notice } from './session-effect.ts';

/**
 * Why nobody was called at all. `address-wrong`: what was set up is no address. `companion-missing`: the page is hosted
 * as plain files. `secret-refused`: the companion made no short-lived key.
 */
export type NoDoorCode =
  'address-wrong' | 'key-missing' | 'companion-missing' | 'companion-unreachable' | 'secret-refused';

export type RealtimeNoticeCode = Notice['code'] | NoDoorCode;

/** `service`: the server's own words. `dialect`, `reason`, `status`, `waitedMs` where the code has them. */
export type RealtimeDetails = Readonly<Record<string, string | number>>;

export interface RealtimeWords {
  /** What happened, in a few words. */
  readonly title: string;
  /** What to do next; empty where nothing has to be done. */
  readonly whatToDo: string;
  /** Each a line of a list, most likely first. */
  readonly causes?: readonly string[];
}

export interface RealtimeMessages {
  readonly notices: Readonly<Record<RealtimeNoticeCode, (details: RealtimeDetails) => RealtimeWords>>;
}
