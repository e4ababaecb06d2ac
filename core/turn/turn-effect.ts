/** What the turn machine wants done: data, performed in order by the driver. */
import type { Samples } from '../units.ts';
import type { AttemptId, HeardSpan, TurnId } from './turn-state.ts';

export type TurnOutcome = 'done' | 'interrupted' | 'cancelled' | 'failed' | 'dropped';

interface OfAttempt {
  readonly turn: TurnId;
  readonly attempt: AttemptId;
}

export type TurnEffect =
  | {
      readonly type: 'open-turn';
      readonly turn: TurnId;
      readonly source: 'voice' | 'text' | 'greeting';
      /** Of a spoken turn: its first sample, with pre-roll. */
      readonly start?: Samples;
      /** Of a typed turn. */
      readonly text?: string;
    }
  /** The user went on: the turn is open again. */
  | { readonly type: 'reopen-turn'; readonly turn: TurnId }
  /**
   * Recognise this stretch. `fragment`: a sound over a reply, nobody's turn yet. `asked`: a person wants it recognised
   * (the key, another try), so the voice detector is not asked whether there was a voice.
   */
  | (OfAttempt & {
      readonly type: 'recognise';
      readonly span: HeardSpan;
      readonly because: 'voice' | 'fragment' | 'asked';
    })
  /** The recognition of a sound over a reply is this turn's from now on. */
  | (OfAttempt & { readonly type: 'adopt-recognition'; readonly span: HeardSpan })
  /** Ask the model and have the answer spoken; nothing is played before `release-reply` while it is held. */
  | (OfAttempt & {
      readonly type: 'begin-reply';
      readonly text: string;
      readonly held: boolean;
    })
  | (OfAttempt & { readonly type: 'begin-greeting' })
  /** The answer is there and its voice failed: have it spoken again. */
  | (OfAttempt & { readonly type: 'respeak-reply'; readonly text: string })
  | (OfAttempt & { readonly type: 'release-reply' })
  /** Not a sample more; what the player has stays there, silent. Undone by `release-reply`. */
  | (OfAttempt & { readonly type: 'hold-reply' })
  /** Abort every call of the attempt. */
  | (OfAttempt & {
      readonly type: 'cancel-work';
      readonly because: 'speech-returned' | 'extended' | 'given-up' | 'interrupted';
    })
  | (OfAttempt & { readonly type: 'flush-playback' })
  | (OfAttempt & { readonly type: 'duck-playback' })
  | (OfAttempt & { readonly type: 'restore-playback' })
  /** Silent, nothing thrown away; the reply goes on being made and handed over. Ends a hold as well. */
  | (OfAttempt & { readonly type: 'pause-playback' })
  | (OfAttempt & { readonly type: 'resume-playback' })
  /** The text enters the conversation. */
  | { readonly type: 'commit-utterance'; readonly turn: TurnId; readonly text: string }
  /** The segment that is open, if any, is over; frames up to the next low one open no other. */
  | { readonly type: 'end-segment' }
  | {
      readonly type: 'note';
      readonly turn: TurnId;
      readonly instant: 'softEnd' | 'hardEnd' | 'released' | 'interruptedAt';
    }
  | {
      readonly type: 'close-turn';
      readonly turn: TurnId;
      readonly outcome: TurnOutcome;
      /** Of a dropped turn: why. */
      readonly because?: string;
    };
