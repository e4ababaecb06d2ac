/**
 * Where the milliseconds of a turn went: instants as they were seen, and the spans between them. All instants are
 * of the wall (`performance.timeOrigin + performance.now()` of whichever thread saw them), in ms, so that instants of
 * several threads can be compared.
 */
import type { Millis } from '../units.ts';

/** What a turn passes through, in the order of a turn that goes well. An instant that never came is absent. */
export interface TurnInstants {
  /** Capture instant of the first voiced frame's first sample. */
  readonly voiceStart?: Millis;
  /** Capture instant of the last voiced frame's last sample: the best estimate of when the user stopped. */
  readonly lastVoiced?: Millis;
  /** The first low frame after {@link lastVoiced} had been judged. */
  readonly firstLow?: Millis;
  /** The soft end was decided: the earliest moment for speculation. */
  readonly softEnd?: Millis;
  /** The hard end was decided (early or not). */
  readonly hardEnd?: Millis;
  /** The reply was free to be heard. Of a typed turn: when it was sent. */
  readonly released?: Millis;
  readonly asrSent?: Millis;
  readonly asrDone?: Millis;
  readonly llmSent?: Millis;
  readonly llmFirstToken?: Millis;
  /** The first piece of the reply was complete. */
  readonly firstPiece?: Millis;
  readonly ttsSent?: Millis;
  /** The first samples of the first piece had arrived and been decoded. */
  readonly ttsFirstByte?: Millis;
  /** The first samples were handed to the player. */
  readonly audioToPlayer?: Millis;
  /** The first sample that is not zero was rendered. */
  readonly firstSample?: Millis;
  /** The last sample of the reply was rendered. */
  readonly replyEnded?: Millis;
  /** Voice over the reply was taken for an interruption. */
  readonly interruptedAt?: Millis;
}

export type TurnInstant = keyof TurnInstants;

/** One service call that was thrown away. `end` is absent where it was cancelled before it had answered. */
export interface DiscardedStage {
  readonly stage: 'asr' | 'llm' | 'tts';
  readonly start: Millis;
  readonly end?: Millis;
}

/**
 * Work done ahead that was not used. `speech-returned`: the user went on before the hard end. `extended`: after it,
 * before the reply was audible. `given-up`: the turn itself came to nothing.
 */
export interface DiscardedSpeculation {
  readonly attempt: number;
  readonly stages: readonly DiscardedStage[];
  readonly discardedAt: Millis;
  readonly because: 'speech-returned' | 'extended' | 'given-up';
}

export interface TurnTrace extends TurnInstants {
  readonly discarded: readonly DiscardedSpeculation[];
}

export const emptyTrace: TurnTrace = { discarded: [] };

export type SpanName =
  /** True end of voice to the first low frame judged. */
  | 'turn:detection'
  /** First low frame to the soft end. */
  | 'turn:soft-end'
  | 'turn:asr'
  | 'turn:llm-first-token'
  | 'turn:first-piece'
  | 'turn:tts-first-byte'
  /** Waiting for the hard end: before recognition without speculation, with samples in hand otherwise. */
  | 'turn:hold'
  /** Hops and cushion: samples in hand and free to be heard, to the first sample rendered. */
  | 'turn:output'
  | 'turn:total';

export interface Span {
  readonly name: SpanName;
  readonly start: Millis;
  readonly end: Millis;
}

/** Notes an instant; the first one counts, a later one of the same name changes nothing. */
export function note(trace: TurnTrace, instant: TurnInstant, at: Millis): TurnTrace {
  return trace[instant] === undefined ? { ...trace, [instant]: at } : trace;
}

/**
 * The spans of a turn as far as it came, in order and without gaps: each begins where the one before ended, so that
 * they add up to `turn:total` (last in the list; only when the reply was heard). A stage that was already over when
 * its predecessor ended has length 0 and is left out.
 */
export function spansOf(trace: TurnTrace): readonly Span[] {
  const spans: Span[] = [];
  const begin = trace.lastVoiced ?? trace.released;
  if (begin === undefined) return spans;
  let reached = begin;
  const advance = (name: SpanName, end: Millis | undefined): void => {
    if (end === undefined || end <= reached) return;
    spans.push({ name, start: reached, end });
    reached = end;
  };
  advance('turn:detection', trace.firstLow);
  advance('turn:soft-end', trace.softEnd);
  advance('turn:hold', trace.asrSent);
  advance('turn:asr', trace.asrDone);
  advance('turn:llm-first-token', trace.llmFirstToken);
  advance('turn:first-piece', trace.firstPiece);
  advance('turn:tts-first-byte', trace.ttsFirstByte);
  if (trace.ttsFirstByte !== undefined) advance('turn:hold', trace.released);
  advance('turn:output', trace.firstSample);
  if (trace.firstSample !== undefined && trace.firstSample >= begin)
    spans.push({ name: 'turn:total', start: begin, end: trace.firstSample });
  return spans;
}
