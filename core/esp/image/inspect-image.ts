/** Reads whatever of an image can be read, and says all that is wrong with it: for the doors and for `parseAppImage`. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { EchoError } from '../../errors.ts';
import { hex } from '../flash-bytes.ts';
import type { BootLoaderDescriptor, ImageHeader, ImageRefusal, ImageSegment } from './app-image.ts';
import { boxChipId, chipName } from './chip-names.ts';
import { readAppDescriptor, readBootLoaderDescriptor, type FullAppDescriptor } from './descriptors.ts';
import { refuseForeignFile } from './foreign-file.ts';
import { imageFormat } from './image-format.ts';

export interface ImageReport {
  /** Null where it is no image, or ends within its header. */
  readonly header: ImageHeader | null;
  /** As far as they are announced; the last one may reach past the end. */
  readonly segments: readonly ImageSegment[];
  readonly truncated: boolean;
  /** Null for truncated images, as all that follows. */
  readonly checksum: { readonly offset: number; readonly stored: number; readonly computed: number } | null;
  /** Hex digits. Null also where none is appended. */
  readonly hash: { readonly offset: number; readonly stored: string; readonly computed: string } | null;
  readonly imageLength: number | null;
  readonly descriptor: FullAppDescriptor | null;
  readonly bootLoader: BootLoaderDescriptor | null;
  readonly problems: readonly ImageRefusal[];
}

export interface ImageOptions {
  /** Of the chip that it should run on; the box's unless told. */
  readonly chipId?: number;
}

const unreadable = {
  header: null,
  segments: [],
  truncated: false,
  checksum: null,
  hash: null,
  imageLength: null,
  descriptor: null,
  bootLoader: null,
};

/** @param bytes from the image's first byte on; what follows its end does not matter */
export function inspectImage(bytes: Uint8Array, options: ImageOptions = {}): ImageReport {
  const foreign = refuseForeignFile(bytes);
  if (foreign !== null) return { ...unreadable, problems: [foreign] };
  if (bytes.length < imageFormat.headerBytes)
    return { ...unreadable, truncated: true, problems: [truncated(bytes.length, 'its header')] };
  const header = readHeader(bytes);
  const problems = checkHeader(header, options.chipId ?? boxChipId);
  if (problems.some(({ code }) => code === 'too-many-segments')) return { ...unreadable, header, problems };
  const { segments, end } = readSegments(bytes, header.segmentCount);
  const checksumAt = end - (end % imageFormat.checksumGroup) + imageFormat.checksumGroup - 1;
  const imageLength = checksumAt + 1 + (header.hashAppended ? imageFormat.hashBytes : 0);
  if (segments.length < header.segmentCount || imageLength > bytes.length) {
    const where =
      segments.length < header.segmentCount || end > bytes.length ? 'its segments' : 'its checksum';
    const cut = truncated(bytes.length, where, imageLength);
    return { ...unreadable, header, segments, truncated: true, problems: [...problems, cut] };
  }
  const checksum = {
    offset: checksumAt,
    stored: bytes[checksumAt]!,
    computed: checksumOf(bytes, segments),
  };
  const hash = header.hashAppended ? readHash(bytes, checksumAt + 1) : null;
  if (checksum.stored !== checksum.computed)
    problems.push(
      new EchoError(
        'bad-checksum',
        `it is damaged: its checksum is ${hex(checksum.computed)}, the stored one ${hex(checksum.stored)}`,
      ),
    );
  if (hash !== null && hash.stored !== hash.computed)
    problems.push(
      new EchoError(
        'bad-hash',
        `it is damaged: its SHA-256 is ${hash.computed}, the stored one ${hash.stored}`,
      ),
    );
  const descriptor = readAppDescriptor(bytes);
  const bootLoader = descriptor === null ? readBootLoaderDescriptor(bytes) : null;
  return {
    header,
    segments,
    truncated: false,
    checksum,
    hash,
    imageLength,
    descriptor,
    bootLoader,
    problems,
  };
}

const spiModes = ['qio', 'qout', 'dio', 'dout'] as const;

function readHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, imageFormat.headerBytes);
  const sizeAndFrequency = view.getUint8(3);
  return {
    segmentCount: view.getUint8(1),
    spiMode: spiModes[view.getUint8(2)] ?? 'unknown',
    flashSizeNibble: sizeAndFrequency >> 4,
    flashFreqNibble: sizeAndFrequency & 0x0f,
    entry: view.getUint32(4, true),
    chipId: view.getUint16(12, true),
    minRevFull: view.getUint16(15, true),
    maxRevFull: view.getUint16(17, true),
    hashAppended: view.getUint8(23) === 1,
  };
}

function checkHeader({ segmentCount, chipId }: ImageHeader, wanted: number): ImageRefusal[] {
  const problems: ImageRefusal[] = [];
  if (segmentCount === 0 || segmentCount > imageFormat.mostSegments)
    problems.push(
      new EchoError(
        'too-many-segments',
        `it announces ${segmentCount} segments, images have 1 to ${imageFormat.mostSegments}`,
        { details: { segments: segmentCount } },
      ),
    );
  if (chipId !== wanted)
    problems.push(
      new EchoError('wrong-chip', `it is for ${chipName(chipId)} and not for ${chipName(wanted)}`, {
        details: { chip: chipName(chipId), chipId, wanted: chipName(wanted) },
      }),
    );
  return problems;
}

/** Stops at the first one that reaches past the end. */
function readSegments(bytes: Uint8Array, count: number): { segments: ImageSegment[]; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const segments: ImageSegment[] = [];
  let at: number = imageFormat.headerBytes;
  while (segments.length < count && at + imageFormat.segmentHeaderBytes <= bytes.length) {
    const length = view.getUint32(at + 4, true);
    segments.push({ fileOffset: at, loadAddress: view.getUint32(at, true), length });
    at += imageFormat.segmentHeaderBytes + length;
  }
  return { segments, end: at };
}

function checksumOf(bytes: Uint8Array, segments: readonly ImageSegment[]): number {
  let checksum: number = imageFormat.checksumSeed;
  for (const { fileOffset, length } of segments) {
    const from = fileOffset + imageFormat.segmentHeaderBytes;
    for (let at = from; at < from + length; at++) checksum ^= bytes[at]!;
  }
  return checksum;
}

function readHash(bytes: Uint8Array, offset: number) {
  return {
    offset,
    stored: bytesToHex(bytes.subarray(offset, offset + imageFormat.hashBytes)),
    computed: bytesToHex(sha256(bytes.subarray(0, offset))),
  };
}

const truncated = (length: number, where: string, needed?: number): ImageRefusal =>
  new EchoError(
    'truncated',
    `it ends after ${length} bytes, within ${where}: the download or copy was cut short`,
    { details: needed === undefined ? { length } : { length, needed } },
  );
