/** Types and parts that both flasher stubs share when they write. */
import { eraseWork } from './flash-work.ts';
import { blockBytes, sectorBytes } from './flash-model.ts';
import type { LoaderContext, LoaderProgram, LoaderStep } from './loader-step.ts';
import type { Failure, LoaderRequest } from './requests.ts';

/** Erasing, programming and nothing else; the outcome is the next command's trouble. */
export type WriteProgram = Generator<LoaderStep, Failure | null, Uint8Array>;

export interface StubWriter {
  /** BEGIN. */
  begin(request: LoaderRequest, isCompressed: boolean): Failure | null;
  /** What goes on behind BEGIN's answer. */
  afterBegin(): LoaderProgram;
  /** Whether a data block is taken: judged, and answered, before it is written. */
  judge(request: LoaderRequest, isCompressed: boolean): Failure | null;
  /** Writes a block that was taken. */
  write(request: LoaderRequest, isCompressed: boolean): WriteProgram;
  end(request: LoaderRequest): Failure | null;
}

/** The stubs inflate into a buffer of this size and write it when it is full. */
export const windowBytes = 0x8000;

/** What is left to be erased of the announced range. */
export interface EraseCursor {
  at: number;
  left: number;
}

export function eraseCursor(offset: number, size: number): EraseCursor {
  const at = Math.floor(offset / sectorBytes) * sectorBytes;
  return { at, left: Math.ceil((offset + size) / sectorBytes) * sectorBytes - at };
}

/** The next block where one fits, else the next sector. */
export function nextErase(
  context: LoaderContext,
  cursor: EraseCursor,
): LoaderStep & { readonly do: 'flash' } {
  const size = cursor.at % blockBytes === 0 && cursor.left >= blockBytes ? blockBytes : sectorBytes;
  const work = eraseWork(context, cursor.at, size);
  cursor.at += size;
  cursor.left -= size;
  return { do: 'flash', work };
}
