/** A box at its home: the companion that holds its socket, or held the last one. Plain data. */
import type {
  BoxId,
  BoxMode,
  CompanionMessage,
  SocketId,
  UpstreamState,
} from '../../../core/relay/relay-message.ts';
import type { Millis } from '../../../core/units.ts';
import type { BoxFormat, NoticeKind } from './hub-api.ts';

export type TabId = string;

export interface OpenSocket {
  readonly number: SocketId;
  readonly query: string;
  readonly openedAt: Millis;
  /** The server finds the end of speech; without it the box sends Submit. */
  readonly endsBySpeech: boolean;
  readonly format: BoxFormat;
}

export interface ClosedSocket {
  readonly number: SocketId;
  readonly query: string;
  readonly openedAt: Millis;
  readonly closedAt: Millis;
  readonly code: number;
  readonly reason: string;
}

/** A tab that owns or watches the box. */
export interface Reader {
  readonly tab: TabId;
  /** Null while it is attached. */
  readonly awaySince: Millis | null;
}

/**
 * What the box said and has not been answered to its end.
 * - `open`: it is still being said;
 * - `ended`: the owner's EndVad, or Submit; nothing is heard of an answer;
 * - `answering`.
 */
export interface Utterance {
  /** Counts the utterances of the box. */
  readonly number: number;
  readonly startedAt: Millis;
  readonly heardBytes: number;
  readonly phase: 'open' | 'ended' | 'answering';
  /** When the phase began, or of the last sign of who answers since. */
  readonly since: Millis;
  /** Passed through: the server heard all of it. */
  readonly isReached: boolean;
  /** The hub answers it itself; it has asked for this to be spoken. */
  readonly notice: NoticeKind | null;
}

export interface UpstreamLine {
  /** Counts the lines that were opened for the box; what a former one says is nobody's. */
  readonly number: number;
  readonly view: UpstreamState;
  /** What the box said before the first dial had an answer. */
  readonly pending: readonly (Uint8Array | string)[];
  readonly pendingBytes: number;
}

/** In order. Frames count for the limits. */
export type KeptItem = Extract<CompanionMessage, { type: 'frame' | 'socket-opened' | 'socket-closed' }>;

export interface Kept {
  readonly items: readonly KeptItem[];
  readonly frames: number;
  readonly bytes: number;
  /** When the last one was added. */
  readonly lastAt: Millis;
}

export interface BoxState {
  readonly id: BoxId;
  readonly mode: BoxMode;
  /** Null while the box is away. */
  readonly socket: OpenSocket | null;
  readonly closed: ClosedSocket | null;
  /** Of the next frame. */
  readonly seq: number;
  readonly lastFrameAt: Millis;
  readonly owner: Reader | null;
  readonly watchers: readonly Reader[];
  /** Tabs that gave it back: they get it when they ask. */
  readonly declined: readonly TabId[];
  readonly kept: Kept;
  readonly utterances: number;
  readonly utterance: Utterance | null;
  /** A segment was begun and not ended. */
  readonly isSpeaking: boolean;
  readonly upstreams: number;
  readonly upstream: UpstreamLine | null;
}

export const nothingKept: Kept = { items: [], frames: 0, bytes: 0, lastAt: -Infinity };

export interface Roles {
  readonly owner: Reader | null;
  readonly watchers: readonly Reader[];
}

export const newBox = (id: BoxId, mode: BoxMode, roles: Roles, now: Millis): BoxState => ({
  id,
  mode,
  socket: null,
  closed: null,
  seq: 0,
  lastFrameAt: now,
  ...roles,
  declined: [],
  kept: nothingKept,
  utterances: 0,
  utterance: null,
  isSpeaking: false,
  upstreams: 0,
  upstream: null,
});
