/** What the hub of the relay asks for and offers. Its rules are in `rules.md` beside this file. */
import type { Result } from '../../../core/result.ts';
import type { BoxId, BoxMode, PairingView } from '../../../core/relay/relay-message.ts';
import type { Millis } from '../../../core/units.ts';
import type { BoxSocket } from '../box-socket.ts';
import type { Bus } from '../bus.ts';
import type { OpenUpstream } from '../upstream-link.ts';
import type { HubLimits } from './hub-limits.ts';

/** A tab's WebSocket at `/relay`, accepted and checked. Messages are those of `core/relay`, as bytes. */
export interface TabLink {
  /** Never waits: what the tab does not read piles up in {@link bufferedBytes}. The bytes are not changed afterwards. */
  send(bytes: Uint8Array): void;
  readonly bufferedBytes: number;
  close(code: number, reason: string): void;
  /** Set by the hub, before the next tick. */
  onMessage: (bytes: Uint8Array) => void;
  /** Once, whoever closed it. */
  onClose: (code: number, reason: string) => void;
}

/** Close codes of a tab's link. */
export const tabCloseCodes = {
  /** No message of the relay, or another one before `attach`. */
  malformed: 4400,
  /** The same tab attached anew, here or at another companion: not to be dialled again by itself. */
  replaced: 4409,
  /** It owns a box and reads too slowly; it may attach again and goes on with what was kept. */
  tooSlow: 4413,
} as const;

export interface HubClock {
  /** Wall instant. */
  now(): Millis;
  /** @returns takes it back */
  after(ms: Millis, run: () => void): () => void;
}

/** No frames, no token, no secrets: for people. */
export type HubLog = (level: 'info' | 'warn', message: string) => void;

export interface StoredMode {
  readonly mode: BoxMode;
  /** Wall instant at which it was chosen: among companions on one bus the newest counts. */
  readonly at: Millis;
}

/** Keeps the modes of boxes over restarts. */
export interface ModeStore {
  load(): Promise<Result<ReadonlyMap<BoxId, StoredMode>, string>>;
  save(modes: ReadonlyMap<BoxId, StoredMode>): Promise<Result<void, string>>;
}

/** - `no-tab`: open the relay page; - `no-answer`: the page does not answer; - `unreachable`: the server does not. */
export type NoticeKind = 'no-tab' | 'no-answer' | 'unreachable';

/** What a box wants to hear, by its query. */
export interface BoxFormat {
  readonly opus: boolean;
  readonly vowel: boolean;
}

export interface SpokenNotice {
  /** Shown on the box. */
  readonly text: string;
  /** Encoded audio events, to be sent between StartAudio and EndAudio. */
  readonly audio: readonly Uint8Array[];
}

/** Without audio where there is no voice. */
export type SpeakNotice = (notice: NoticeKind, format: BoxFormat) => Promise<SpokenNotice>;

/** The pairing as the socket's edge keeps it. */
export interface PairingDesk {
  view(): PairingView;
  renew(): void;
  urlSent(box: BoxId, url: string): void;
}

/** Values that all companions on the bus agree on: the newest wins. Gone when the last of them ends. */
export interface SharedValues {
  get(key: string): Uint8Array | undefined;
  /** @param key of `[A-Za-z0-9_.:-]`, at most 64 letters */
  set(key: string, value: Uint8Array): void;
  /** Hears what another companion has set. @returns ends it */
  onChange(key: string, hear: (value: Uint8Array) => void): () => void;
}

export interface HubOptions {
  readonly bus: Bus;
  /** Name of this companion on the bus: `[A-Za-z0-9_-]`, at most 64 letters, another one for each running companion. */
  readonly instance: string;
  readonly clock: HubClock;
  readonly limits: HubLimits;
  readonly log: HubLog;
  readonly modes: ModeStore;
  readonly openUpstream: OpenUpstream;
  /** May boxes be passed through to this address? The error is for the person. */
  readonly checkUpstream: (url: string) => Promise<Result<void, string>>;
  readonly speakNotice: SpeakNotice;
  readonly pairing: PairingDesk;
}

export interface Hub {
  /** A socket that was accepted. A former one with the same id is closed, here or at another companion. */
  addBox(socket: BoxSocket): void;
  addTab(link: TabLink): void;
  /** The pairing has changed: tells all tabs that are attached here. */
  tellPairing(): void;
  readonly shared: SharedValues;
  /** Closes all sockets and links; the bus is left to its owner. */
  close(): Promise<void>;
}
