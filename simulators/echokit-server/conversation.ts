/** Drives the reducer of one socket: feeds it messages, judged windows and results, and does what it asks for. */
import { invariant } from '../../core/assert.ts';
import type { Connection, Uplink } from './connection.ts';
import { messageWindows } from './message-windows.ts';
import type { Engines, SpeechJudge } from './engines.ts';
import type { Carried, TurnEffect, TurnEvent, TurnMachine, TurnStep } from './turn-step.ts';

export interface ConversationOptions<State extends Carried> {
  readonly machine: TurnMachine<State>;
  readonly carried: Carried;
  readonly connection: Connection;
  readonly engines: Engines;
  readonly judge: SpeechJudge;
  /**
   * Never rejects.
   * @param onBegin to be called before the first segment is sent
   * @returns the reply, when all of it was sent or it failed
   */
  readonly answer: (text: string, onBegin: () => void, signal: AbortSignal) => Promise<string>;
  /** An answer is over, EndResponse included. */
  readonly onAnswered: () => void;
}

/** A conversation, whatever holds it. */
export interface Talk {
  readonly carried: Carried;
  /** Nothing is read any more; EndResponse was sent. */
  readonly isDead: boolean;
  stop(): void;
}

export class Conversation<State extends Carried & { readonly phase: string }> implements Talk {
  readonly #options: ConversationOptions<State>;
  readonly #over = new AbortController();
  #state: State;
  #audio: Uint8Array[] = [];
  #recognition = new AbortController();
  #isPumping = false;
  /** What the last effect said of the message in hand. */
  #judges = false;

  constructor(options: ConversationOptions<State>) {
    this.#options = options;
    const first = options.machine.begin(options.carried);
    this.#state = first.state;
    options.connection.onQueued = () => this.#pump();
    this.#take(first, undefined);
    this.#pump();
  }

  get carried(): Carried {
    const { gate, claude } = this.#state;
    return { gate, ...(claude && { claude }) };
  }

  get isDead(): boolean {
    return this.#state.phase === 'dead';
  }

  stop(): void {
    this.#over.abort();
    this.#recognition.abort();
    this.#options.connection.onQueued = () => undefined;
  }

  #pump(): void {
    if (!this.#isPumping) void this.#takeMessages();
  }

  async #takeMessages(): Promise<void> {
    const { machine, connection } = this.#options;
    this.#isPumping = true;
    while (!this.#over.signal.aborted && machine.readsMessages(this.#state)) {
      const message = connection.take();
      if (message === undefined) break;
      if (message.type === 'command') this.#fire({ type: 'command', command: message.command });
      else await this.#hear(message);
    }
    // In the same breath as the last look into the queue: what comes next finds nobody at it.
    this.#isPumping = false;
  }

  async #hear({ bytes }: Extract<Uplink, { type: 'audio' }>): Promise<void> {
    this.#judges = false;
    this.#fire({ type: 'audio' }, bytes);
    if (!this.#judges) return;
    for (const { window, ms } of messageWindows(bytes)) {
      const judged = this.#options.judge.process(window);
      const probability = typeof judged === 'number' ? judged : await judged;
      if (this.#over.signal.aborted) return;
      this.#fire({ type: 'window', probability, ms });
      if (!this.#judges) return;
    }
  }

  #fire(event: TurnEvent, message?: Uint8Array): void {
    if (this.#over.signal.aborted) return;
    this.#take(this.#options.machine.step(this.#state, event), message);
    if (event.type === 'answered') this.#options.onAnswered();
    if (event.type === 'answered' || event.type === 'transcript') this.#pump();
  }

  #take({ state, effects }: TurnStep<State>, message: Uint8Array | undefined): void {
    this.#state = state;
    for (const effect of effects) this.#perform(effect, message);
  }

  #perform(effect: TurnEffect, message: Uint8Array | undefined): void {
    switch (effect.type) {
      case 'send':
        return this.#options.connection.send(effect.event);
      case 'keep-audio':
        invariant(message !== undefined, 'only a message can be kept');
        this.#audio.push(message);
        this.#judges = effect.judge;
        return;
      case 'forget-audio':
        this.#audio = [];
        return;
      case 'skip-windows':
        this.#judges = false;
        return;
      case 'reset-speech-model':
        return this.#options.judge.reset();
      case 'recognise':
        return this.#recognise(effect.attempt);
      case 'cancel-recognition':
        return this.#recognition.abort();
      case 'answer':
        void this.#options
          .answer(effect.text, () => this.#fire({ type: 'answer-began' }), this.#over.signal)
          .then((reply) => this.#fire({ type: 'answered', reply }));
    }
  }

  #recognise(attempt: number): void {
    const recognition = new AbortController();
    this.#recognition = recognition;
    void this.#options.engines.recognise(Buffer.concat(this.#audio), recognition.signal).then((text) => {
      if (!recognition.signal.aborted) this.#fire({ type: 'transcript', attempt, text });
    });
  }
}
