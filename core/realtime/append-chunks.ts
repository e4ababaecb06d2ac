/** Cuts PCM into the chunks of `input_audio_buffer.append`. Source: sheet `realtime.md` 7, rule 5. */
import { millisToSamples } from '../units.ts';
import { realtimeRate } from './dialect.ts';

const shortestChunk = millisToSamples(20, realtimeRate);
const longestChunk = millisToSamples(100, realtimeRate);

interface AppendCut {
  /** Each of 20 to 100 ms. */
  readonly chunks: readonly Int16Array[];
  /** Less than 20 ms, to be put in front of what comes next. */
  readonly rest: Int16Array;
}

export const noSamples = new Int16Array(0);

/** Whatever makes a chunk goes out at once; equal parts, so that none of them is short. */
export function cutAppend(rest: Int16Array, more: Int16Array): AppendCut {
  const whole = rest.length === 0 ? more : joined(rest, more);
  if (whole.length < shortestChunk) return { chunks: [], rest: whole };
  const count = Math.ceil(whole.length / longestChunk);
  const chunks = Array.from({ length: count }, (_, index) =>
    whole.slice(Math.floor((index * whole.length) / count), Math.floor(((index + 1) * whole.length) / count)),
  );
  return { chunks, rest: noSamples };
}

/** The rest at the end of an utterance, filled up with silence to the shortest chunk; none if there is no rest. */
export function lastAppend(rest: Int16Array): readonly Int16Array[] {
  if (rest.length === 0) return [];
  const chunk = new Int16Array(shortestChunk);
  chunk.set(rest);
  return [chunk];
}

/** Silence in chunks of the longest kind. */
export const silentChunks = (ms: number): readonly Int16Array[] =>
  cutAppend(noSamples, new Int16Array(millisToSamples(ms, realtimeRate))).chunks;

function joined(head: Int16Array, tail: Int16Array): Int16Array {
  const whole = new Int16Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
