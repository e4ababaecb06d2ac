/** What the ROM does after its reset lines: loads the second stage from the start of the flash, or cannot. */
import { inspectImage } from '../../../core/esp/image/inspect-image.ts';
import { tableFormat } from '../../../core/esp/table/table-format.ts';
import type { FlashModel } from '../flash-model.ts';
import { hex } from './console-log.ts';

export interface RomBoot {
  readonly text: string;
  /** The second stage runs. Otherwise a watchdog resets the chip, and all begins again. */
  readonly isLoaded: boolean;
}

/** How often it looks at the flash before the watchdog bites. */
const tries = 8;
const modes = { qio: 'QIO', qout: 'QOUT', dio: 'DIO', dout: 'DOUT', unknown: 'SLOW READ' } as const;
/** By the low nibble of byte 3: 80, 40, 26, 20 MHz. */
const dividers: Readonly<Record<number, number>> = { 15: 1, 0: 2, 1: 3, 2: 4 };

export function bootRom(flash: FlashModel): RomBoot {
  const { header, segments, checksum } = inspectImage(flash.read(0, tableFormat.offset));
  if (header === null || checksum === null) {
    const word = new DataView(flash.read(0, 4).buffer).getUint32(0, true);
    const line = `invalid header: 0x${hex(word)}\r\n`;
    return { text: line.repeat(tries) + 'ets_main.c 329 \r\n', isLoaded: false };
  }
  const lines = [
    'SPIWP:0xee',
    `mode:${modes[header.spiMode]}, clock div:${dividers[header.flashFreqNibble] ?? 1}`,
    ...segments.map(({ loadAddress, length }) => `load:0x${hex(loadAddress, 8)},len:0x${hex(length)}`),
  ];
  // The ROM knows the checksum only: the hash is the loader's and the tools' affair.
  const isLoaded = checksum.stored === checksum.computed;
  lines.push(
    isLoaded
      ? `entry 0x${hex(header.entry, 8)}`
      : `csum err:0x${hex(checksum.stored)}!=0x${hex(checksum.computed)}`,
  );
  if (!isLoaded) lines.push('ets_main.c 329 ');
  return { text: lines.map((line) => `${line}\r\n`).join(''), isLoaded };
}
