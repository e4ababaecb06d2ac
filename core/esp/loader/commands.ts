/** Requests to the boot loader and its stub, and their answers. Source: reference sheet of the box on a cable, A.1 to A.3. */
import { err, ok, type Result } from '../../result.ts';

export const op = {
  readRegister: 0x0a,
  writeRegister: 0x09,
  attachSpi: 0x0d,
  setSpiParameters: 0x0b,
  changeBaud: 0x0f,
  deflateBegin: 0x10,
  deflateData: 0x11,
  deflateEnd: 0x12,
  flashMd5: 0x13,
  securityInfo: 0x14,
  eraseRegion: 0xd1,
  readFlash: 0xd2,
} as const;

const requestMark = 0x00;
const answerMark = 0x01;
const headerBytes = 8;
const checksumSeed = 0xef;
/** In front of the payload of a data block: length, sequence, 0, 0. */
const blockHeaderBytes = 16;

/** Little-endian words, one after the other. */
export function words(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value, true);
  return bytes;
}

/** @returns the content of a frame; `checksum` is 0 for all but data blocks */
export function encodeRequest(opcode: number, data: Uint8Array, checksum = 0): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(headerBytes + data.length);
  const view = new DataView(frame.buffer);
  frame[0] = requestMark;
  frame[1] = opcode;
  view.setUint16(2, data.length, true);
  view.setUint32(4, checksum, true);
  frame.set(data, headerBytes);
  return frame;
}

/** A data command: its checksum covers the payload and not the block's header. */
export function encodeDataRequest(
  opcode: number,
  payload: Uint8Array,
  sequence: number,
): Uint8Array<ArrayBuffer> {
  let checksum = checksumSeed;
  for (const byte of payload) checksum ^= byte;
  const data = new Uint8Array(blockHeaderBytes + payload.length);
  data.set(words(payload.length, sequence, 0, 0));
  data.set(payload, blockHeaderBytes);
  return encodeRequest(opcode, data, checksum);
}

export interface Answer {
  readonly op: number;
  readonly value: number;
  /** With the status bytes. */
  readonly body: Uint8Array;
}

/** @returns undefined for what is no answer: text, flash data, a torn frame */
export function parseAnswer(frame: Uint8Array): Answer | undefined {
  if (frame.length < headerBytes || frame[0] !== answerMark) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(2, true) !== frame.length - headerBytes) return undefined;
  return { op: frame[1]!, value: view.getUint32(4, true), body: frame.subarray(headerBytes) };
}

/** What the chip said instead of doing it. `damaged`: the request did not arrive whole, and may be sent again. */
export interface Refusal {
  readonly reason: string;
  readonly status: number;
  readonly damaged: boolean;
}

/**
 * Splits an answer's body into data and status.
 * @param dataBytes how much data the command gives; a stub adds 2 status bytes, the ROM 4
 */
export function openAnswer({ body }: Answer, dataBytes: number): Result<Uint8Array, Refusal> {
  const atLeast = dataBytes + 2;
  const statusAt = body.length >= atLeast ? dataBytes : 0;
  const [status = 0xff, code = 0] = body.subarray(statusAt, statusAt + 2);
  if (status !== 0) {
    // ROM: 1 and the code. Stubs: the code itself comes first in older ones.
    const said = status === 1 ? code : status;
    return err({ reason: reasons.get(said) ?? 'failed', status: said, damaged: damaged.has(said) });
  }
  if (body.length < atLeast) return err({ reason: 'answer too short', status: 0, damaged: true });
  return ok(body.subarray(0, dataBytes));
}

const reasons: ReadonlyMap<number, string> = new Map([
  [0x05, 'message invalid'],
  [0x06, 'failed to act'],
  [0x07, 'bad checksum'],
  [0x08, 'flash write failed'],
  [0x09, 'flash read failed'],
  [0x0a, 'bad read length'],
  [0x0b, 'deflate failed'],
  [0x0c, 'bad adler32'],
  [0x0d, 'bad deflate parameter'],
  [0x32, 'offset not aligned'],
  [0x33, 'size not aligned'],
  [0x63, 'MD5 failed'],
  [0xc0, 'bad data length'],
  [0xc1, 'bad checksum'],
  [0xc2, 'bad block size'],
  [0xc3, 'bad command'],
  [0xc4, 'SPI operation failed'],
  [0xc5, 'flash unlock failed'],
  [0xc6, 'not in flash mode'],
  [0xc7, 'inflate failed'],
  [0xc8, 'not enough data'],
  [0xc9, 'too much data'],
  [0xff, 'not implemented'],
]);

/** Codes that a garbled line can cause: doing the same again is right. The others are the flash's or ours. */
const damaged: ReadonlySet<number> = new Set([
  0x05, 0x07, 0x0b, 0x0c, 0x0d, 0xc0, 0xc1, 0xc2, 0xc3, 0xc6, 0xc7, 0xc8, 0xc9, 0xff,
]);
