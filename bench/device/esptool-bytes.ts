/**
 * What the real esptool puts on the line for one file, as its recordings show it (`simulators/esp32s3/fixtures`): one zlib
 * stream at level 9 for all of it, blocks of 16 KiB, one BEGIN, one MD5 request, one BEGIN and END at the end.
 */
import { deflateSync } from 'node:zlib';
import { encodeDataRequest, encodeRequest, op, words } from '../../core/esp/loader/commands.ts';
import { encodeSlip } from '../../core/esp/loader/slip.ts';

const blockBytes = 0x4000;
const flashBegin = 0x02;

export function esptoolBytes(offset: number, bytes: Uint8Array): number {
  const stream = deflateSync(bytes, { level: 9 });
  const blocks = Math.ceil(stream.length / blockBytes);
  const frames = [encodeRequest(op.deflateBegin, words(bytes.length, blocks, blockBytes, offset))];
  for (let block = 0; block < blocks; block += 1) {
    const payload = stream.subarray(block * blockBytes, (block + 1) * blockBytes);
    frames.push(encodeDataRequest(op.deflateData, payload, block));
  }
  frames.push(encodeRequest(op.flashMd5, words(offset, bytes.length, 0, 0)));
  frames.push(encodeRequest(flashBegin, words(0, 0, blockBytes, 0)));
  frames.push(encodeRequest(op.deflateEnd, words(1)));
  return frames.reduce((sum, frame) => sum + encodeSlip(frame).length, 0);
}
