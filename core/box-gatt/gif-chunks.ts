/**
 * A picture in pieces. The box appends each, and takes the picture for complete once any piece shorter than 512 bytes
 * has come; a file of 512, 1,024, ... bytes in pieces of 512 would never be complete. Source: EchoKit sheet 7.4.
 */
import { invariant } from '../assert.ts';

export const gifChunkBytes = 500;

/** @param file not empty: an empty write is an error for one picture, and takes the other away */
export function gifChunks(file: Uint8Array): Uint8Array<ArrayBuffer>[] {
  invariant(file.length > 0, 'a picture has bytes');
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < file.length; at += gifChunkBytes) chunks.push(file.slice(at, at + gifChunkBytes));
  return chunks;
}
