/**
 * A flasher stub: two bytes of status, the code first. It answers data blocks as they come and writes them while the
 * next one arrives. The two kinds differ as `StubKind` says. Source: sheet `device.md` A.
 */
import { securityInfo } from './efuse-words.ts';
import { sectorBytes } from './flash-model.ts';
import { digestRange, eraseChip, eraseRange } from './flash-work.ts';
import type { Loader, LoaderContext, LoaderProgram, StubKind } from './loader-step.ts';
import { OlderWriter } from './older-writer.ts';
import { RamUpload } from './ram-upload.ts';
import { sendFlash } from './read-flash.ts';
import {
  blockHeaderBytes,
  failure,
  op,
  payloadOf,
  readRequest,
  writeAnswer,
  type Failure,
  type LoaderRequest,
} from './requests.ts';
import { RewriteWriter } from './rewrite-writer.ts';
import { isSync, runWrites } from './shared-commands.ts';
import type { StubWriter } from './stub-writer.ts';

const syncAnswers = 8;
const largestBlock = 0x4000;
const restartPauseMs = 10;

/** How long the data of a command are, where there is only one answer to that. */
const lengths: ReadonlyMap<number, number> = new Map([
  [op.sync, 36],
  [op.readReg, 4],
  [op.spiAttach, 4],
  [op.spiSetParams, 24],
  [op.changeBaud, 8],
  [op.flashMd5, 16],
  [op.securityInfo, 0],
  [op.eraseFlash, 0],
  [op.eraseRegion, 8],
  [op.readFlash, 16],
  [op.memBegin, 16],
  [op.memEnd, 8],
]);

export class StubLoader implements Loader {
  readonly kind: StubKind;
  readonly #context: LoaderContext;
  readonly #writer: StubWriter;
  readonly #upload = new RamUpload();
  /** Only the rewrite: what went wrong behind an answer is the next command's answer. */
  #owed: Failure | null = null;

  constructor(kind: StubKind, context: LoaderContext) {
    this.kind = kind;
    this.#context = context;
    this.#writer = kind === 'older' ? new OlderWriter(context) : new RewriteWriter(context);
  }

  *handle(packet: Uint8Array): LoaderProgram {
    const request = readRequest(packet);
    if (request === null) return;
    const refusal = this.#refuse(request);
    if (refusal === null) yield* this.#perform(request);
    else yield* answer(request, refusal);
  }

  /** What is wrong with the packet itself. */
  #refuse(request: LoaderRequest): Failure | null {
    if (this.kind === 'rewrite' && request.direction !== 0) return failure.badCommand;
    if (request.length !== request.data.length) return failure.badLength;
    if (this.kind === 'older' && request.length > largestBlock + blockHeaderBytes) return failure.badLength;
    const owed = this.#owed;
    this.#owed = null;
    if (owed !== null) return owed;
    const length = lengths.get(request.op);
    return length === undefined || length === request.length ? null : failure.badLength;
  }

  *#perform(request: LoaderRequest): LoaderProgram {
    const { registers, facts } = this.#context;
    switch (request.op) {
      case op.sync:
        if (!isSync(request.data)) yield* answer(request, failure.badLength);
        else for (let i = 0; i < syncAnswers; i++) yield* answer(request, null);
        return;
      case op.readReg:
        return yield* answer(request, null, { value: registers.read(request.word(0)) });
      case op.writeReg:
        if (request.length % 16 !== 0 || request.length === 0) {
          return yield* answer(request, this.kind === 'older' ? failure.badLength : failure.notEnough);
        }
        yield* runWrites(registers, request);
        return yield* answer(request, null);
      case op.spiAttach:
      case op.spiSetParams:
        return yield* answer(request, null);
      case op.securityInfo:
        return yield* answer(request, null, { data: securityInfo(facts) });
      case op.changeBaud:
        yield* answer(request, null);
        yield { do: 'flush' };
        yield { do: 'set-baud', baud: request.word(0) };
        return;
      case op.flashBegin:
      case op.deflBegin:
        return yield* this.#begin(request);
      case op.flashData:
      case op.deflData:
      case op.encryptData:
        return yield* this.#data(request);
      case op.flashEnd:
      case op.deflEnd:
        return yield* this.#end(request);
      case op.memBegin:
        this.#upload.begin(request.word(0), request.word(3));
        return yield* answer(request, null);
      case op.memData:
        return yield* answer(request, this.#takeUpload(request));
      case op.memEnd:
        return yield* this.#endUpload(request);
      case op.flashMd5:
        return yield* this.#digest(request);
      case op.eraseFlash:
        yield* eraseChip(this.#context);
        return yield* answer(request, null);
      case op.eraseRegion:
        return yield* this.#eraseRegion(request);
      case op.readFlash:
        yield* answer(request, null);
        this.#owed = yield* sendFlash(this.kind, this.#context, request);
        return;
      case op.runUserCode:
        yield { do: 'run-app' };
        return;
      default:
        return yield* answer(request, this.kind === 'older' ? failure.notImplemented : failure.badCommand);
    }
  }

  *#begin(request: LoaderRequest): LoaderProgram {
    const trouble = this.#writer.begin(request, request.op === op.deflBegin);
    yield* answer(request, trouble);
    if (trouble === null) yield* this.#writer.afterBegin();
  }

  *#data(request: LoaderRequest): LoaderProgram {
    const isCompressed = request.op === op.deflData;
    const trouble = this.#writer.judge(request, isCompressed);
    yield* answer(request, trouble);
    if (trouble === null) this.#owed = yield* this.#writer.write(request, isCompressed);
  }

  *#end(request: LoaderRequest): LoaderProgram {
    const trouble = this.#writer.end(request);
    yield* answer(request, trouble);
    // The rewrite has no reboot.
    if (trouble !== null || request.word(0) !== 0 || this.kind === 'rewrite') return;
    yield { do: 'flush' };
    yield { do: 'settle' };
    yield { do: 'wait', ms: restartPauseMs };
    yield { do: 'restart' };
  }

  #takeUpload(request: LoaderRequest): Failure | null {
    const payload = payloadOf(request);
    if (!this.#upload.isUnderWay) return failure.notFlashing;
    if (request.length < blockHeaderBytes || request.word(0) !== payload.length) return failure.badLength;
    if (payload.length > this.#upload.lacking) return failure.tooMuch;
    this.#upload.take(payload.length);
    return null;
  }

  *#endUpload(request: LoaderRequest): LoaderProgram {
    const isRun = this.kind === 'older' ? request.word(1) !== 0 : request.word(0) === 0;
    if (!this.#upload.isUnderWay) return yield* answer(request, failure.notFlashing);
    if (this.#upload.lacking > 0) return yield* answer(request, failure.notEnough);
    yield* answer(request, null);
    const code = this.#upload.end();
    if (!isRun) return;
    yield { do: 'flush' };
    if (code === 'other-code') yield { do: 'start-ram-code' };
    else yield { do: 'start-stub', stub: code };
  }

  *#digest(request: LoaderRequest): LoaderProgram {
    const offset = request.word(0);
    const size = request.word(1);
    if (!this.#context.flash.holds(offset, size)) {
      return yield* answer(request, this.kind === 'older' ? failure.digest : failure.spiFailed);
    }
    yield* answer(request, null, { data: yield* digestRange(this.#context, offset, size) });
  }

  *#eraseRegion(request: LoaderRequest): LoaderProgram {
    const offset = request.word(0);
    const size = request.word(1);
    const isOlder = this.kind === 'older';
    if (offset % sectorBytes !== 0) {
      return yield* answer(request, isOlder ? failure.unalignedOffset : failure.badLength);
    }
    if (size % sectorBytes !== 0) {
      return yield* answer(request, isOlder ? failure.unalignedSize : failure.badLength);
    }
    if (!this.#context.flash.holds(offset, size)) return yield* answer(request, failure.spiFailed);
    yield* eraseRange(this.#context, offset, size);
    yield* answer(request, null);
  }
}

function* answer(
  { op: code }: { readonly op: number },
  trouble: Failure | null,
  outcome: { readonly value?: number; readonly data?: Uint8Array } = {},
): LoaderProgram {
  const status = [trouble ?? 0, 0];
  yield { do: 'send', kind: 'response', packet: writeAnswer({ op: code, ...outcome, status }) };
}
