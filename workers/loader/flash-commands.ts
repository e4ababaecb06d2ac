/** Single requests to the stub: registers, MD5, erasing. Source: reference sheet of the box on a cable, A.2, A.9. */
import { op, words } from '../../core/esp/loader/commands.ts';
import type { Millis } from '../../core/units.ts';
import { usualLimitMs, type ChipLine } from './chip-line.ts';
import { toHex } from './md5.ts';

const md5MsPerMb: Millis = 8000;
const eraseMsPerMb: Millis = 30_000;
const allBits = 0xffff_ffff;

export const limitFor = (msPerMb: Millis, bytes: number): Millis =>
  usualLimitMs + (msPerMb * bytes) / 1_000_000;

export async function readRegister(chip: ChipLine, address: number, limitMs?: Millis): Promise<number> {
  const options = limitMs === undefined ? {} : { limitMs };
  return (await chip.command(op.readRegister, words(address), options)).value;
}

export async function writeRegister(
  chip: ChipLine,
  address: number,
  value: number,
  mask: number = allBits,
): Promise<void> {
  await chip.command(op.writeRegister, words(address, value, mask, 0));
}

/** @returns 32 hex digits of what the flash holds there */
export async function flashMd5(chip: ChipLine, offset: number, length: number): Promise<string> {
  const { data } = await chip.command(op.flashMd5, words(offset, length, 0, 0), {
    dataBytes: 16,
    limitMs: limitFor(md5MsPerMb, length),
  });
  return toHex(data);
}

/** Both multiples of 4,096. */
export async function eraseRegion(chip: ChipLine, offset: number, length: number): Promise<void> {
  await chip.command(op.eraseRegion, words(offset, length), { limitMs: limitFor(eraseMsPerMb, length) });
}
