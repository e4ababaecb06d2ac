/** Makes firmware images that are sound to every reader and run nowhere. Source: sheet `device.md` B.2. */
import { sha256 } from '@noble/hashes/sha2.js';
import { imageFormat } from '../../../core/esp/image/image-format.ts';

export interface BuiltSegment {
  /** Where the chip has it. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

const s3ChipId = 9;
const dio = 2;
/** 16 MB, 80 MHz. */
const sizeAndSpeed = 0x4f;
const noWpPin = 0xee;

/** @param segments 1 to 16 */
export function buildImage(segments: readonly BuiltSegment[], entry: number): Uint8Array<ArrayBuffer> {
  const { headerBytes, segmentHeaderBytes, checksumGroup, hashBytes } = imageFormat;
  const end = segments.reduce<number>(
    (sum, { bytes }) => sum + segmentHeaderBytes + bytes.length,
    headerBytes,
  );
  const hashAt = end - (end % checksumGroup) + checksumGroup;
  const image = new Uint8Array(hashAt + hashBytes);
  const view = new DataView(image.buffer);
  image.set([imageFormat.magic, segments.length, dio, sizeAndSpeed]);
  view.setUint32(4, entry, true);
  view.setUint8(8, noWpPin);
  view.setUint16(12, s3ChipId, true);
  view.setUint16(17, 0xffff, true);
  view.setUint8(23, 1);
  let at: number = headerBytes;
  let checksum: number = imageFormat.checksumSeed;
  for (const { address, bytes } of segments) {
    view.setUint32(at, address, true);
    view.setUint32(at + 4, bytes.length, true);
    image.set(bytes, at + segmentHeaderBytes);
    at += segmentHeaderBytes + bytes.length;
    for (const byte of bytes) checksum ^= byte;
  }
  image[hashAt - 1] = checksum;
  image.set(sha256(image.subarray(0, hashAt)), hashAt);
  return image;
}

/** Bytes that no compression makes smaller. */
export function noiseBytes(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let x = seed >>> 0;
  for (let i = 0; i < length; i += 1) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}
