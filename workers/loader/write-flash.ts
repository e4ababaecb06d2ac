/**
 * Writing flash. Everything is prepared before the first BEGIN, so that the line never waits for us: which pieces differ
 * (MD5), their zlib streams, cut and framed. Then the pieces follow each other, each with a BEGIN of its own, a block for
 * an answer; then MD5 of each, and what differs is written once more. A piece that failed is begun again, never continued:
 * sequence numbers are not checked, so a repeated block would shift the rest.
 * Source: reference sheet of the box on a cable, A.7, A.9.
 */
import { zlibSync } from 'fflate';
import { isBlank, sectorBytes } from '../../core/esp/flash-bytes.ts';
import { op, words } from '../../core/esp/loader/commands.ts';
import { cutPieces } from '../../core/esp/plan/flash-pieces.ts';
import type { Millis } from '../../core/units.ts';
import { encodeBlock, type ChipLine } from './chip-line.ts';
import { eraseRegion, flashMd5, limitFor } from './flash-commands.ts';
import type { Job } from './job.ts';
import { isNoise, LoaderError, throwIfCancelled } from './loader-error.ts';
import { md5Hex } from './md5.ts';
import type { FlashSource } from './read-flash.ts';
import { yieldToMessages } from './yield-to-messages.ts';

/** With the stub. Source: sheet, A.2. */
const blockBytes = 0x4000;
const usbOtgBlockBytes = 0x800;
const eraseWriteMsPerMb: Millis = 40_000;
/** Erasing goes in steps, so that it can be stopped. */
const largestEraseBytes = 0x10_0000;
const attempts = 3;

export interface FlashRegion {
  readonly name: string;
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface WriteCount {
  written: number;
  /** The same already. */
  skipped: number;
  /** Of those written, how they crossed the line. */
  compressed: number;
}

export interface WriteTarget extends FlashSource {
  readonly isUsbOtg: boolean;
}

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface NamedPiece extends Piece {
  readonly name: string;
  readonly md5: string;
}

/** Piece by piece, in the order of the regions. @throws LoaderError `verify-failed`, `noisy-line`, `unplugged`, ... */
export async function writeRegions(
  target: WriteTarget,
  regions: readonly FlashRegion[],
  job: Job,
  count: WriteCount,
): Promise<void> {
  const pieces: NamedPiece[] = [];
  job.progress.begin('preparing', totalOf(regions));
  for (const { name, offset, bytes: unpadded } of regions) {
    const bytes = inWords(unpadded);
    for (const piece of cutPieces(offset, bytes.length)) {
      throwIfCancelled(job.signal);
      const content = bytes.subarray(piece.offset - offset, piece.offset - offset + piece.length);
      pieces.push({ offset: piece.offset, bytes: content, name, md5: md5Hex(content) });
      job.progress.add(content.length);
      await yieldToMessages();
    }
  }
  let different = await compare(target, pieces, job, 'comparing');
  count.skipped += totalOf(pieces) - totalOf(different);
  for (let round = 1; different.length > 0; round += 1) {
    await writePieces(target, different, job, count);
    different = await compare(target, different, job, 'verifying');
    if (different.length === 0) break;
    if (round === 2)
      throw new LoaderError('verify-failed', 'the flash does not hold what was written', {
        details: { offset: different[0]!.offset, pieces: different.length },
      });
    await target.recover(job.signal);
  }
}

/** Flash is programmed in words; esptool fills the last one up like this too. */
function inWords(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes.length % 4 === 0) return bytes;
  const padded = new Uint8Array(bytes.length + 4 - (bytes.length % 4)).fill(0xff);
  padded.set(bytes);
  return padded;
}

/** @returns those whose MD5 is another one in flash */
async function compare(
  target: WriteTarget,
  pieces: readonly NamedPiece[],
  { signal, progress }: Job,
  phase: 'comparing' | 'verifying',
): Promise<readonly NamedPiece[]> {
  progress.begin(phase, totalOf(pieces));
  const different: NamedPiece[] = [];
  for (const [index, piece] of pieces.entries()) {
    throwIfCancelled(signal);
    progress.enter(index, pieces.length, piece.name);
    const { offset, bytes, md5 } = piece;
    const there = await retrying(target, signal, () => flashMd5(target.chip, offset, bytes.length));
    if (there !== md5) different.push(piece);
    progress.add(bytes.length);
  }
  return different;
}

interface PreparedPiece {
  readonly piece: NamedPiece;
  /** Undefined for a blank one, which is only erased. */
  readonly payloads: readonly Uint8Array[] | undefined;
}

async function writePieces(
  target: WriteTarget,
  pieces: readonly NamedPiece[],
  job: Job,
  count: WriteCount,
): Promise<void> {
  const { signal, progress } = job;
  progress.begin('preparing', totalOf(pieces));
  const prepared: PreparedPiece[] = [];
  for (const piece of pieces) {
    throwIfCancelled(signal);
    prepared.push(prepare(piece, target.isUsbOtg ? usbOtgBlockBytes : blockBytes));
    progress.add(piece.bytes.length);
    await yieldToMessages();
  }

  progress.begin('writing', totalOf(pieces));
  for (const [index, { piece, payloads }] of prepared.entries()) {
    progress.enter(index, prepared.length, piece.name);
    await retrying(target, signal, async () => {
      let counted = 0;
      const onBytes = (bytes: number): void => {
        counted += bytes;
        progress.add(bytes);
      };
      try {
        if (payloads === undefined) await eraseRange(target.chip, piece, signal, onBytes);
        else await writePiece(target.chip, piece, payloads, signal, onBytes);
      } catch (cause) {
        progress.add(-counted);
        throw cause;
      }
    });
    count.written += piece.bytes.length;
    for (const payload of payloads ?? []) count.compressed += payload.length;
  }
}

/** After noise: again, on a line that was set right. */
async function retrying<T>(target: WriteTarget, signal: AbortSignal, once: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    throwIfCancelled(signal);
    try {
      return await once();
    } catch (cause) {
      if (attempt === attempts || !isNoise(cause)) throw cause;
      await target.recover(signal);
    }
  }
}

function prepare(piece: NamedPiece, largestBlock: number): PreparedPiece {
  const { offset, bytes } = piece;
  const wholeSectors = offset % sectorBytes === 0 && bytes.length % sectorBytes === 0;
  if (wholeSectors && isBlank(bytes)) return { piece, payloads: undefined };
  const stream = zlibSync(bytes, { level: 9 });
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += largestBlock)
    payloads.push(stream.subarray(at, at + largestBlock));
  return { piece, payloads };
}

async function eraseRange(
  chip: ChipLine,
  { offset, bytes }: Piece,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += largestEraseBytes) {
    throwIfCancelled(signal);
    const length = Math.min(largestEraseBytes, bytes.length - at);
    await eraseRegion(chip, offset + at, length);
    onBytes(length);
  }
}

async function writePiece(
  chip: ChipLine,
  { offset, bytes }: Piece,
  payloads: readonly Uint8Array[],
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const limitMs = limitFor(eraseWriteMsPerMb, bytes.length);
  const begin = words(bytes.length, payloads.length, blockBytes, offset);
  await chip.command(op.deflateBegin, begin, { limitMs });
  let next: Uint8Array<ArrayBuffer> | undefined = encodeBlock(op.deflateData, payloads[0]!, 0);
  let told = 0;
  for (let sequence = 0; next !== undefined; sequence += 1) {
    throwIfCancelled(signal);
    const block: Uint8Array<ArrayBuffer> = next;
    const answer = chip.exchange(op.deflateData, block, { limitMs });
    // Framed while this one is on its way.
    const following = payloads[sequence + 1];
    next = following === undefined ? undefined : encodeBlock(op.deflateData, following, sequence + 1);
    await answer;
    const reached = Math.floor((bytes.length * (sequence + 1)) / payloads.length);
    onBytes(reached - told);
    told = reached;
  }
  // The stub answers a block when it has it, and writes it then: what went wrong with the last one shows here.
  await chip.command(op.deflateEnd, words(1), { limitMs });
}

const totalOf = (all: readonly { readonly bytes: Uint8Array }[]): number =>
  all.reduce((sum, { bytes }) => sum + bytes.length, 0);
