import type { Millis } from '../../core/units.ts';
import type { LoaderClock } from './clock.ts';
import type { KeptWrites } from './kept-writes.ts';

/** What the loader may ask of the thread it runs on. Injected: tests move time by hand and keep nothing. */
export interface LoaderHost {
  readonly clock: LoaderClock;
  /** ms since the epoch. */
  wallNow(): Millis;
  readonly keptWrites: KeptWrites;
}
