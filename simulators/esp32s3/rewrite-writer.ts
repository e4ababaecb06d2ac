/**
 * How the rewritten flasher stub (esptool from 5.2 on, esptool-js 0.7) writes: it starts to erase at BEGIN, leaves out
 * sectors that are blank until it meets one that is not, and tells trouble once, as the answer to the next command.
 * Source: sheet `device.md` A.7; the stub's published source.
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

interface Session {
  at: number;
  remaining: number;
  readonly erase: EraseCursor;
  hasMetDirt: boolean;
  readonly inflate: InflateStream;
  readonly window: Uint8Array;
  inWindow: number;
}

export class RewriteWriter implements StubWriter {
  readonly #context: LoaderContext;
  #session: Session | null = null;

  constructor(context: LoaderContext) {
    this.#context = context;
  }

  begin(request: LoaderRequest): Failure | null {
    if (request.length !== 16 && request.length !== 20) return failure.badLength;
    const size = request.word(0);
    const at = request.word(3);
    this.#session = {
      at,
      remaining: size,
      erase: eraseCursor(at, size),
      hasMetDirt: false,
      inflate: new InflateStream(),
      window: new Uint8Array(windowBytes),
      inWindow: 0,
    };
    return null;
  }

  *afterBegin(): LoaderProgram {
    if (this.#session !== null) yield* this.#eraseNext(this.#session, true);
  }

  judge(request: LoaderRequest, isCompressed: boolean): Failure | null {
    if (request.length < 16) return isCompressed ? failure.badLength : failure.notEnough;
    if (this.#session === null) return failure.notFlashing;
    const payload = payloadOf(request);
    if (!isCompressed && request.word(0) !== payload.length) return failure.tooMuch;
    const isWhole = request.word(0) <= payload.length;
    const counted = payload.subarray(0, request.word(0));
    return isWhole && checksumOf(counted) === request.checksum ? null : failure.badChecksum;
  }

  *write(request: LoaderRequest, isCompressed: boolean): WriteProgram {
    const session = this.#session;
    if (session === null) return null;
    const payload = payloadOf(request).subarray(0, request.word(0));
    return isCompressed
      ? yield* this.#inflate(session, payload)
      : yield* this.#program(session, payload.subarray(0, session.remaining));
  }

  end(request: LoaderRequest): Failure | null {
    if (request.length !== 4) return failure.badLength;
    if (this.#session === null) return failure.notFlashing;
    if (this.#session.remaining !== 0) return failure.badLength;
    this.#session = null;
    return null;
  }

  *#inflate(session: Session, bytes: Uint8Array): WriteProgram {
    if (bytes.length > 0 && this.#context.isFlashIdle()) yield* this.#eraseNext(session, true);
    const pieces = session.inflate.push(bytes);
    if (!pieces.ok) return failure.inflate;
    for (const piece of pieces.value) {
      for (let start = 0; start < piece.length;) {
        const part = piece.subarray(start, start + windowBytes - session.inWindow);
        session.window.set(part, session.inWindow);
        session.inWindow += part.length;
        start += part.length;
        const trouble = session.inWindow === windowBytes ? yield* this.#emptyWindow(session) : null;
        if (trouble !== null) return trouble;
      }
    }
    const isAll = session.inflate.isDone || session.inWindow >= session.remaining;
    return isAll ? yield* this.#emptyWindow(session) : null;
  }

  *#emptyWindow(session: Session): WriteProgram {
    const bytes = session.window.slice(0, session.inWindow);
    session.inWindow = 0;
    return yield* this.#program(session, bytes);
  }

  *#program(session: Session, bytes: Uint8Array): WriteProgram {
    if (bytes.length === 0) return null;
    // On silicon it would wait for ever for an erase that nobody starts; this is what the error code is for.
    if (bytes.length > session.remaining) return failure.tooMuch;
    while (session.erase.left > 0 && session.erase.at < session.at + bytes.length) {
      yield* this.#eraseNext(session, false);
    }
    if (!this.#context.flash.holds(session.at, bytes.length)) return failure.spiFailed;
    yield { do: 'flash', work: programWork(this.#context, session.at, bytes) };
    session.at += bytes.length;
    session.remaining -= bytes.length;
    return null;
  }

  *#eraseNext(session: Session, inBackground: boolean): Generator<LoaderStep, void, Uint8Array> {
    const { erase } = session;
    if (erase.left === 0) return;
    if (!session.hasMetDirt) {
      // It looks at the sector, which has to be through with what is being done to the flash.
      yield { do: 'settle' };
      if (this.#context.flash.isBlank(erase.at, sectorBytes)) {
        erase.at += sectorBytes;
        erase.left -= sectorBytes;
        return;
      }
      session.hasMetDirt = true;
    }
    const step = nextErase(this.#context, erase);
    yield inBackground ? { ...step, inBackground } : step;
  }
}
