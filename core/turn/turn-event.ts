/** What the turn machine is told. Every event carries the wall instant at which it became true. */
import type { Millis, Samples } from '../units.ts';
import type { AttemptId, TurnId } from './turn-state.ts';

/** The segment that is open, as of the frame just judged; none any more once its hard end has passed. */
export interface VoiceNow {
  /** First sample that belongs to it, with pre-roll. */
  readonly start: Samples;
  /** First sample of the first speech frame. */
  readonly onset: Samples;
  /** Long enough to be speech. */
  readonly confirmed: boolean;
  /** Frames judged since the first low one, that one counted; 0 while the user speaks. */
  readonly silentFrames: number;
  /** Frames of voice since the onset, by the strict measure of `voice-duration.ts`. */
  readonly voicedFrames: number;
}

/** What a recogniser made of a stretch of audio, already past the hallucination gate. */
export type Hearing =
  | {
      readonly kind: 'words';
      readonly text: string;
      /** Ends in final punctuation. */
      readonly settled: boolean;
      readonly backchannel: boolean;
    }
  | { readonly kind: 'nothing'; readonly because: string };

interface At {
  readonly at: Millis;
}
interface OfAttempt extends At {
  readonly turn: TurnId;
  readonly attempt: AttemptId;
}

export type TurnEvent =
  | (At & { readonly type: 'begin'; readonly greet: boolean })
  | (At & { readonly type: 'end' })
  /** One frame was judged: the clock of the machine. */
  | (At & {
      readonly type: 'frame';
      /** Just past the frame's last sample. */
      readonly end: Samples;
      readonly voice: VoiceNow | null;
      /** The reflex of the VAD worker lowered the reply with this frame. */
      readonly ducked: boolean;
    })
  /** Frames stopped coming. */
  | (At & { readonly type: 'capture-lost' })
  | (At & { readonly type: 'talk-pressed' })
  | (At & { readonly type: 'talk-released' })
  | (At & { readonly type: 'text-submitted'; readonly text: string })
  | (At & { readonly type: 'interrupt' })
  | (At & { readonly type: 'mute'; readonly muted: boolean })
  | (At & { readonly type: 'retry'; readonly turn: TurnId })
  | (OfAttempt & { readonly type: 'transcribed'; readonly hearing: Hearing })
  /** The first sample of the reply was rendered. */
  | (OfAttempt & { readonly type: 'reply-audible' })
  /** The last one was. */
  | (OfAttempt & { readonly type: 'reply-drained' })
  /** The reply is complete and has nothing to be heard. */
  | (OfAttempt & { readonly type: 'reply-silent' })
  /** Nothing more will come of this attempt, and nothing of it was heard. */
  | (OfAttempt & { readonly type: 'work-failed'; readonly stage: 'asr' | 'llm' | 'tts' });
