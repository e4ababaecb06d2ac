/**
 * What the page needs of a simulated box. `simulators/box` has it; the composition loads that when somebody asks for a
 * box, and hands it over in this shape.
 */
import type { Millis } from '../../../core/units.ts';

export const engineVersions = ['0.3.2', '0.3.0', '0.2.1'] as const;
export type EngineVersion = (typeof engineVersions)[number];
export type EngineButton = 'k0' | 'k0-long';

export interface EngineLinkHandlers {
  /** @param extensions of the WebSocket; empty here */
  readonly onOpen: (extensions: string) => void;
  readonly onMessage: (payload: string | Uint8Array) => void;
  /** Once, and nothing after it. */
  readonly onClose: (code: number, reason: string) => void;
}

/** The box's end of its socket. */
export interface EngineLink {
  send(payload: string | Uint8Array): void;
  pong(payload: Uint8Array): void;
  readonly bufferedBytes: number;
  /** Reads no further: what comes waits, and the server sees that it does. */
  pause(): void;
  resume(): void;
  close(): void;
  /** Without a Close frame; no handler is called any more. */
  drop(): void;
}

export interface EngineOptions {
  readonly server: string;
  readonly id: string;
  readonly version: EngineVersion;
  readonly dial: (url: string, handlers: EngineLinkHandlers) => EngineLink;
  /** Asked every 32 ms: 512 samples at 16 kHz, or null for silence. */
  readonly microphone: (state: string) => Float32Array | null;
  readonly detectSpeech: (frame: Float32Array) => number;
  /** To be heard from `at` on, an instant of `performance.now()`; 16 kHz. */
  readonly onSound: (samples: Int16Array, at: Millis) => void;
  readonly onSilence: () => void;
  readonly onLog: (entry: EngineLogEntry) => void;
}

/** Of what the box tells of itself, that which the page shows. */
export interface EngineLogEntry {
  readonly kind: string;
  readonly state?: string;
  readonly screen?: string;
  readonly event?: string;
  readonly text?: string;
}

export interface BoxEngine {
  powerOn(): void;
  press(button: EngineButton): void;
  /** For good. */
  stop(): void;
}

export type CreateBoxEngine = (options: EngineOptions) => Promise<BoxEngine>;
