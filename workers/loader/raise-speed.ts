/**
 * From 115,200 to the speed that was asked for, or the highest that works. A change is believed only when the chip has
 * answered at the new speed; where it has not, stub and line begin afresh.
 * Source: reference sheet of the box on a cable, A.11, A.12, E.2.
 */
import { op, words } from '../../core/esp/loader/commands.ts';
import { usbSerialFacts } from '../../core/esp/loader/usb-ids.ts';
import { pause } from './clock.ts';
import type { ChipLine } from './chip-line.ts';
import { romBaud } from './enter-boot-mode.ts';
import { readRegister } from './flash-commands.ts';
import { asLoaderError } from './loader-error.ts';

const magicRegister = 0x4000_1000;
const safeBaud = 460_800;

/** Speeds to be tried, highest first; none where the speed means nothing. */
export function speedsFor(line: ChipLine['line'], wanted: number): readonly number[] {
  const facts = usbSerialFacts(line.ids);
  const highest = facts === undefined ? wanted : facts.highestBaud;
  if (highest === null) return [];
  const first = Math.min(wanted, highest);
  return [first, safeBaud].filter((baud, index) => baud > romBaud && (index === 0 || baud < first));
}

/** @returns whether the chip answers at this speed */
export async function tryBaud(chip: ChipLine, baud: number): Promise<boolean> {
  try {
    await chip.command(op.changeBaud, words(baud, chip.line.baud ?? romBaud));
    await chip.line.open(baud);
    await pause(chip.clock, 50);
    chip.forgetInput();
    return await answersAtOnce(chip);
  } catch (cause) {
    if (asLoaderError(cause).code === 'unplugged') throw cause;
    return false;
  }
}

/** Whether the chip answers at the speed of the line. */
export async function answersAtOnce(chip: ChipLine): Promise<boolean> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await readRegister(chip, magicRegister, 500);
      return true;
    } catch (cause) {
      if (asLoaderError(cause).code === 'unplugged') throw cause;
    }
  }
  return false;
}
