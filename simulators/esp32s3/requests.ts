/** Requests and answers of the boot loader, unescaped. Source: sheet `device.md` A.1 to A.3. */

export const op = {
  flashBegin: 0x02,
  flashData: 0x03,
  flashEnd: 0x04,
  memBegin: 0x05,
  memEnd: 0x06,
  memData: 0x07,
  sync: 0x08,
  writeReg: 0x09,
  readReg: 0x0a,
  spiSetParams: 0x0b,
  spiAttach: 0x0d,
  readFlashSlow: 0x0e,
  changeBaud: 0x0f,
  deflBegin: 0x10,
  deflData: 0x11,
  deflEnd: 0x12,
  flashMd5: 0x13,
  securityInfo: 0x14,
  eraseFlash: 0xd0,
  eraseRegion: 0xd1,
  readFlash: 0xd2,
  runUserCode: 0xd3,
  encryptData: 0xd4,
} as const;

/** Status codes: those below 0x10 are the ROM's, behind a 1; the others a stub's, instead of it. */
export const failure = {
  invalidMessage: 0x05,
  failedToAct: 0x06,
  badChecksumRom: 0x07,
  flashWrite: 0x08,
  flashRead: 0x09,
  readLength: 0x0a,
  deflate: 0x0b,
  adler: 0x0c,
  deflateParameter: 0x0d,
  unalignedOffset: 0x32,
  unalignedSize: 0x33,
  digest: 0x63,
  badLength: 0xc0,
  badChecksum: 0xc1,
  badBlockSize: 0xc2,
  badCommand: 0xc3,
  spiFailed: 0xc4,
  notFlashing: 0xc6,
  inflate: 0xc7,
  notEnough: 0xc8,
  tooMuch: 0xc9,
  notImplemented: 0xff,
} as const;

export type Failure = (typeof failure)[keyof typeof failure];

export interface LoaderRequest {
  /** 0 in requests. */
  readonly direction: number;
  readonly op: number;
  /** As the header says. */
  readonly length: number;
  readonly checksum: number;
  readonly data: Uint8Array;
  /** The words of `data`, as far as it goes; what is beyond reads 0. */
  word(index: number): number;
}

const headerBytes = 8;
/** Before the payload of a data command: its length, a sequence number, two unused words. */
export const blockHeaderBytes = 16;

/** @returns null where there is not even a header */
export function readRequest(frame: Uint8Array): LoaderRequest | null {
  if (frame.length < headerBytes) return null;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const data = frame.subarray(headerBytes);
  return {
    direction: frame[0]!,
    op: frame[1]!,
    length: view.getUint16(2, true),
    checksum: view.getUint32(4, true),
    data,
    word: (index) => (4 * index + 4 <= data.length ? view.getUint32(headerBytes + 4 * index, true) : 0),
  };
}

export interface Answer {
  readonly op: number;
  /** Default 0. */
  readonly value?: number;
  /** Before the status. */
  readonly data?: Uint8Array;
  /** The ROM has 4 bytes of status, a stub 2. */
  readonly status: readonly number[];
}

export function writeAnswer({ op: code, value = 0, data = new Uint8Array(0), status }: Answer): Uint8Array {
  const frame = new Uint8Array(headerBytes + data.length + status.length);
  const view = new DataView(frame.buffer);
  frame[0] = 1;
  frame[1] = code;
  view.setUint16(2, data.length + status.length, true);
  view.setUint32(4, value, true);
  frame.set(data, headerBytes);
  frame.set(status, headerBytes + data.length);
  return frame;
}

export const payloadOf = ({ data }: LoaderRequest): Uint8Array => data.subarray(blockHeaderBytes);

/** Of a payload: all its bytes and 0xEF, XORed. */
export function checksumOf(payload: Uint8Array): number {
  let sum = 0xef;
  for (const byte of payload) sum ^= byte;
  return sum;
}
