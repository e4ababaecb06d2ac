/**
 * The box's audio front end: says of chunks of 32 ms whether somebody speaks, and keeps what came just before.
 * How likely a chunk is speech is judged by somebody else. Source: sheet `echokit.md` 4.8; durations are the defaults of
 * Espressif's front end (ESP-SR, `vad_min_speech_ms`, `vad_min_noise_ms`), thresholds Silero's.
 */
import { frameMs } from '../../core/units.ts';

const onsetThreshold = 0.5;
const offsetThreshold = 0.35;
/** 128 ms of voice are speech. */
const onsetChunks = 4;
/** After 1 s without voice it is over. */
const endChunks = Math.ceil(1000 / frameMs);
/** 512 ms, the chunks that told the onset among them. */
const preRollChunks = 16;

export interface Ear {
  readonly isSpeech: boolean;
  /** Of the last chunk. */
  readonly isVoiced: boolean;
  /** Chunks in a row that speak against the present state. */
  readonly run: number;
  /** The last chunks, oldest first; at most 16. */
  readonly recent: readonly Int16Array[];
}

export const freshEar: Ear = { isSpeech: false, isVoiced: false, run: 0, recent: [] };

export interface Hearing {
  readonly ear: Ear;
  /** `onset`: `ear.recent` is the pre-roll. */
  readonly change: 'onset' | 'end' | null;
}

/** @param probability that the chunk is speech, 0 to 1 */
export function hearChunk(before: Ear, chunk: Int16Array, probability: number): Hearing {
  const isVoiced = probability >= (before.isSpeech ? offsetThreshold : onsetThreshold);
  const recent = [...before.recent.slice(1 - preRollChunks), chunk];
  const run = isVoiced === before.isSpeech ? 0 : before.run + 1;
  const change = run < (before.isSpeech ? endChunks : onsetChunks) ? null : before.isSpeech ? 'end' : 'onset';
  if (change === null) return { ear: { isSpeech: before.isSpeech, isVoiced, run, recent }, change };
  return { ear: { isSpeech: !before.isSpeech, isVoiced, run: 0, recent }, change };
}

/** The chunks of a voice that told its onset: the last of the pre-roll. */
export const onsetOf = ({ recent }: Ear): readonly Int16Array[] => recent.slice(-onsetChunks);
