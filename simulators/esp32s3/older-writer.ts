/**
 * How the older flasher stub (esptool up to 5.1, esptool-js 0.6) writes. An error of writing shows on the answers to all
 * data blocks and the END that follow. Source: sheet `device.md` A.7; the stub's published source.
 */
import { programWork } from './flash-work.ts';
import { sectorBytes } from './flash-model.ts';
import { InflateStream } from './inflate-stream.ts';
import type { LoaderContext, LoaderProgram, LoaderStep } from './loader-step.ts';
import { checksumOf, failure, payloadOf, type Failure, type LoaderRequest } from './requests.ts';
import {
  eraseCursor,
  nextErase,
  windowBytes,
  type EraseCursor,
  type StubWriter,
  type WriteProgram,
} from './stub-writer.ts';

const largestBlock = 0x4000;

interface Session {
  at: number;
  /** Plain bytes that have to come yet. */
  remaining: number;
  readonly erase: EraseCursor;
  readonly inflate: InflateStream;
  readonly window: Uint8Array;
  inWindow: number;
  isCompressed: boolean;
  trouble: Failure | null;
}

export class OlderWriter implements StubWriter {
  readonly #context: LoaderContext;
  #session: Session | null = null;

  constructor(context: LoaderContext) {
    this.#context = context;
  }

  begin(request: LoaderRequest, isCompressed: boolean): Failure | null {
    if (request.length !== 16 && request.length !== 20) return failure.badLength;
    if (request.word(2) > largestBlock) return failure.badBlockSize;
    const size = request.word(0);
    const at = request.word(3);
    this.#session = {
      at,
      remaining: size,
      erase: eraseCursor(at, size),
      inflate: new InflateStream(),
      window: new Uint8Array(windowBytes),
      inWindow: 0,
      isCompressed,
      trouble: null,
    };
    return null;
  }

  *afterBegin(): LoaderProgram {
    // Erases nothing before data come.
  }

  judge(request: LoaderRequest): Failure | null {
    if (this.#session === null) return failure.notFlashing;
    const payload = payloadOf(request);
    if (request.length < 16 || request.word(0) !== payload.length) return failure.badLength;
    if (checksumOf(payload) !== request.checksum) return failure.badChecksum;
    return this.#session.trouble;
  }

  *write(request: LoaderRequest, isCompressed: boolean): WriteProgram {
    const session = this.#session;
    if (session === null) return null;
    if (isCompressed) yield* this.#inflate(session, payloadOf(request));
    else yield* this.#program(session, payloadOf(request));
    // Kept in the session: shown by `judge` and `end`.
    return null;
  }

  end(): Failure | null {
    const session = this.#session;
    if (session === null) return failure.notFlashing;
    if (session.remaining > 0) return failure.notEnough;
    this.#session = null;
    const isTorn = session.isCompressed && session.inflate.hasBegun && !session.inflate.isDone;
    return session.trouble ?? (isTorn ? failure.inflate : null);
  }

  *#inflate(session: Session, bytes: Uint8Array): Generator<LoaderStep, void, Uint8Array> {
    if (session.remaining === 0 && bytes.length > 4) {
      // Only the stream's checksum may come on its own.
      session.trouble = failure.tooMuch;
      return;
    }
    // Inflating takes time, in which the flash may as well erase.
    if (session.erase.left > 0 && this.#context.isFlashIdle()) {
      yield { ...nextErase(this.#context, session.erase), inBackground: true };
    }
    const pieces = session.inflate.push(bytes);
    if (!pieces.ok) {
      session.trouble = failure.inflate;
      return;
    }
    for (const piece of pieces.value) yield* this.#collect(session, piece);
    const { isDone } = session.inflate;
    if (isDone || session.inWindow >= session.remaining) yield* this.#emptyWindow(session);
    if (isDone && session.remaining > 0) session.trouble = failure.notEnough;
  }

  *#collect(session: Session, piece: Uint8Array): Generator<LoaderStep, void, Uint8Array> {
    for (let start = 0; start < piece.length && session.remaining > 0;) {
      const part = piece.subarray(start, start + windowBytes - session.inWindow);
      session.window.set(part, session.inWindow);
      session.inWindow += part.length;
      start += part.length;
      if (session.inWindow === windowBytes) yield* this.#emptyWindow(session);
    }
  }

  *#emptyWindow(session: Session): Generator<LoaderStep, void, Uint8Array> {
    const bytes = session.window.slice(0, session.inWindow);
    session.inWindow = 0;
    yield* this.#program(session, bytes);
  }

  *#program(session: Session, block: Uint8Array): Generator<LoaderStep, void, Uint8Array> {
    // The last block may be filled up beyond what was announced.
    const bytes = block.subarray(0, session.remaining);
    if (bytes.length === 0) return;
    const lastSector = Math.floor((session.at + bytes.length) / sectorBytes) * sectorBytes;
    while (session.erase.left > 0 && session.erase.at <= lastSector) {
      yield nextErase(this.#context, session.erase);
    }
    if (this.#context.flash.holds(session.at, bytes.length)) {
      yield { do: 'flash', work: programWork(this.#context, session.at, bytes) };
    } else session.trouble = failure.spiFailed;
    session.at += bytes.length;
    session.remaining -= bytes.length;
  }
}
