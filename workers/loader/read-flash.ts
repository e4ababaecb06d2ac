/**
 * Reading flash: requests of 64 KiB into one buffer, each checked by its MD5, and only the one that failed is repeated.
 * (esptool-js copies all it has for every packet, looks at no length and leaves the MD5 behind.) What is blank is told by
 * MD5 and never crosses the line. Source: reference sheet of the box on a cable, A.8, F.4.
 */
import { op, words } from '../../core/esp/loader/commands.ts';
import { sectorBytes } from '../../core/esp/flash-bytes.ts';
import type { Millis } from '../../core/units.ts';
import type { ChipLine } from './chip-line.ts';
import { flashMd5 } from './flash-commands.ts';
import type { Job } from './job.ts';
import { cancelled, isNoise, LoaderError, throwIfCancelled } from './loader-error.ts';
import { blankMd5, md5Hex, toHex } from './md5.ts';

/** In one request, and for one MD5: what fails is repeated, what is blank is skipped. */
const requestBytes = 65_536;
const packetBytes = 4096;
/** Older stubs count bytes here, so this is one packet; newer ones always send one and wait. */
const inFlight = 64;
const packetLimitMs: Millis = 3000;
const attempts = 4;

export interface FlashSource {
  readonly chip: ChipLine;
  /** A fresh start of stub and line, at a lower speed where there is one. */
  recover(signal: AbortSignal): Promise<void>;
}

export interface ReadCount {
  /** Flash content that crossed the line. */
  bytes: number;
}

/** All of it, blank or not. */
export async function readRange(
  source: FlashSource,
  offset: number,
  length: number,
  job: Job,
  count: ReadCount,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  await readInto(source, offset, bytes, job, count);
  return bytes;
}

/** The same bytes; blank 64 KiB blocks, and the blank end of a block, are not read but known by their MD5. */
export async function readSkippingBlank(
  source: FlashSource,
  offset: number,
  length: number,
  job: Job,
  count: ReadCount,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length).fill(0xff);
  for (let at = 0; at < length; at += requestBytes) {
    throwIfCancelled(job.signal);
    const block = bytes.subarray(at, at + requestBytes);
    const used = await usedBytes(source, job.signal, offset + at, block.length);
    await readInto(source, offset + at, block.subarray(0, used), job, count);
    job.progress.add(block.length - used);
  }
  return bytes;
}

/** How much of a range is used, by MD5 of the second halves: up to four requests find the sector. */
async function usedBytes(
  source: FlashSource,
  signal: AbortSignal,
  offset: number,
  length: number,
): Promise<number> {
  const isBlankThere = async (from: number, bytes: number): Promise<boolean> =>
    (await repeat(source, signal, () => flashMd5(source.chip, from, bytes))) === blankMd5(bytes);
  if (await isBlankThere(offset, length)) return 0;
  let used = 0;
  let rest = length;
  while (rest > sectorBytes) {
    const half = Math.ceil(rest / 2 / sectorBytes) * sectorBytes;
    if (await isBlankThere(offset + used + half, rest - half)) {
      rest = half;
    } else {
      used += half;
      rest -= half;
    }
  }
  return used + rest;
}

async function readInto(
  source: FlashSource,
  offset: number,
  target: Uint8Array,
  job: Job,
  count: ReadCount,
): Promise<void> {
  for (let at = 0; at < target.length; at += requestBytes) {
    const part = target.subarray(at, at + requestBytes);
    await repeat(source, job.signal, () => readRequest(source.chip, offset + at, part, job.signal, count));
    job.progress.add(part.length);
  }
}

/** Tries again what noise has spoiled: once as it is, then on a line that was set right. */
async function repeat<T>(source: FlashSource, signal: AbortSignal, once: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    throwIfCancelled(signal);
    try {
      return await once();
    } catch (cause) {
      if (attempt === attempts || !isNoise(cause)) throw cause;
      if (attempt === 1) await stopReading(source.chip);
      else await source.recover(signal);
    }
  }
}

async function readRequest(
  chip: ChipLine,
  offset: number,
  target: Uint8Array,
  signal: AbortSignal,
  count: ReadCount,
): Promise<void> {
  throwIfCancelled(signal);
  await chip.command(op.readFlash, words(offset, target.length, packetBytes, inFlight));
  const limitMs = packetLimitMs + (packetBytes * 20_000) / (chip.line.baud ?? 115_200);
  for (let received = 0; received < target.length;) {
    const packet = await chip.nextFrame(limitMs);
    const expected = Math.min(packetBytes, target.length - received);
    if (packet.length !== expected)
      throw new LoaderError('noisy-line', `a packet of ${packet.length} bytes, not ${expected}`);
    target.set(packet, received);
    received += packet.length;
    count.bytes += packet.length;
    if (signal.aborted) {
      await stopReading(chip);
      throw cancelled();
    }
    await chip.sendFrame(words(received));
  }
  const digest = await chip.nextFrame(limitMs);
  if (toHex(digest) !== md5Hex(target))
    throw new LoaderError('noisy-line', 'what was read is not what was sent');
}

/** An acknowledgement of another length ends a transfer. The line is quiet afterwards. */
async function stopReading(chip: ChipLine): Promise<void> {
  await chip.sendFrame(Uint8Array.of(0));
  await chip.drain(200, 2000);
}
