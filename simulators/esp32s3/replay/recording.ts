/** A recording of a host and a chip, one frame a line, and what it has to be compared with. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '../../../core/result.ts';
import { op } from '../requests.ts';
import type { TracedFrame } from '../traced-frame.ts';

export interface RecordedFrame {
  readonly from: 'host' | 'chip';
  readonly bytes: Uint8Array;
}

/** More than a session that writes 16 MB has. */
const mostFrames = 1_000_000;

/** @param text lines of JSON with `from` and `hex`. The error names the line */
export function readRecording(text: string): Result<readonly RecordedFrame[], string> {
  const frames: RecordedFrame[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const frame = readLine(line);
    if (frame === null) return err(`line ${index + 1} is no frame: it needs "from" and "hex"`);
    if (frames.push(frame) > mostFrames) return err(`more than ${mostFrames} frames`);
  }
  return ok(frames);
}

function readLine(line: string): RecordedFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('from' in value) || !('hex' in value)) return null;
  const { from, hex } = value;
  if (from !== 'host' && from !== 'chip') return null;
  if (typeof hex !== 'string' || hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) return null;
  return { from, bytes: hexToBytes(hex.toLowerCase()) };
}

const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

const names: ReadonlyMap<number, string> = new Map([
  [op.flashBegin, 'FLASH_BEGIN'],
  [op.flashData, 'FLASH_DATA'],
  [op.flashEnd, 'FLASH_END'],
  [op.memBegin, 'MEM_BEGIN'],
  [op.memEnd, 'MEM_END'],
  [op.memData, 'MEM_DATA'],
  [op.sync, 'SYNC'],
  [op.writeReg, 'WRITE_REG'],
  [op.readReg, 'READ_REG'],
  [op.spiSetParams, 'SPI_SET_PARAMS'],
  [op.spiAttach, 'SPI_ATTACH'],
  [op.readFlashSlow, 'READ_FLASH_SLOW'],
  [op.changeBaud, 'CHANGE_BAUDRATE'],
  [op.deflBegin, 'FLASH_DEFL_BEGIN'],
  [op.deflData, 'FLASH_DEFL_DATA'],
  [op.deflEnd, 'FLASH_DEFL_END'],
  [op.flashMd5, 'SPI_FLASH_MD5'],
  [op.securityInfo, 'GET_SECURITY_INFO'],
  [op.eraseFlash, 'ERASE_FLASH'],
  [op.eraseRegion, 'ERASE_REGION'],
  [op.readFlash, 'READ_FLASH'],
  [op.runUserCode, 'RUN_USER_CODE'],
  [op.encryptData, 'FLASH_ENCRYPT_DATA'],
]);

/** A frame as a line of a recording, with the fields that help who reads it. */
export function writeRecordedLine({ from, kind, bytes }: TracedFrame): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const code = bytes[1];
  const isPacket = (kind === 'request' || kind === 'response') && code !== undefined;
  const isReadReg = kind === 'request' && code === op.readReg && bytes.length === 12;
  return JSON.stringify({
    from,
    kind,
    ...(isPacket && { op: hex(code) }),
    ...(isPacket && { name: names.get(code) ?? 'unknown' }),
    ...(isReadReg && { address: hex(view.getUint32(8, true)) }),
    ...(kind === 'response' && bytes.length >= 8 && { value: hex(view.getUint32(4, true)) }),
    hex: bytesToHex(bytes),
  });
}
