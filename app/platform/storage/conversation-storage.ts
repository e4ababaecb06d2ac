/**
 * Conversations that outlive the tab: what was said, heard and measured, with the audio of both sides. One interface;
 * the browser's database and a memory fake stand behind it and pass the same contract.
 */
import type { TurnView } from '../../../workers/conversation-api.ts';

export type AudioSide = 'user' | 'assistant';

/** One side of one turn. */
export interface RecordingName {
  readonly turn: number;
  readonly side: AudioSide;
}

export interface StoredAudio extends RecordingName {
  readonly sampleRate: number;
  /** 16-bit mono. */
  readonly pcm: Int16Array;
}

export interface ConversationSummary {
  readonly id: string;
  /** First words said. */
  readonly title: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly turns: number;
  /** Bytes of kept audio. */
  readonly audioBytes: number;
}

export interface StoredConversation extends ConversationSummary {
  /** Oldest first. */
  readonly turnViews: readonly TurnView[];
}

export interface ConversationStorage {
  /** Newest first. */
  list(): Promise<readonly ConversationSummary[]>;
  open(id: string): Promise<StoredConversation | undefined>;
  /** Adds the turn, or replaces the one of the same id. Creates the conversation with its first turn. */
  saveTurn(conversation: { readonly id: string; readonly startedAt: number }, turn: TurnView): Promise<void>;
  saveAudio(conversation: string, audio: StoredAudio): Promise<void>;
  /** All audio of a conversation, in order of turns, user before assistant. */
  audio(conversation: string): Promise<readonly StoredAudio[]>;
  /** What there is to listen to, without the samples. */
  recordings(conversation: string): Promise<readonly RecordingName[]>;
  recording(conversation: string, name: RecordingName): Promise<StoredAudio | undefined>;
  /** Conversations in which every word of the query occurs, newest first. */
  search(query: string): Promise<readonly ConversationSummary[]>;
  delete(id: string): Promise<void>;
  deleteAll(): Promise<void>;
}

const titleLength = 60;

/** What a conversation is called: the first words of the person, or of the app where the person has said none. */
export function titleOf(turns: readonly TurnView[]): string {
  const said = turns.filter(({ status }) => status !== 'dropped');
  for (const turn of [...said.filter(({ source }) => source !== 'greeting'), ...said]) {
    const words = (turn.user.text || turn.reply.text).trim();
    if (words) return words.length > titleLength ? `${words.slice(0, titleLength - 1).trimEnd()}…` : words;
  }
  return '';
}

/** A turn as it is kept: one that was in the middle of something when the tab closed is not shown as going on. */
export function settledTurn(turn: TurnView): TurnView {
  const isGoingOn = turn.status === 'open' || turn.status === 'thinking' || turn.status === 'speaking';
  return isGoingOn ? { ...turn, status: turn.reply.text ? 'interrupted' : 'cancelled' } : turn;
}

export function withStoredTurn(turns: readonly TurnView[], turn: TurnView): readonly TurnView[] {
  const index = turns.findIndex((known) => known.id === turn.id);
  return index < 0 ? [...turns, turn].sort((a, b) => a.id - b.id) : turns.with(index, turn);
}

export function matchesQuery(turns: readonly TurnView[], query: string): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const said = turns.map((turn) => `${turn.user.text}\n${turn.reply.text}`.toLowerCase()).join('\n');
  return words.every((word) => said.includes(word));
}

/** Order of {@link ConversationStorage.audio}. */
export function byTurnThenSide(a: RecordingName, b: RecordingName): number {
  return a.turn - b.turn || (a.side === b.side ? 0 : a.side === 'user' ? -1 : 1);
}
