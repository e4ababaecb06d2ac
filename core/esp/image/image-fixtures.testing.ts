import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sha256 } from '@noble/hashes/sha2.js';

export const imageFixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));

/** Boot loader, table and application for offset 0; 2.2 MB. */
export const mergedFixture = (): Uint8Array => new Uint8Array(gunzipSync(imageFixture('merged.bin.gz')));

interface BuiltImage {
  readonly segments: readonly Uint8Array[];
  readonly chipId?: number;
  readonly hash?: boolean;
}

/** An image of any segments, with right checksum and hash. The first segment may begin with a descriptor. */
export function buildImage({ segments, chipId = 9, hash = true }: BuiltImage): Uint8Array<ArrayBuffer> {
  const end = segments.reduce((length, segment) => length + 8 + segment.length, 24);
  const length = end - (end % 16) + 16;
  const bytes = new Uint8Array(length + (hash ? 32 : 0));
  const view = new DataView(bytes.buffer);
  bytes.set([0xe9, segments.length, 2, 0x4f]);
  view.setUint16(12, chipId, true);
  view.setUint16(17, 0xffff, true);
  bytes[23] = hash ? 1 : 0;
  let at = 24;
  let checksum = 0xef;
  for (const segment of segments) {
    view.setUint32(at, 0x4200_0020, true);
    view.setUint32(at + 4, segment.length, true);
    bytes.set(segment, at + 8);
    for (const byte of segment) checksum ^= byte;
    at += 8 + segment.length;
  }
  bytes[length - 1] = checksum;
  if (hash) bytes.set(sha256(bytes.subarray(0, length)), length);
  return bytes;
}

/** A segment that says what application this is. */
export function descriptorSegment(
  texts: { version?: string; project?: string },
  bytes = 256,
): Uint8Array<ArrayBuffer> {
  const segment = new Uint8Array(bytes);
  const write = (at: number, text: string) => segment.set(Buffer.from(text), at - 0x20);
  segment.set([0x32, 0x54, 0xcd, 0xab]);
  write(0x30, texts.version ?? 'v0.3.1');
  write(0x50, texts.project ?? 'libespidf');
  write(0x70, '12:34:56');
  write(0x80, 'Jan 23 2026');
  write(0x90, 'v5.4.1');
  segment.set(sha256(segment), 0xb0 - 0x20);
  return segment;
}
