/** Drives the reducer of one socket: feeds it messages, judged windows and results, and does what it asks for. */
import { invariant } from '../../core/assert.ts';
import type { Connection, Uplink } from './connection.ts';
import { messageWindows } from './downlink-audio.ts';
import type { Engines, SpeechJudge } from './engines.ts';
import type { SpeechGate } from './speech-gate.ts';
import type { TurnEffect, TurnEvent, TurnStep } from './turn-step.ts';

/** One way to hold a conversation. */
export interface TurnMachine<State> {
  readonly begin: (gate: SpeechGate) => State;
  readonly step: (state: State, event: TurnEvent) => TurnStep<State>;
  readonly readsMessages: (state: State) => boolean;
}

export interface ConversationOptions<State> {
  readonly machine: TurnMachine<State>;
  readonly gate: SpeechGate;
  readonly connection: Connection;
  readonly engines: Engines;
  readonly judge: SpeechJudge;
  /** Resolves when all of the answer was sent or failed; never rejects. */
  readonly answer: (text: string, signal: AbortSignal) => Promise<void>;
  /** An answer is over, EndResponse included. */
  readonly onAnswered: () => void;
}

/** A conversation, whatever holds it. */
export interface Talk {
  readonly gate: SpeechGate;
  /** Nothing is read any more; EndResponse was sent. */
  readonly isDead: boolean;
  stop(): void;
}

export class Conversation<
  State extends { readonly gate: SpeechGate; readonly phase: string },
> implements Talk {
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
    this.#state = options.machine.begin(options.gate);
    options.connection.onQueued = () => this.#pump();
    this.#pump();
  }

  get gate(): SpeechGate {
    return this.#state.gate;
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
    if (this.#isPumping) return;
    this.#isPumping = true;
    void this.#takeMessages().finally(() => (this.#isPumping = false));
  }

  async #takeMessages(): Promise<void> {
    const { machine, connection } = this.#options;
    while (!this.#over.signal.aborted && machine.readsMessages(this.#state)) {
      const message = connection.take();
      if (message === undefined) return;
      if (message.type === 'command') this.#fire({ type: 'command', command: message.command });
      else await this.#hear(message);
    }
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
    const { state, effects } = this.#options.machine.step(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect, message);
    if (event.type === 'answered') this.#options.onAnswered();
    if (event.type === 'answered' || event.type === 'transcript') this.#pump();
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
          .answer(effect.text, this.#over.signal)
          .then(() => this.#fire({ type: 'answered' }));
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
