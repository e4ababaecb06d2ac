/** Reads what a box tells over the air, and compares it with what was written. */
import {
  readableSettings,
  type GattName,
  type ReadableSetting,
} from '../../../core/box-gatt/characteristics.ts';
import { decodeGain, decodeInt, decodeText } from '../../../core/box-gatt/values.ts';
import type { BoxSettings, SettingEdit } from '../../../core/esp/settings/box-settings.ts';
import type { BoxLink } from '../../platform/bluetooth/box-link.ts';

export interface ReadBox {
  readonly settings: BoxSettings;
  /** Offered, and not readable as what they should be. */
  readonly damaged: readonly ReadableSetting[];
}

/** @param known values that were read already */
export async function readBox(
  link: BoxLink,
  wanted: readonly GattName[],
  known: ReadonlyMap<GattName, Uint8Array> = new Map(),
): Promise<ReadBox> {
  let settings: BoxSettings = {};
  const damaged: ReadableSetting[] = [];
  for (const name of readableSettings) {
    if (!wanted.includes(name) || !link.offered.includes(name)) continue;
    const value = decode(name, known.get(name) ?? (await link.read(name)));
    if (value === null) damaged.push(name);
    else settings = { ...settings, [name]: value };
  }
  return { settings, damaged };
}

function decode(name: ReadableSetting, bytes: Uint8Array): string | number | null {
  const decoded =
    name === 'afe_linear_gain'
      ? decodeGain(bytes)
      : name === 'agc_tl_dbfs' || name === 'agc_cg_db'
        ? decodeInt(bytes)
        : decodeText(bytes);
  return decoded.ok ? decoded.value : null;
}

/** @returns the first setting that the box has otherwise than it was told, if any */
export function firstDifference(
  edits: readonly SettingEdit[],
  read: BoxSettings,
): ReadableSetting | undefined {
  return readableSettings.find((name) => {
    const edit = edits.find(({ key }) => key === name);
    return edit !== undefined && edit.value !== null && !isKept(name, edit.value, read[name]);
  });
}

function isKept(
  name: ReadableSetting,
  written: SettingEdit['value'],
  read: string | number | undefined,
): boolean {
  // A 32-bit float has fewer digits than a person may type.
  if (name === 'afe_linear_gain')
    return typeof read === 'number' && Math.fround(read) === Math.fround(Number(written));
  // Older firmware ends the address with a slash.
  return read === written || (name === 'server_url' && read === `${String(written)}/`);
}
