import type { ProgressMeter } from './progress.ts';

/** What every step of an operation is given: whether to go on, and where to count. */
export interface Job {
  readonly signal: AbortSignal;
  readonly progress: ProgressMeter;
}
