/**
 * What the Talk page draws. Filled by the talk session from the workers' events; actions only set. Levels, frames and
 * playheads move too often for a store: they live in the timeline feed.
 */
import { createStore } from 'zustand';
import { closedMicrophone, type MicrophoneState } from '../platform/microphone/microphone-machine.ts';
import type { PlaybackState } from '../platform/playback/playback.ts';
import type { RecordingName } from '../platform/storage/conversation-storage.ts';
import type { Counters, TalkPhase, TurnView } from '../../workers/conversation-api.ts';
import type { ModelStatus } from '../../workers/vad-api.ts';

export interface TalkState {
  readonly microphone: MicrophoneState;
  readonly playback: PlaybackState;
  readonly model: ModelStatus | { readonly kind: 'idle' };
  readonly phase: TalkPhase;
  readonly muted: boolean;
  /** Identity of the conversation on screen. */
  readonly conversation: string;
  /** Oldest first. */
  readonly turns: readonly TurnView[];
  /** Turns before this one came from the storage. */
  readonly hereFrom: number;
  /** The worker still has the audio of turns from this one on, and can send them again. */
  readonly liveFrom: number;
  /** What there is to listen to, by {@link recordingKey}. */
  readonly recordings: ReadonlySet<string>;
  readonly counters: Counters;
}

export const recordingKey = ({ turn, side }: RecordingName): string => `${turn}:${side}`;

const noCounters: Counters = {
  framesHeard: 0,
  framesDropped: 0,
  underruns: 0,
  cushionMs: 0,
  speculationsDiscarded: 0,
};

export const initialTalkState: TalkState = {
  microphone: closedMicrophone,
  playback: { phase: 'closed' },
  model: { kind: 'idle' },
  phase: 'idle',
  muted: false,
  conversation: '',
  turns: [],
  hereFrom: 1,
  liveFrom: 1,
  recordings: new Set(),
  counters: noCounters,
};

export type TalkStore = ReturnType<typeof createTalkStore>;

export function createTalkStore() {
  return createStore<TalkState>(() => initialTalkState);
}

/** Replaces the turn of the same id, or appends it. */
export function withTurn(turns: readonly TurnView[], turn: TurnView): readonly TurnView[] {
  const index = turns.findLastIndex((candidate) => candidate.id === turn.id);
  return index < 0 ? [...turns, turn] : turns.with(index, turn);
}
