import type { TurnRules } from '../../turn/turn-rules.ts';
import type { Millis } from '../../units.ts';

/** Who finds the end of an utterance: the server (`stream_asr`), or we do and send Submit. */
export type TurnEnd = 'server' | 'submit';

export interface BoxSettings {
  /** `auto`: the server is believed to find the ends until it proves otherwise. */
  readonly turnEnd: 'auto' | TurnEnd;
  readonly opus: boolean;
  /** The server keeps what it hears and answers nothing. */
  readonly record: boolean;
  /** Longest silence of a server that owes something. */
  readonly answerMs: Millis;
  readonly rules: Pick<
    TurnRules,
    | 'sustainedFrames'
    | 'committedFrames'
    | 'restoreFrames'
    | 'resumeFrames'
    | 'maxUtterance'
    | 'preRoll'
    | 'pushToTalk'
  >;
}
