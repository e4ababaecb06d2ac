/** How long each service may take, and how often it is asked again. The only place that says so. */
import type { Millis } from '../../core/units.ts';

/** Source: suggested limits, sheet `providers.md` section 11; in flight and pieces: the project's design. */
export interface Limits {
  /** Added to the length of the clip. */
  readonly asrMs: Millis;
  readonly firstTokenMs: Millis;
  /** Of a model on this machine or network, which may have to be loaded first. */
  readonly localFirstTokenMs: Millis;
  readonly tokenIdleMs: Millis;
  readonly firstByteMs: Millis;
  readonly byteIdleMs: Millis;
  /** Calls after the first one, before anything has come back. */
  readonly retries: number;
  readonly retryMinMs: Millis;
  readonly retryMaxMs: Millis;
  readonly pieceRetries: number;
  /** Syntheses at once. */
  readonly inFlight: number;
  /** No further synthesis is begun while so much audio waits to be heard. */
  readonly aheadMs: Millis;
  /** Pieces that fail one after the other before the rest is only shown. */
  readonly failedPieces: number;
  /** Sound that the player has and does not play for so long will not be heard: its context does not run. */
  readonly audibleMs: Millis;
  /** Frames that do not come for so long will not come. */
  readonly captureMs: Millis;
}

export const defaultLimits: Limits = {
  asrMs: 15_000,
  firstTokenMs: 15_000,
  localFirstTokenMs: 60_000,
  tokenIdleMs: 20_000,
  firstByteMs: 8000,
  byteIdleMs: 8000,
  retries: 2,
  retryMinMs: 300,
  retryMaxMs: 900,
  pieceRetries: 1,
  inFlight: 3,
  aheadMs: 30_000,
  failedPieces: 2,
  audibleMs: 5000,
  captureMs: 1500,
};
