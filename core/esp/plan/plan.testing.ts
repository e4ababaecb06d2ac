import { imageFixture, mergedFixture } from '../image/image-fixtures.testing.ts';
import type { PartitionTable } from '../partition-table-types.ts';
import { buildPartitionTable } from '../table/build-partition-table.ts';
import { parsePartitionCsv } from '../table/partition-csv.ts';
import type { FlashDecision, FlashFile, FlashTarget, PlannedPart } from './flash-plan.ts';
import { planFlash } from './plan-flash.ts';

/** @throws where the text is no table */
export const tableOf = (csv: string): PartitionTable => {
  const table = parsePartitionCsv(csv);
  if (!table.ok) throw table.error;
  return table.value;
};
/** EchoKit's own, the small one of the field, and one that updates over the air. */
export const large = tableOf(
  'nvs,data,nvs,,2M\nphy_init,data,phy,,0x1000\nfactory,app,factory,,5M\nmodel,data,spiffs,,3M',
);
export const small = tableOf('nvs,data,nvs,,0x6000\nphy_init,data,phy,,0x1000\nfactory,app,factory,,4032K');
export const twoOta = tableOf(
  'nvs,data,nvs,,0x4000\notadata,data,ota,,0x2000\nphy_init,data,phy,,0x1000\nota_0,app,ota_0,,1M\nota_1,app,ota_1,,1M',
);
/** A healthy box with EchoKit's table. */
export const box = (changes: Partial<FlashTarget> = {}): FlashTarget => ({
  flashBytes: 16 << 20,
  table: large,
  installed: null,
  bootLoader: 'good',
  settings: 'unknown',
  ...changes,
});
export const merged = (): FlashFile => ({ name: 'merged.bin', bytes: mergedFixture() });
export const app = (): FlashFile => ({ name: 'app.bin', bytes: imageFixture('app.bin') });
export const keep = { eraseSettings: false };
export const clean = { eraseSettings: true };

export const planOf = (...args: Parameters<typeof planFlash>): FlashDecision => {
  const plan = planFlash(...args);
  if (!plan.ok) throw plan.error;
  return plan.value;
};
export const refusalOf = (...args: Parameters<typeof planFlash>): string | null => {
  const plan = planFlash(...args);
  return plan.ok ? null : plan.error.code;
};
/** `factory file 0x210000+0x19c90`. */
export const shown = (parts: readonly PlannedPart[]): string[] =>
  parts.map(
    ({ name, source, offset, length }) =>
      `${name} ${source} 0x${offset.toString(16)}+0x${length.toString(16)}`,
  );
export const factory = 'factory file 0x210000+0x19c90';
export const bootLoader = 'boot-loader file 0x0+0x17b0';
export const newTable = 'partition-table file 0x8000+0x1000';

/** A merged image of a table with an application in its first place, and what else is given. */
export function mergedOf(table: PartitionTable, more: Readonly<Record<number, Uint8Array>> = {}): FlashFile {
  const appAt = table.partitions.find(({ type }) => type === 0)!.offset;
  const placed: [number, Uint8Array][] = [
    [0, imageFixture('bootloader.bin')],
    [0x8000, buildPartitionTable(table)],
    [appAt, imageFixture('app.bin')],
    ...Object.entries(more).map(([at, bytes]): [number, Uint8Array] => [Number(at), bytes]),
  ];
  const bytes = new Uint8Array(16 << 20).fill(0xff);
  for (const [at, content] of placed) bytes.set(content, at);
  return { name: 'merged.bin', bytes };
}
