/**
 * What the Talk page draws. Filled by the talk session from the workers' events; actions only set. Levels, frames and
 * playheads move too often for a store: they live in the timeline feed.
 */
import { createStore } from 'zustand';
import { closedMicrophone, type MicrophoneState } from '../platform/microphone/microphone-machine.ts';
import type { PlaybackState } from '../platform/playback/playback.ts';
import type { RecordingName } from '../platform/storage/conversation-storage.ts';
import type {
  ChoicesView,
  ConversationEvent,
  Counters,
  LinkView,
  NoticeView,
  RecordingView,
  TalkPhase,
  TurnView,
} from '../../workers/conversation-api.ts';
import type { ModelStatus } from '../../workers/vad-api.ts';

/** What a server that answers tells beside the turns. */
export interface ServerSide {
  readonly link: LinkView;
  readonly choices: ChoicesView | null;
  /** Oldest first, one of each code. */
  readonly notices: readonly NoticeView[];
  /** Its status line; empty for none. */
  readonly action: string;
  /** Shown without being said: by turn, oldest first. `turn` is 0 where nobody's turn it was. */
  readonly displayed: readonly { readonly turn: number; readonly text: string }[];
  /** What it holds of this tab in record mode, newest first. */
  readonly recordings: readonly RecordingView[];
}

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
  readonly server: ServerSide;
}

export const recordingKey = ({ turn, side }: RecordingName): string => `${turn}:${side}`;

const noCounters: Counters = {
  framesHeard: 0,
  framesDropped: 0,
  underruns: 0,
  cushionMs: 0,
  speculationsDiscarded: 0,
};

export const noServer: ServerSide = {
  link: { state: 'closed' },
  choices: null,
  notices: [],
  action: '',
  displayed: [],
  recordings: [],
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
  server: noServer,
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

/** Of these only the newest is true. */
const ofTheLine: ReadonlySet<string> = new Set([
  'line-lost',
  'link-lost',
  'reconnected',
  'gave-up',
  'evicted',
  'evicted-again',
  'not-connected',
]);
/** Texts that are kept of what a server has shown. */
const mostDisplayed = 200;

/** What the server told, taken in. Others leave it as it is. */
export function withServerEvent(server: ServerSide, event: ConversationEvent): ServerSide {
  switch (event.type) {
    case 'link':
      return { ...server, link: event.link };
    case 'choices':
      return { ...server, choices: event.choices };
    case 'notice': {
      const isOld = ({ code }: NoticeView): boolean =>
        code === event.notice.code || (ofTheLine.has(code) && ofTheLine.has(event.notice.code));
      const others = server.notices.filter((known) => !isOld(known));
      return { ...server, notices: [...others, event.notice] };
    }
    case 'recordings':
      return { ...server, recordings: event.recordings };
    case 'action':
      return { ...server, action: event.text };
    case 'display-text': {
      const { turn, text } = event;
      return { ...server, displayed: [...server.displayed, { turn: turn ?? 0, text }].slice(-mostDisplayed) };
    }
    default:
      return server;
  }
}
