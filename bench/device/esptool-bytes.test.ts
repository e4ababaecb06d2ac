import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { encodeSlip } from '../../core/esp/loader/slip.ts';
import { esptoolBytes } from './esptool-bytes.ts';

interface Frame {
  readonly from: 'host' | 'chip';
  readonly op?: number;
  readonly hex: string;
}

/** BEGIN, data, END and MD5, plain and deflated. */
const writingOps: readonly number[] = [0x02, 0x10, 0x11, 0x12, 0x13];

it('counts what the real tool was recorded to send for the boot loader', () => {
  const url = new URL(
    '../../simulators/esp32s3/fixtures/esptool-4.11-write-compressed.jsonl',
    import.meta.url,
  );
  const frames = readFileSync(url, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Frame)
    .filter(({ from, hex }) => from === 'host' && writingOps.includes(parseInt(hex.slice(2, 4), 16)));
  // Two files: what is before the second BEGIN belongs to the first.
  const second = frames.findLastIndex(({ hex }) => hex.startsWith('0010'));
  const recorded = frames
    .slice(second)
    .reduce((sum, { hex }) => sum + encodeSlip(new Uint8Array(Buffer.from(hex, 'hex'))).length, 0);
  const bootLoader = readFileSync(new URL('../../core/esp/image/fixtures/bootloader.bin', import.meta.url));
  expect(Math.abs(esptoolBytes(0x21_0000, bootLoader) - recorded)).toBeLessThanOrEqual(0.01 * recorded);
});
