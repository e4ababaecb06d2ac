/**
 * What is left of turns: the dialogue that the model is told of, cut where the listener was, and recordings of both
 * sides. The player tells a moment late where a reply fell silent, so an interrupted one is settled when it has.
 */
import { float32ToInt16 } from '../../core/audio/pcm.ts';
import {
  commitUser,
  messagesFor,
  resumeDialogue,
  setHeard,
  type Dialogue,
} from '../../core/history/dialogue.ts';
import type { TurnOutcome } from '../../core/turn/turn-effect.ts';
import type { AttemptId, TurnId } from '../../core/turn/turn-state.ts';
import type { Millis } from '../../core/units.ts';
import type { ChatMessage } from '../../app/engines/engine.ts';
import type { PastTurn } from '../conversation-api.ts';
import type { Host } from './host.ts';
import type { Reply } from './reply.ts';
import type { UtteranceKeeper } from './utterance-keeper.ts';

export interface RecordedSide {
  readonly turn: TurnId;
  readonly side: 'user' | 'assistant';
  readonly pcm: Int16Array;
  readonly sampleRate: number;
}

export interface TurnEndingsOptions {
  readonly host: Host;
  readonly keeper: UtteranceKeeper;
  readonly onRecorded: (side: RecordedSide) => void;
  /** The last word about an interrupted reply is known. */
  readonly onSettled: (reply: Reply) => void;
}

/** How long the player may take to tell where a reply fell silent. */
const lastWordMs: Millis = 500;

export class TurnEndings {
  readonly #options: TurnEndingsOptions;
  #dialogue: Dialogue = [];
  /** Turns whose user side was recorded: a failed turn is closed again after another try. */
  readonly #recorded = new Set<TurnId>();
  readonly #unsettled = new Map<AttemptId, () => void>();

  constructor(options: TurnEndingsOptions) {
    this.#options = options;
  }

  begin(past: readonly PastTurn[]): void {
    for (const settle of [...this.#unsettled.values()]) settle();
    this.#dialogue = resumeDialogue(past);
    this.#recorded.clear();
  }

  commit(turn: TurnId, text: string): void {
    this.#dialogue = commitUser(this.#dialogue, turn, text);
  }

  messagesFor(turn: TurnId, systemPrompt: string, text: string): readonly ChatMessage[] {
    return messagesFor(this.#dialogue, systemPrompt, turn, text);
  }

  close(turn: TurnId, outcome: TurnOutcome, reply: Reply | undefined): void {
    if (outcome !== 'dropped') this.#recordUser(turn);
    if (reply === undefined) return;
    this.#keepHeard(reply);
    if (outcome === 'done') this.#recordAssistant(reply);
    else if (outcome === 'interrupted') this.#awaitLastWord(reply);
  }

  /** The player told where this reply is. */
  hearPlayhead(attempt: AttemptId): void {
    this.#unsettled.get(attempt)?.();
  }

  #awaitLastWord(reply: Reply): void {
    const settle = (): void => {
      cancel();
      this.#unsettled.delete(reply.attempt);
      this.#keepHeard(reply);
      this.#recordAssistant(reply);
      this.#options.onSettled(reply);
    };
    const cancel = this.#options.host.after(lastWordMs, settle);
    this.#unsettled.set(reply.attempt, settle);
  }

  #keepHeard(reply: Reply): void {
    this.#dialogue = setHeard(this.#dialogue, reply.turn, reply.text.slice(0, reply.heard));
  }

  #recordUser(turn: TurnId): void {
    const utterance = this.#options.keeper.of(turn);
    if (utterance === undefined || this.#recorded.has(turn)) return;
    this.#recorded.add(turn);
    const { samples, sampleRate } = utterance;
    this.#options.onRecorded({ turn, side: 'user', pcm: float32ToInt16(samples), sampleRate });
  }

  #recordAssistant(reply: Reply): void {
    const recording = reply.recording();
    if (recording === null || recording.pcm.length === 0) return;
    this.#options.onRecorded({ turn: reply.turn, side: 'assistant', ...recording });
  }
}
