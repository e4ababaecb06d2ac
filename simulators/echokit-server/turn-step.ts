/**
 * What the reducers of a conversation are told and what they ask for. Clock, sockets and services are the driver's
 * (`conversation.ts`); what is asynchronous comes back as an event with the number it was asked with.
 */
import type { ClientCommand } from '../../core/echokit/client-command.ts';
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import type { Millis } from '../../core/units.ts';
import type { SpeechGate } from './speech-gate.ts';

/** StartRecord is skipped where it arrives. */
export type TurnCommand = Exclude<ClientCommand, { readonly event: 'StartRecord' }>;

export type TurnEvent =
  | { readonly type: 'command'; readonly command: TurnCommand }
  /** A binary message came; its bytes are with the driver. */
  | { readonly type: 'audio' }
  /** The speech model's word on up to 512 samples of a kept message. */
  | { readonly type: 'window'; readonly probability: number; readonly ms: Millis }
  /** Of the recognition asked for last; empty where nothing was understood. */
  | { readonly type: 'transcript'; readonly attempt: number; readonly text: string }
  /** The first segment of the answer is about to be sent. */
  | { readonly type: 'answer-began' }
  /** All of the answer has been sent, or it failed; what there was of it. */
  | { readonly type: 'answered'; readonly reply: string };

export type TurnEffect =
  | { readonly type: 'send'; readonly event: KnownServerEvent }
  /** The message that just came belongs to the utterance; its windows are to be judged where the turn wants that. */
  | { readonly type: 'keep-audio'; readonly judge: boolean }
  | { readonly type: 'forget-audio' }
  /** The rest of the message under judgement is not judged. */
  | { readonly type: 'skip-windows' }
  | { readonly type: 'reset-speech-model' }
  /** All audio kept so far. */
  | { readonly type: 'recognise'; readonly attempt: number }
  | { readonly type: 'cancel-recognition' }
  | { readonly type: 'answer'; readonly text: string };

export interface TurnStep<State> {
  readonly state: State;
  readonly effects: readonly TurnEffect[];
}

/** What one socket leaves to the next of the same id. */
export interface Carried {
  readonly gate: SpeechGate;
  readonly claude?: ClaudeMemory;
}

/** What Claude is at, sockets or not. */
export interface ClaudeMemory {
  /** Shown whenever it waits for input; empty before the first. */
  readonly lastOutput: string;
  readonly doing: 'idle' | 'asking' | 'thinking';
  /** The input that it is at. */
  readonly input: string;
}

/** One way to hold a conversation. */
export interface TurnMachine<State extends Carried> {
  readonly begin: (carried: Carried) => TurnStep<State>;
  readonly step: (state: State, event: TurnEvent) => TurnStep<State>;
  /** Whether messages are read; otherwise they wait in their queue. */
  readonly readsMessages: (state: State) => boolean;
}

export const send = (event: KnownServerEvent): TurnEffect => ({ type: 'send', event });
