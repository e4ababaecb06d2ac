/** The state of a Realtime session. Plain data; each phase owns the fields it needs and no others. */
import type { Samples } from '../units.ts';
import type { Dialect } from './dialect.ts';
import { noSamples } from './append-chunks.ts';
import type { ItemId, ResponseId } from './server-event.ts';
import type { TurnId } from './session-effect.ts';
import type { TimerName } from './session-limits.ts';
import type { RealtimeSettings } from './session-settings.ts';

/** `waiting`: until the next attempt to connect. */
type LinkPhase = 'closed' | 'waiting' | 'connecting' | 'configuring' | 'live';

/** One content part of a reply. EchoKit's item ids are made up anew each time: there a reply is one part. */
export interface ReplyPart {
  readonly item: ItemId;
  readonly content: number;
  readonly text: string;
  /** Received. */
  readonly samples: Samples;
}

export interface Reply {
  readonly response: ResponseId;
  readonly parts: readonly ReplyPart[];
  /** Ids of function calls that were shown. */
  readonly calls: readonly string[];
  /** Everything has come that will. */
  readonly complete: boolean;
}

export type Floor =
  | { readonly phase: 'quiet' }
  /** `item` is null until the server has named it; `sent`: some of the user's sound is on its way. */
  | {
      readonly phase: 'user-speaking';
      readonly turn: TurnId;
      readonly item: ItemId | null;
      readonly sent: boolean;
    }
  | { readonly phase: 'awaiting-reply'; readonly turn: TurnId; readonly item: ItemId | null }
  | { readonly phase: 'replying'; readonly turn: TurnId; readonly reply: Reply };

/** What the server does with the conversation, as far as we know. */
type ServerWork =
  | { readonly phase: 'free' }
  /** Owes the turn a response that has not begun. `eventId` is null where it makes one without `response.create`. */
  | { readonly phase: 'requested'; readonly turn: TurnId; readonly eventId: string | null }
  /** `response` is null where the server only said that there is one. */
  | { readonly phase: 'active'; readonly response: ResponseId | null }
  /** After a time limit: what comes before the cancel is answered is nobody's any more. */
  | { readonly phase: 'cancelling' };

/** A reply that was stopped, and whose playhead is still to be told. */
export interface Cut {
  readonly turn: TurnId;
  readonly reply: Reply;
  /** Connection that knows the items. */
  readonly link: number;
}

interface UserItem {
  readonly item: ItemId;
  readonly turn: TurnId | null;
  readonly text: string;
}

export interface SessionState {
  readonly dialect: Dialect;
  readonly settings: RealtimeSettings;
  readonly link: LinkPhase;
  /** Number of the newest connection. */
  readonly linkNumber: number;
  /** Connections lost in a row without one that worked. */
  readonly failures: number;
  readonly everLive: boolean;
  readonly nextTurn: TurnId;
  readonly nextRequest: number;
  readonly floor: Floor;
  readonly server: ServerWork;
  /** Turn that waits with its `response.create`. */
  readonly wanted: TurnId | null;
  /** Turns whose commits the server has not confirmed, oldest first. */
  readonly commits: readonly TurnId[];
  readonly cuts: readonly Cut[];
  /** The last responses that are not to be heard. */
  readonly dropped: readonly ResponseId[];
  /** The last things the user said. */
  readonly items: readonly UserItem[];
  /** Sound that is too short to be sent. */
  readonly rest: Int16Array;
  /** Running timers. */
  readonly timers: readonly TimerName[];
}

/** How many dropped responses and user items are remembered. */
export const keptIds = 64;

/** @param dialect as a person chose it; the server may prove to speak another */
export const createSession = (dialect: Dialect, settings: RealtimeSettings): SessionState => ({
  dialect,
  settings,
  link: 'closed',
  linkNumber: 0,
  failures: 0,
  everLive: false,
  nextTurn: 1,
  nextRequest: 1,
  floor: { phase: 'quiet' },
  server: { phase: 'free' },
  wanted: null,
  commits: [],
  cuts: [],
  dropped: [],
  items: [],
  rest: noSamples,
  timers: [],
});
