/** Where a turn's time went: the services' share, what the app waited for, and what it cost itself. */
import type { TurnTrace } from '../../core/trace/turn-trace.ts';
import type { Millis } from '../../core/units.ts';
import type { ServiceSettings } from '../../simulators/services/settings.ts';

export type InjectedTimes = Pick<ServiceSettings, 'asrDelayMs' | 'llmDelayMs' | 'ttsDelayMs' | 'llmTps'>;

/** Lengths in ms, in the order of a turn; together they are the time from the true end to the first sample. */
export interface TurnParts {
  /** True end of the voice to the first low frame judged. */
  readonly detection: Millis;
  /** First low frame to the soft end. */
  readonly softEnd: Millis;
  /** What the recogniser was told to take. */
  readonly asr: Millis;
  /** What the model was told to take to its first token. */
  readonly llm: Millis;
  /** First token to the first piece, where tokens were told to come one after the other. */
  readonly words: Millis;
  /** What the voice was told to take to its first byte. */
  readonly tts: Millis;
  /** All that a service took beyond its order, and all ways between the stages. */
  readonly hops: Millis;
  /** Samples in hand and the turn not over yet: waiting for the hard end. */
  readonly hardEnd: Millis;
  /** Samples handed to the player, to the first of them written. */
  readonly cushion: Millis;
}

export const partNames = [
  'detection',
  'softEnd',
  'asr',
  'llm',
  'words',
  'tts',
  'hops',
  'hardEnd',
  'cushion',
] as const satisfies readonly (keyof TurnParts)[];

/**
 * The parts of a turn that was answered aloud; undefined where an instant is missing.
 * @param trueEnd when the last true sample could be read from the track
 */
export function partsOf(trace: TurnTrace, trueEnd: Millis, injected: InjectedTimes): TurnParts | undefined {
  const { firstLow, softEnd, asrSent, asrDone, llmSent, llmFirstToken, firstPiece } = trace;
  const { ttsSent, ttsFirstByte, released, audioToPlayer, firstSample } = trace;
  if (firstLow === undefined || softEnd === undefined || asrSent === undefined || asrDone === undefined)
    return undefined;
  if (llmSent === undefined || llmFirstToken === undefined || firstPiece === undefined) return undefined;
  if (ttsSent === undefined || ttsFirstByte === undefined || released === undefined) return undefined;
  if (audioToPlayer === undefined || firstSample === undefined) return undefined;

  const asr = Math.min(asrDone - asrSent, injected.asrDelayMs);
  const llm = Math.min(llmFirstToken - llmSent, injected.llmDelayMs);
  const words = injected.llmTps === null ? 0 : firstPiece - llmFirstToken;
  const tts = Math.min(ttsFirstByte - ttsSent, injected.ttsDelayMs);
  const free = Math.max(ttsFirstByte, released);
  const handedOver = Math.max(audioToPlayer, free);
  return {
    detection: firstLow - trueEnd,
    softEnd: softEnd - firstLow,
    asr,
    llm,
    words,
    tts,
    hops: ttsFirstByte - softEnd - asr - llm - words - tts + (handedOver - free),
    hardEnd: free - ttsFirstByte,
    cushion: firstSample - handedOver,
  };
}
