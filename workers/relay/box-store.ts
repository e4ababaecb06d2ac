/** What is kept of boxes through reloads: their conversations, and how they were set up. */
import type { BoxId, SocketId } from '../../core/relay/relay-message.ts';
import type { BoxSettings } from '../relay-api.ts';
import type { PastTurn, TurnView } from '../conversation-api.ts';

/** A box's conversation. */
export interface BoxMemory {
  readonly box: BoxId;
  readonly past: readonly PastTurn[];
  /** For the page: the last ones. */
  readonly turns: readonly TurnView[];
  readonly nextTurn: number;
  /** The last frame that was dealt with; of an utterance that is open, the last one before it. */
  readonly place: { readonly socket: SocketId; readonly seq: number } | null;
  /** What goes on, for whoever takes the socket over. */
  readonly was: 'quiet' | 'hearing' | 'owed';
}

/** How a person set a box up. */
export interface BoxSetUp {
  /** Empty for all boxes: their greeting. */
  readonly box: BoxId;
  readonly settings: BoxSettings;
  /** A WAV file of 16 kHz, mono. */
  readonly hello: Uint8Array<ArrayBuffer> | null;
}

export const defaultBoxSettings: BoxSettings = { voice: 'auto' };

export interface BoxStore {
  load(): Promise<{ readonly memories: readonly BoxMemory[]; readonly setUps: readonly BoxSetUp[] }>;
  saveMemory(memory: BoxMemory): Promise<void>;
  saveSetUp(setUp: BoxSetUp): Promise<void>;
  forget(box: BoxId): Promise<void>;
}
