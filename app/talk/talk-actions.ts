import type { RecordingName, StoredAudio } from '../platform/storage/conversation-storage.ts';

/** What a person can do on the Talk page. Implemented by the talk session; components only call. */
export interface TalkActions {
  /** Asks for the microphone and listens. Failures appear in the store. */
  start(): Promise<void>;
  /** Stops listening and speaking; the microphone's light goes off. What was said is kept. */
  stop(): Promise<void>;
  /** Goes on without the microphone that failed. */
  leaveMicrophone(): void;
  /** Begins an empty conversation; the one before stays in the storage. Listening goes on. */
  startAnew(): Promise<void>;
  sendText(text: string): Promise<void>;
  /** Hold-to-talk: the turn begins now, and is over at release. */
  pressTalk(): void;
  releaseTalk(): void;
  setMuted(muted: boolean): void;
  /** Esc: stop the reply, or give up the open turn. */
  interrupt(): void;
  /** The answer to the choices that a server offers: a place in their list. */
  select(index: number): void;
  /** Dials a server again that is not dialled any more by itself. */
  reconnect(): void;
  /** The person has read it. */
  dismissNotice(code: string): void;
  /** Sends a failed turn again: with what was kept, or its text where only that is left. */
  retry(turn: number): Promise<void>;
  /** What was recorded of a turn of the conversation on screen. */
  recording(name: RecordingName): Promise<StoredAudio | undefined>;
}
