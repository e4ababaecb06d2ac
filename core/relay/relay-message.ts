/**
 * What a browser tab and the companion tell each other at `/relay`: one MessagePack map per binary WebSocket message.
 * The tab's worker holds the socket. The WebSocket is asked for with the subprotocols `echokit-relay` and the session
 * secret of the page; the companion picks `echokit-relay`.
 *
 * A box is known by the id in its URL (its MAC). Each time it dials is a socket of its own, numbered by the companion.
 */
import type { Millis } from '../units.ts';

export type BoxId = string;
/** Grows with every connection that a companion accepts; unique among all companions on a bus with {@link BoxView.instance}. */
export type SocketId = number;

/** Who answers a box. Chosen per box and kept by the companion. */
export type BoxMode =
  | { readonly kind: 'answer' }
  /** Frames pass both ways unchanged. `upstream` is `ws(s)://host[:port]/path` to which `/{id}?{query}` is appended. */
  | { readonly kind: 'pass-through'; readonly upstream: string };

export type UpstreamState =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** Redialled at this wall instant. */
  | { readonly state: 'lost'; readonly reason: string; readonly retryAt: Millis };

export interface BoxView {
  readonly id: BoxId;
  /** Name of the companion that holds its socket. */
  readonly instance: string;
  readonly connected: boolean;
  readonly socket: SocketId;
  /** As the box sent it, without the `?`. */
  readonly query: string;
  /** Wall instants of the companion. */
  readonly openedAt: Millis;
  readonly lastFrameAt: Millis;
  readonly mode: BoxMode;
  readonly upstream?: UpstreamState;
  /** Of whoever reads this. */
  readonly owner: 'you' | 'another' | 'nobody';
  readonly watchers: number;
}

/** `up` is from the box, `down` is to it. */
export type Direction = 'up' | 'down';

export interface FrameMessage {
  readonly type: 'frame';
  readonly box: BoxId;
  readonly socket: SocketId;
  /** Counts the frames of both directions of one socket, from 0, without gaps. */
  readonly seq: number;
  /** Wall instant at the companion. */
  readonly at: Millis;
  readonly direction: Direction;
  readonly payload: string | Uint8Array;
}

export interface PairingView {
  /** 32 hex digits. */
  readonly token: string;
  /** What a box may be told: `ws://192.168.1.20:9090/box/{token}`. One for each address that boxes can reach; none without `--lan`. */
  readonly urls: readonly string[];
  /** Addresses under which boxes were told to find us and that this computer has no more. */
  readonly lostUrls: readonly string[];
}

export type CompanionMessage =
  /** The first one, after `attach`. */
  | {
      readonly type: 'attached';
      readonly instance: string;
      readonly pairing: PairingView;
      readonly boxes: readonly BoxView[];
    }
  | { readonly type: 'box'; readonly box: BoxView }
  /** A box that has been away for long is forgotten. */
  | { readonly type: 'box-forgotten'; readonly box: BoxId }
  /** To the owner and to watchers. A box's new socket; its former one, if any, was closed before. */
  | {
      readonly type: 'socket-opened';
      readonly box: BoxId;
      readonly socket: SocketId;
      readonly query: string;
      readonly at: Millis;
    }
  | {
      readonly type: 'socket-closed';
      readonly box: BoxId;
      readonly socket: SocketId;
      readonly code: number;
      readonly reason: string;
      readonly at: Millis;
    }
  | FrameMessage
  /** Frames that were not kept while nobody read: `lost` of them, before the next frame. */
  | { readonly type: 'gap'; readonly box: BoxId; readonly socket: SocketId; readonly lost: number }
  | { readonly type: 'pairing'; readonly pairing: PairingView }
  /** What was asked for and could not be done, by the message's type. */
  | {
      readonly type: 'refused';
      readonly asked: TabMessage['type'];
      readonly box?: BoxId;
      readonly code: RelayRefusal;
      readonly message: string;
    };

/**
 * - `box-unknown`: there is no such box;
 * - `not-owner`: only the tab that answers the box may do that;
 * - `owned`: another tab answers it; `own` with `force` takes it over;
 * - `socket-closed`: the box has dialled anew since, or is gone;
 * - `upstream-refused`: the address is none that may be called;
 * - `box-too-slow`: the box reads more slowly than it is sent to, and its buffer is full;
 * - `malformed`: the message is none of these.
 */
export type RelayRefusal =
  'box-unknown' | 'not-owner' | 'owned' | 'socket-closed' | 'upstream-refused' | 'box-too-slow' | 'malformed';

export type TabMessage =
  /**
   * First of all. `tab` stays the same through reloads (sessionStorage): a tab that comes back within the re-attach
   * window owns and watches what it did, and gets the frames after `after[box]` that were kept for it.
   */
  | {
      readonly type: 'attach';
      readonly tab: string;
      /** Takes boxes that nobody owns, now and when they come. */
      readonly answers: boolean;
      /** Per box: the last frame that was dealt with. */
      readonly after: Readonly<Record<BoxId, { readonly socket: SocketId; readonly seq: number }>>;
    }
  | { readonly type: 'own'; readonly box: BoxId; readonly force: boolean }
  | { readonly type: 'release'; readonly box: BoxId }
  | { readonly type: 'watch'; readonly box: BoxId }
  | { readonly type: 'unwatch'; readonly box: BoxId }
  /** To the box; only from its owner, and only in the mode `answer`. */
  | { readonly type: 'send'; readonly box: BoxId; readonly socket: SocketId; readonly payload: Uint8Array }
  | { readonly type: 'set-mode'; readonly box: BoxId; readonly mode: BoxMode }
  | { readonly type: 'forget'; readonly box: BoxId }
  /** The answer is `pairing`. Every box has to be told the new URL. */
  | { readonly type: 'renew-pairing' }
  /** The person has told this box the present address. */
  | { readonly type: 'url-sent'; readonly box: BoxId; readonly url: string };

/** Offered by the tab, and picked by the companion. */
export const relaySubprotocol = 'echokit-relay';
