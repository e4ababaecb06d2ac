/** What a person can do on the Talk page. Implemented by the talk session; components only call. */
export interface TalkActions {
  /** Asks for the microphone (first press) and listens. Failures appear in the store. */
  start(): Promise<void>;
  /** Stops listening and speaking; the microphone's light goes off. What was said is kept. */
  stop(): Promise<void>;
  sendText(text: string): Promise<void>;
  /** Hold-to-talk: the turn begins now, and is over at release. */
  pressTalk(): void;
  releaseTalk(): void;
  setMuted(muted: boolean): void;
  /** Esc: stop the reply, or give up the open turn. */
  interrupt(): void;
  /** Sends a failed turn again with what was kept. */
  retry(turn: number): void;
}
