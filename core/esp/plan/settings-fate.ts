/** What becomes of Wi-Fi, server and pictures. Source: reference sheet of the box on a cable, B.1 and B.3. */
import { sectorBytes } from '../flash-bytes.ts';
import type { Partition, PartitionTable } from '../partition-table-types.ts';
import { settingsPartition } from '../table/box-layout.ts';
import type { FlashTarget, SettingsFate } from './flash-plan.ts';

/**
 * @param table of the box afterwards
 * @param overwritten a file of the person's, without a table, lies in the settings
 */
export function settingsFate(
  target: FlashTarget,
  table: PartitionTable | null,
  options: { readonly eraseSettings: boolean; readonly overwritten: boolean },
): SettingsFate {
  const none = target.settings === 'none';
  const from = target.table === null ? null : settingsPartition(target.table);
  const to = table === null ? null : settingsPartition(table);
  if (options.eraseSettings || options.overwritten) return { kind: none ? 'none' : 'erased' };
  if (to === null) return { kind: none || from === null ? 'none' : 'erased' };
  // No table, but perhaps settings: a table that was being written when the cable was pulled.
  if (target.table === null) return none ? { kind: 'none' } : { kind: 'kept', partition: to };
  if (none || from === null) return { kind: 'none' };
  if (samePlace(from, to)) return { kind: 'kept', partition: to };
  return { kind: fits(target, from, to) ? 'moved' : 'moved-without-pictures', from, to };
}

export const samePlace = (one: Partition, other: Partition): boolean =>
  one.offset === other.offset && one.size === other.size;

/** Of a page, as pictures are stored: the rest is heads. */
const usablePageBytes = 4_000;
/** One page stays free, one is for everything that is no picture. */
const otherPages = 2;

function fits({ settings }: FlashTarget, from: Partition, to: Partition): boolean {
  if (to.size >= from.size) return true;
  if (typeof settings === 'string') return false;
  return settings.pictureBytes <= (to.size / sectorBytes - otherPages) * usablePageBytes;
}
