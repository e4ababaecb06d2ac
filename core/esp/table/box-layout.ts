/** Which of the layouts in the field a table is. Source: reference sheet of EchoKit, 7.2; of the box on a cable, B.1. */
import type { BoxLayout, Partition, PartitionTable } from '../partition-table-types.ts';
import { appSubtypes, dataSubtypes, partitionTypes } from './partition-names.ts';

const knownLayouts: readonly { layout: BoxLayout; nvsBytes: number; appOffset: number }[] = [
  { layout: 'nvs-2mib', nvsBytes: 0x20_0000, appOffset: 0x21_0000 },
  { layout: 'nvs-24kib', nvsBytes: 0x6000, appOffset: 0x1_0000 },
];
const nvsOffset = 0x9000;

export function layoutOf(table: PartitionTable): BoxLayout {
  const nvs = settingsPartition(table);
  const app = startingApp(table);
  if (app?.subtype !== appSubtypes.factory) return 'other';
  const found = knownLayouts.find(
    ({ nvsBytes, appOffset }) =>
      nvs?.offset === nvsOffset && nvs.size === nvsBytes && app.offset === appOffset,
  );
  return found?.layout ?? 'other';
}

/** The partition that the firmware keeps its settings in: several may be of this type, it takes the one named `nvs`. */
export const settingsPartition = ({ partitions }: PartitionTable): Partition | null =>
  partitions.find(
    ({ label, type, subtype }) =>
      label === 'nvs' && type === partitionTypes.data && subtype === dataSubtypes.nvs,
  ) ?? null;

/** What starts while nothing else was chosen over the air: the factory application, else the first slot. */
export function startingApp({ partitions }: PartitionTable): Partition | null {
  const apps = partitions.filter(({ type }) => type === partitionTypes.app);
  const slots = apps.filter(({ subtype }) => subtype >= appSubtypes.firstOta && subtype < appSubtypes.test);
  return (
    apps.find(({ subtype }) => subtype === appSubtypes.factory) ??
    slots.sort((a, b) => a.subtype - b.subtype)[0] ??
    null
  );
}
