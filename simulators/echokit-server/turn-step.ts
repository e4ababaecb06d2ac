/**
 * What the reducers of a conversation are told and what they ask for. Clock, sockets and services are the driver's
 * (`conversation.ts`); what is asynchronous comes back as an event with the number it was asked with.
 */
import type { ClientCommand } from '../../core/echokit/client-command.ts';
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import type { Millis } from '../../core/units.ts';

export type TurnEvent =
  | { readonly type: 'command'; readonly command: ClientCommand }
  /** A binary message came; its bytes are with the driver. */
  | { readonly type: 'audio' }
  /** The speech model's word on up to 512 samples of a kept message. */
  | { readonly type: 'window'; readonly probability: number; readonly ms: Millis }
  /** Of the recognition asked for last; empty where nothing was understood. */
  | { readonly type: 'transcript'; readonly attempt: number; readonly text: string }
  /** All of the answer has been sent, or it failed. */
  | { readonly type: 'answered' };

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

export const send = (event: KnownServerEvent): TurnEffect => ({ type: 'send', event });
