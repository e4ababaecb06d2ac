/** What the harness page reports to the tests. */
import type { PlayerEvent } from '../../workers/player-api.ts';
import type { JudgedFrame, ModelStatus, WorkerMark } from '../../workers/vad-api.ts';

export interface ProbedQuantum {
  readonly frame: number;
  /** `Date.now()` on the audio thread. */
  readonly at: number;
}

export interface StampedEvent {
  readonly type: string;
  readonly frame: number;
  /** The clock line's answer for when this frame was rendered. */
  readonly stamped: number;
  readonly arrivedAt: number;
}

export interface PlayerBenchResult {
  /** From the message to the first sample concerned, in ms, per trial. */
  readonly duckMs: readonly number[];
  readonly pauseMs: readonly number[];
  readonly startMs: readonly number[];
  readonly quanta: readonly ProbedQuantum[];
  readonly events: readonly StampedEvent[];
}

export interface RecordedFrame {
  readonly index: number;
  readonly contextFrame: number;
  readonly endFrame: number;
  readonly arrivedAt: number;
  readonly lineAt: number;
}

export interface Recording {
  readonly contextRate: number;
  readonly frames: readonly RecordedFrame[];
  readonly samples: readonly number[];
}

export interface OfflinePlay {
  readonly samples: readonly number[];
  readonly events: readonly PlayerEvent[];
}

export interface Listening {
  readonly status: ModelStatus;
  readonly marks: readonly WorkerMark[];
  readonly types: readonly string[];
  readonly frames: readonly Pick<JudgedFrame, 'start' | 'probability' | 'at' | 'judgedAt'>[];
}
