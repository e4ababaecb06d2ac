/** How synthesised audio leaves: in small chunks, at a share of the speed at which it will be heard. */
import type { Hertz, Millis } from '../../../core/units.ts';
import type { Part } from '../http/reply.ts';

/** A network chunk holds this much audio. */
const shortestChunkMs: Millis = 20;
const longestChunkMs: Millis = 40;
/** About every fourth chunk ends in the middle of a sample, as networks do. */
const oddEvery = 4;

/**
 * Cuts s16le bytes into chunks; chunk k is due when a synthesiser that needs `rtf` seconds per second of audio has made
 * what comes before it.
 * @param seed the same seed cuts in the same places
 */
export function chunkAudio(pcm: Uint8Array, sampleRate: Hertz, rtf: number, seed: number): Part[] {
  const bytesPerMs = (2 * sampleRate) / 1000;
  const random = lehmer(seed);
  const parts: Part[] = [];
  for (let at = 0; at < pcm.length;) {
    const ms = shortestChunkMs + random() * (longestChunkMs - shortestChunkMs);
    const isOdd = Math.floor(random() * oddEvery) === 0;
    const even = 2 * Math.round((ms * bytesPerMs) / 2);
    const end = Math.min(pcm.length, at + even + (isOdd ? 1 : 0));
    parts.push({ atMs: (at / bytesPerMs) * rtf, bytes: pcm.subarray(at, end) });
    at = end;
  }
  return parts;
}

/** One part per piece of text, each when the pieces before it are made. */
export function burstAudio(pieces: readonly Uint8Array[], sampleRate: Hertz, rtf: number): Part[] {
  const bytesPerMs = (2 * sampleRate) / 1000;
  let before = 0;
  return pieces.flatMap((bytes) => {
    const atMs = (before / bytesPerMs) * rtf;
    before += bytes.length;
    return bytes.length > 0 ? [{ atMs, bytes }] : [];
  });
}

/** The minimal standard generator of Park and Miller, in [0, 1). */
function lehmer(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
}
