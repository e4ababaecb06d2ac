/** The boot loader in the ROM of an ESP32-S3: four bytes of status. Source: sheet `device.md` A. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { securityInfo } from './efuse-words.ts';
import { digestRange } from './flash-work.ts';
import type { Loader, LoaderContext, LoaderProgram } from './loader-step.ts';
import { RamUpload } from './ram-upload.ts';
import {
  checksumOf,
  failure,
  op,
  payloadOf,
  readRequest,
  writeAnswer,
  type Failure,
  type LoaderRequest,
} from './requests.ts';
import { RomWriter } from './rom-writer.ts';
import { isSync, runWrites } from './shared-commands.ts';

/** As recorded; any but 0 would do. */
const syncValue = 0x2012_0707;
const syncAnswers = 8;
/** An unknown command is answered so often, with another code than the one asked. */
const unknownAnswers = 8;
const slowReadBytes = 64;
const secureBootFlag = 1;
const secureDownloadFlag = 4;

/** What secure download mode leaves. */
const allowedInSecureDownload: ReadonlySet<number> = new Set([
  op.flashBegin,
  op.flashData,
  op.flashEnd,
  op.sync,
  op.spiSetParams,
  op.spiAttach,
  op.changeBaud,
  op.deflBegin,
  op.deflData,
  op.deflEnd,
  op.securityInfo,
]);

export class RomLoader implements Loader {
  readonly kind = 'rom';
  readonly #context: LoaderContext;
  readonly #writer: RomWriter;
  readonly #upload = new RamUpload();
  /** Code that lies in RAM, complete. */
  #loaded: ReturnType<RamUpload['end']> | null = null;

  constructor(context: LoaderContext) {
    this.#context = context;
    this.#writer = new RomWriter(context);
  }

  *handle(packet: Uint8Array): LoaderProgram {
    const request = readRequest(packet);
    if (request?.direction !== 0) return;
    const isSecure = (this.#context.facts.securityFlags & secureDownloadFlag) !== 0;
    if (isSecure && !allowedInSecureDownload.has(request.op)) yield* unknown(request);
    else if (request.length !== request.data.length) yield* answer(request, failure.invalidMessage);
    else yield* this.#perform(request);
  }

  *#perform(request: LoaderRequest): LoaderProgram {
    const { registers } = this.#context;
    switch (request.op) {
      case op.sync:
        if (!isSync(request.data)) yield* answer(request, failure.invalidMessage);
        else for (let i = 0; i < syncAnswers; i++) yield* answer(request, null, { value: syncValue });
        return;
      case op.readReg:
        if (request.length !== 4) yield* answer(request, failure.invalidMessage);
        else yield* answer(request, null, { value: registers.read(request.word(0)) });
        return;
      case op.writeReg:
        if (request.length === 0 || request.length % 16 !== 0) yield* answer(request, failure.invalidMessage);
        else {
          yield* runWrites(registers, request);
          yield* answer(request, null);
        }
        return;
      case op.spiAttach:
        return yield* answer(
          request,
          request.length === 8 || request.length === 4 ? null : failure.invalidMessage,
        );
      case op.spiSetParams:
        return yield* answer(request, request.length === 24 ? null : failure.invalidMessage);
      case op.securityInfo:
        if (request.length !== 0) yield* answer(request, failure.invalidMessage);
        else yield* answer(request, null, { data: securityInfo(this.#context.facts) });
        return;
      case op.changeBaud:
        if (request.length !== 8) return yield* answer(request, failure.invalidMessage);
        yield* answer(request, null);
        yield { do: 'flush' };
        yield { do: 'set-baud', baud: request.word(0) };
        return;
      case op.flashBegin:
      case op.deflBegin:
        return yield* answer(request, yield* this.#writer.begin(request, request.op === op.deflBegin));
      case op.flashData:
      case op.deflData:
        return yield* answer(request, yield* this.#writer.data(request, request.op === op.deflData));
      case op.flashEnd:
      case op.deflEnd:
        return yield* this.#end(request);
      case op.memBegin:
        return yield* answer(request, this.#beginUpload(request));
      case op.memData:
        return yield* answer(request, this.#takeUpload(request));
      case op.memEnd:
        return yield* this.#endUpload(request);
      case op.flashMd5:
        return yield* this.#digest(request);
      case op.readFlashSlow:
        return yield* this.#readSlowly(request);
      default:
        return yield* unknown(request);
    }
  }

  *#end(request: LoaderRequest): LoaderProgram {
    const trouble = this.#writer.end(request);
    yield* answer(request, trouble);
    if (trouble !== null || request.word(0) !== 0) return;
    yield { do: 'flush' };
    yield { do: 'restart' };
  }

  #beginUpload(request: LoaderRequest): Failure | null {
    if (request.length !== 16) return failure.invalidMessage;
    if (this.#context.refusesStub) return failure.failedToAct;
    const [size, blocks, blockBytes, address] = [0, 1, 2, 3].map((index) => request.word(index));
    if (blocks! * blockBytes! < size!) return failure.invalidMessage;
    this.#upload.begin(size!, address!);
    return null;
  }

  #takeUpload(request: LoaderRequest): Failure | null {
    const payload = payloadOf(request);
    if (request.length < 16 || request.word(0) !== payload.length) return failure.invalidMessage;
    if (checksumOf(payload) !== request.checksum) return failure.badChecksumRom;
    if (payload.length > this.#upload.lacking) return failure.failedToAct;
    this.#upload.take(payload.length);
    return null;
  }

  *#endUpload(request: LoaderRequest): LoaderProgram {
    if (request.length !== 8) return yield* answer(request, failure.invalidMessage);
    const isRun = request.word(0) === 0;
    const isComplete = this.#upload.isUnderWay && this.#upload.lacking === 0;
    if (!isComplete && (isRun || this.#upload.isUnderWay)) return yield* answer(request, failure.failedToAct);
    yield* answer(request, null);
    this.#loaded = this.#upload.end();
    const isSecureBoot = (this.#context.facts.securityFlags & secureBootFlag) !== 0;
    // With secure boot the ROM takes the code, and does not run it.
    if (isRun && !isSecureBoot) yield* startCode(this.#loaded);
  }

  *#digest(request: LoaderRequest): LoaderProgram {
    if (request.length !== 16) return yield* answer(request, failure.invalidMessage);
    const offset = request.word(0);
    const size = request.word(1);
    if (!this.#context.flash.holds(offset, size)) return yield* answer(request, failure.flashRead);
    const digest = yield* digestRange(this.#context, offset, size);
    yield* answer(request, null, { data: new TextEncoder().encode(bytesToHex(digest)) });
  }

  *#readSlowly(request: LoaderRequest): LoaderProgram {
    if (request.length !== 8) return yield* answer(request, failure.invalidMessage);
    if (this.#loaded !== null && this.#context.registers.isReadHijacked)
      return yield* startCode(this.#loaded);
    const offset = request.word(0);
    const size = request.word(1);
    if (size > slowReadBytes) return yield* answer(request, failure.readLength);
    if (!this.#context.flash.holds(offset, size)) return yield* answer(request, failure.flashRead);
    const data = new Uint8Array(slowReadBytes);
    data.set(this.#context.flash.read(offset, size));
    yield* answer(request, null, { data });
  }
}

function* startCode(code: ReturnType<RamUpload['end']>): LoaderProgram {
  yield { do: 'flush' };
  if (code === 'other-code') yield { do: 'start-ram-code' };
  else yield { do: 'start-stub', stub: code };
}

function* unknown(request: LoaderRequest): LoaderProgram {
  const other = request.op === 0 ? 0xff : 0;
  for (let i = 0; i < unknownAnswers; i++) {
    yield* answer({ op: other }, failure.invalidMessage);
  }
}

function* answer(
  { op: code }: { readonly op: number },
  trouble: Failure | null,
  outcome: { readonly value?: number; readonly data?: Uint8Array } = {},
): LoaderProgram {
  const status = trouble === null ? [0, 0, 0, 0] : [1, trouble, 0, 0];
  yield { do: 'send', kind: 'response', packet: writeAnswer({ op: code, ...outcome, status }) };
}
