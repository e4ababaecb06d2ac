/** What happened in a talk, as a file for scripts: spans by the names that the page shows. */
import { spansOf } from '../../core/trace/turn-trace.ts';
import type { Millis } from '../../core/units.ts';
import type { TurnView } from '../../workers/conversation-api.ts';

export interface TracedTurn {
  readonly id: number;
  readonly status: TurnView['status'];
  /** In ms since the microphone's first sample. */
  readonly spans: readonly { readonly name: string; readonly startMs: Millis; readonly endMs: Millis }[];
  /** The person's words, as they were understood. */
  readonly heard: string;
  /** The reply, as far as it was heard. */
  readonly said: string;
  readonly interrupted: boolean;
  /** Why it failed: the code of its failure. */
  readonly failure?: string;
}

/** Rounded to a hundredth, which is finer than any clock here. */
const sinceMs = (at: Millis, zero: Millis): Millis => Math.round((at - zero) * 100) / 100;

export function traceOf(
  turns: readonly TurnView[],
  microphoneAt: Millis,
): { readonly turns: readonly TracedTurn[] } {
  return {
    turns: turns.map(({ id, status, trace, user, reply, failure }) => ({
      id,
      status,
      spans: spansOf(trace).map(({ name, start, end }) => ({
        name,
        startMs: sinceMs(start, microphoneAt),
        endMs: sinceMs(end, microphoneAt),
      })),
      heard: user.text,
      said: reply.text.slice(0, reply.heard),
      interrupted: status === 'interrupted',
      ...(failure === undefined ? {} : { failure: failure.code }),
    })),
  };
}
