/** What boot loaders do to the flash, as steps that take their time and may be cut off. Source: sheet `device.md` A.7. */
import { md5 } from '@noble/hashes/legacy.js';
import { blockBytes, pageBytes, sectorBytes, type FlashModel } from './flash-model.ts';
import type { FlashWork, LoaderContext, LoaderStep } from './loader-step.ts';

type FlashProgram<T = void> = Generator<LoaderStep, T, Uint8Array>;

const digestChunkBytes = 0x1_0000;

/** One sector or one aligned block. Cut off, the bits have begun to rise, but no longer hold what they held. */
export function eraseWork({ flash, timing, random }: LoaderContext, offset: number, size: number): FlashWork {
  return {
    ms: size === blockBytes ? timing.blockEraseMs : timing.sectorEraseMs,
    finish: (done) => {
      if (done >= 1) flash.erase(offset, size);
      else if (done > 0) weaken(flash, random, offset, size);
    },
  };
}

function weaken(flash: FlashModel, random: () => number, offset: number, size: number): void {
  const bytes = flash.read(offset, size);
  for (let i = 0; i < bytes.length; i++) bytes[i] = bytes[i]! | (random() & 0xff);
  flash.load(offset, bytes.subarray(0, Math.max(0, flash.size - offset)));
}

/** Page by page. Cut off, the page that was at work is written in part. */
export function programWork({ flash, timing }: LoaderContext, offset: number, bytes: Uint8Array): FlashWork {
  const pages = Math.ceil((offset + bytes.length) / pageBytes) - Math.floor(offset / pageBytes);
  return {
    ms: bytes.length === 0 ? 0 : pages * timing.pageProgramMs,
    finish: (done) => flash.program(offset, bytes.subarray(0, Math.floor(done * bytes.length))),
  };
}

/** Erases every sector that the range touches, by blocks where they fit. */
export function* eraseRange(context: LoaderContext, offset: number, size: number): FlashProgram {
  const end = Math.ceil((offset + size) / sectorBytes) * sectorBytes;
  for (let at = Math.floor(offset / sectorBytes) * sectorBytes; at < end;) {
    const unit = at % blockBytes === 0 && end - at >= blockBytes ? blockBytes : sectorBytes;
    yield { do: 'flash', work: eraseWork(context, at, unit) };
    at += unit;
  }
}

export function* eraseChip(context: LoaderContext): FlashProgram {
  const { flash, timing } = context;
  const mebibytes = flash.size / 0x10_0000;
  yield {
    do: 'flash',
    work: {
      ms: mebibytes * timing.chipEraseMsPerMiB,
      finish: (done) => flash.erase(0, Math.floor((done * flash.size) / blockBytes) * blockBytes),
    },
  };
}

/** MD5 of a range that lies within the flash. */
export function* digestRange(
  { flash, timing }: LoaderContext,
  offset: number,
  size: number,
): FlashProgram<Uint8Array> {
  yield { do: 'settle' };
  yield { do: 'digest', ms: (size / 1024) * timing.digestMsPerKiB };
  const hash = md5.create();
  for (let done = 0; done < size; done += digestChunkBytes) {
    hash.update(flash.read(offset + done, Math.min(digestChunkBytes, size - done)));
  }
  return hash.digest();
}
