/**
 * Types only: what the page may ask of relay.worker (comlink) and what it hears back (one event callback). The worker
 * holds the line to the companion and a server-side session for each box that this tab answers. The page draws; it is
 * never in the path of a box's sound, and a page that is hidden or busy delays no answer.
 */
import type { FirmwareGuess } from '../core/echokit/connection-query.ts';
import type { BoxState } from '../core/echokit/server-session/observed-box.ts';
import type { Persona } from '../core/profile/profile.ts';
import type {
  BoxId,
  BoxMode,
  BoxView,
  Direction,
  PairingView,
  RelayRefusal,
  SocketId,
  TabMessage,
} from '../core/relay/relay-message.ts';
import type { Millis } from '../core/units.ts';
import type { ConversationConfig, TurnFailure, TurnView } from './conversation-api.ts';
import type { ModelStatus } from './vad-api.ts';

/** Where the companion is, and who asks. */
export interface RelayLink {
  /** `http(s)://host:port` of the companion, which is the page's own. */
  readonly origin: string;
  /** Of the page that the companion served; offered as a WebSocket subprotocol. */
  readonly session: string;
  /** Stays the same through reloads of this tab (sessionStorage), and differs between tabs. */
  readonly tab: string;
}

export type LinkView =
  /** Nobody has called `connect` yet, or `disconnect` was called. */
  | { readonly state: 'off' }
  | { readonly state: 'connecting' }
  /** `instance` is the companion's name. */
  | { readonly state: 'open'; readonly instance: string }
  /** The same tab id attached from elsewhere (a copied tab): it is not tried again before the next `connect`. */
  | { readonly state: 'replaced' }
  /** Tried again at this wall instant. `code` is the WebSocket's; 1006 for a companion that is not there, or refused. */
  | { readonly state: 'lost'; readonly code: number; readonly reason: string; readonly retryAt: Millis };

export type { BoxState };

/** How a box's voice is sent. `auto`: as its query asks. `samples`: AudioChunki16, without an encoder (0.2.2 and later). */
export type BoxVoice = 'auto' | 'samples';

/** What a person sets up for one box; kept by the worker (IndexedDB). */
export interface BoxSettings {
  /** Its own; absent for that of the profile in use. */
  readonly persona?: Persona;
  readonly voice: BoxVoice;
}

/** What a box plays when it has booted, in place of its beep. */
export interface HelloView {
  readonly seconds: number;
  /** Of the WAV file that the box is sent: 16 kHz, mono, 16 bit. */
  readonly bytes: number;
}

/** A box as the page lists it. */
export interface RelayBox extends BoxView {
  /** By its query; absent for what no box sends. */
  readonly firmware?: FirmwareGuess;
  /** It lives in this page and needs no companion. */
  readonly simulated: boolean;
  readonly state: BoxState;
  /** This tab watches it. */
  readonly watched: boolean;
  readonly settings: BoxSettings;
  /** Its own greeting, or the one for all boxes; absent where the box beeps. */
  readonly hello?: HelloView;
}

interface FactBase {
  readonly box: BoxId;
  readonly socket: SocketId;
  /** Wall instant at the companion; of a gap that of the frame after it. */
  readonly at: Millis;
}

/** What passed on a box's socket, for the inspector. */
export type RelayFact =
  | (FactBase & {
      readonly kind: 'frame';
      /** Counts the frames of both directions of one socket, from 0. */
      readonly seq: number;
      readonly direction: Direction;
      readonly payload: string | Uint8Array;
    })
  /** Frames that passed and are not told. */
  | (FactBase & { readonly kind: 'gap'; readonly lost: number })
  | (FactBase & { readonly kind: 'opened'; readonly query: string })
  | (FactBase & { readonly kind: 'closed'; readonly code: number; readonly reason: string });

export type RelayEvent =
  | { readonly type: 'link'; readonly link: LinkView }
  | { readonly type: 'pairing'; readonly pairing: PairingView }
  /** A box that is new, or has changed. */
  | { readonly type: 'box'; readonly box: RelayBox }
  | { readonly type: 'box-forgotten'; readonly box: BoxId }
  /**
   * A turn that is new, or has grown. Of boxes that others answer (watched, passed through) as far as their frames
   * tell: no pieces beyond what was sent, and only the instants that can be seen from here.
   */
  | { readonly type: 'turn'; readonly box: BoxId; readonly turn: TurnView }
  /** The box began anew without its history: turns of before belong to another conversation. */
  | { readonly type: 'history-reset'; readonly box: BoxId; readonly at: Millis }
  /** Several at once, a few times a second; only after `inspect(true)`. */
  | { readonly type: 'facts'; readonly facts: readonly RelayFact[] }
  /** The voice detector for all boxes. */
  | { readonly type: 'model'; readonly status: ModelStatus }
  /** The companion did not do what was asked of it. */
  | {
      readonly type: 'refused';
      readonly asked: TabMessage['type'];
      readonly box?: BoxId;
      readonly code: RelayRefusal;
      readonly message: string;
    }
  /** The boxes' answers cannot be spoken or heard with the profile in use; absent once they can. */
  | { readonly type: 'unfit'; readonly failure?: TurnFailure };

/**
 * Failures that only boxes know; all others are those of the Talk page.
 * - `recogniser-hears-microphone`: the browser's recogniser cannot be given what a box hears;
 * - `voice-without-samples`: the browser's voice speaks by itself, and nothing else can speak here.
 */
export type RelayFailureCode = 'recogniser-hears-microphone' | 'voice-without-samples';

/**
 * - `hello-malformed`: no WAV file that can be read;
 * - `hello-too-long`: a box keeps it in its memory, and plays it each time its button is pressed; `details.limitSeconds`;
 * - `hello-empty`: no samples.
 */
export type HelloRefusal = 'hello-malformed' | 'hello-too-long' | 'hello-empty';

/**
 * A simulated box in this page, at its end of the port. The worker's end answers like a socket: a new `open` on the same
 * port closes the one before, as a box does that dials anew.
 */
export type SimulatedBoxMessage =
  /** `query` without the `?`. */
  | { readonly type: 'open'; readonly query: string }
  | { readonly type: 'frame'; readonly payload: string | Uint8Array }
  /** The box has read so many of the frames it was sent: until then they count as waiting in its socket. */
  | { readonly type: 'read'; readonly frames: number }
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

/** To the simulated box. */
export type SimulatedServerMessage =
  | { readonly type: 'opened'; readonly socket: SocketId }
  | { readonly type: 'frame'; readonly payload: Uint8Array }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string };

export interface RelayApi {
  /** Once, before anything else. What is known so far is told at once. */
  listen(onEvent: (event: RelayEvent) => void): void;
  /** Who answers. Takes effect with the next turn of each box. */
  configure(config: ConversationConfig): void;
  /** Engines that need the page (Prompt API, the page's own voice) are reached through this port. */
  connectPageEngines(port: MessagePort): void;
  /** Opens the line to the companion, and keeps it open. */
  connect(link: RelayLink): void;
  /** Ends the line; turns under way are ended first. */
  disconnect(): void;
  /** Answers boxes that nobody owns, now and when they come. */
  setAnswering(on: boolean): void;
  /** @param force takes it over from another tab */
  own(box: BoxId, force: boolean): void;
  release(box: BoxId): void;
  watch(box: BoxId): void;
  unwatch(box: BoxId): void;
  setMode(box: BoxId, mode: BoxMode): void;
  forget(box: BoxId): void;
  renewPairing(): void;
  /** The person has told this box the present address. */
  urlSent(box: BoxId, url: string): void;
  setBoxSettings(box: BoxId, settings: BoxSettings): void;
  /**
   * The greeting, sent when the box connects without `reconnect`. Any rate and channels; it is made 16 kHz mono.
   * @param box null for all boxes without one of their own
   * @param wav null for none
   * @returns why it was not taken, or null
   */
  setHello(box: BoxId | null, wav: Uint8Array | null): Promise<HelloRefusal | null>;
  /** Stops what the box is told: nothing more is sent of the answer, what it has is played. */
  interrupt(box: BoxId): void;
  /** As if somebody had said so to the box, in its conversation. */
  sendText(box: BoxId, text: string): void;
  /** Whether `facts` are told. Those kept so far come at once. */
  inspect(on: boolean): void;
  /** A box in the page: it is answered by this tab, with or without a companion. */
  attachSimulatedBox(id: BoxId, port: MessagePort): void;
  detachSimulatedBox(id: BoxId): void;
}
