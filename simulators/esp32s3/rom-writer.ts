/**
 * Writing by the ROM's boot loader: BEGIN erases before it answers, every block is written before it is answered.
 * Source: sheet `device.md` A.2, A.3.
 */
import { eraseRange, programWork } from './flash-work.ts';
import { InflateStream } from './inflate-stream.ts';
import type { LoaderContext, LoaderStep } from './loader-step.ts';
import { checksumOf, failure, payloadOf, type Failure, type LoaderRequest } from './requests.ts';

type WriterProgram = Generator<LoaderStep, Failure | null, Uint8Array>;

interface Session {
  at: number;
  /** Bytes that may still come. */
  room: number;
  readonly inflate: InflateStream | null;
}

export class RomWriter {
  readonly #context: LoaderContext;
  #session: Session | null = null;

  constructor(context: LoaderContext) {
    this.#context = context;
  }

  *begin(request: LoaderRequest, isCompressed: boolean): WriterProgram {
    if (request.length !== 16 && request.length !== 20) return failure.invalidMessage;
    const size = request.word(0);
    const offset = request.word(3);
    if (!this.#context.flash.holds(offset, size)) return failure.failedToAct;
    yield* eraseRange(this.#context, offset, size);
    // Plain blocks are filled up, so they may go beyond the size.
    const room = isCompressed ? size : Math.max(size, request.word(1) * request.word(2));
    this.#session = { at: offset, room, inflate: isCompressed ? new InflateStream() : null };
    return null;
  }

  *data(request: LoaderRequest, isCompressed: boolean): WriterProgram {
    const session = this.#session;
    if (session === null || (session.inflate !== null) !== isCompressed) return failure.failedToAct;
    const payload = payloadOf(request);
    if (request.length < 16 || request.word(0) !== payload.length) return failure.invalidMessage;
    if (checksumOf(payload) !== request.checksum) return failure.badChecksumRom;
    if (session.inflate === null) return yield* this.#write(session, payload);
    const pieces = session.inflate.push(payload);
    if (!pieces.ok) return pieces.error === 'data' ? failure.deflate : failure.deflateParameter;
    for (const piece of pieces.value) {
      const trouble = yield* this.#write(session, piece);
      if (trouble !== null) return trouble;
    }
    return null;
  }

  end(request: LoaderRequest): Failure | null {
    if (request.length !== 4) return failure.invalidMessage;
    const session = this.#session;
    this.#session = null;
    if (session === null) return failure.failedToAct;
    const isTorn = session.inflate?.hasBegun === true && !session.inflate.isDone;
    return isTorn ? failure.adler : null;
  }

  *#write(session: Session, bytes: Uint8Array): WriterProgram {
    if (bytes.length > session.room || !this.#context.flash.holds(session.at, bytes.length)) {
      return failure.flashWrite;
    }
    yield { do: 'flash', work: programWork(this.#context, session.at, bytes) };
    session.at += bytes.length;
    session.room -= bytes.length;
    return null;
  }
}
