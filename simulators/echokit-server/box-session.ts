/** What the server remembers of one id for its whole life, and the socket that has it now: the newest wins. */
import type { ChatHistory } from './chat-history.ts';
import type { Connection } from './connection.ts';
import type { Talk } from './conversation.ts';
import type { SpeechJudge } from './engines.ts';
import { closedGate } from './speech-gate.ts';
import type { Carried } from './turn-step.ts';

/** What outlives a socket. */
export interface SessionMemory {
  readonly judge: SpeechJudge;
  readonly history: ChatHistory;
}

export interface BoxSessionOptions extends SessionMemory {
  /** Begins to talk by way of a socket. */
  readonly talk: (connection: Connection, memory: SessionMemory, carried: Carried) => Talk;
  /** False in Claude's modes: the old socket is just dropped. */
  readonly endsResponse: boolean;
}

export class BoxSession {
  readonly #options: BoxSessionOptions;
  #carried: Carried = { gate: closedGate };
  #now: { readonly connection: Connection; readonly talk: Talk } | undefined;

  constructor(options: BoxSessionOptions) {
    this.#options = options;
  }

  /** Whoever had the id before is told EndResponse and dropped without a Close frame. */
  attach(connection: Connection): void {
    this.evict();
    if (!connection.query.reconnect) this.#options.history.reset();
    const talk = this.#options.talk(connection, this.#options, this.#carried);
    this.#now = { connection, talk };
    connection.onClosed = () => talk.stop();
  }

  /** Claude is at something that nobody sees. */
  get hasNotification(): boolean {
    const { claude } = this.#now?.talk.carried ?? this.#carried;
    return claude !== undefined && claude.doing !== 'idle' && this.#now?.connection.isOpen !== true;
  }

  /** As another socket with the same id does: whatever runs is broken off. */
  evict(): void {
    const former = this.#now;
    if (former === undefined) return;
    this.#now = undefined;
    this.#carried = former.talk.carried;
    former.talk.stop();
    if (this.#options.endsResponse && !former.talk.isDead) former.connection.send({ event: 'EndResponse' });
    former.connection.hangUp();
  }

  /** The process is gone. */
  close(): void {
    this.#now?.talk.stop();
    this.#options.judge.close();
  }
}
