/** What the flash of a box holds on which an EchoKit firmware is installed. Source: sheet `echokit.md` 7.2, 7.3. */
import { createNvs } from '../../../core/esp/nvs/create-nvs.ts';
import type { NvsEdit, NvsValue } from '../../../core/esp/nvs/nvs-types.ts';
import type { Partition } from '../../../core/esp/partition-table-types.ts';
import type { BoxSettings } from '../../../core/esp/settings/box-settings.ts';
import { buildPartitionTable } from '../../../core/esp/table/build-partition-table.ts';
import { appSubtypes, dataSubtypes, partitionTypes } from '../../../core/esp/table/partition-names.ts';
import { tableFormat } from '../../../core/esp/table/table-format.ts';
import { buildBootLoader, buildEchokitApp } from './echokit-images.ts';

export interface InstalledFlash {
  /** Default `nvs-2mib`. */
  readonly layout?: 'nvs-2mib' | 'nvs-24kib';
  /** Stored as they are, also where no box could use them. Default none: a blank partition. */
  readonly settings?: BoxSettings;
  /** Default `v0.3.2`. */
  readonly version?: string;
  readonly seed?: number;
}

const row = (label: string, type: number, subtype: number, offset: number, size: number): Partition => ({
  label,
  type,
  subtype,
  offset,
  size,
  encrypted: false,
  readOnly: false,
});
const { app, data } = partitionTypes;

/** The firmware's own table, and espflash's default one. */
const boxTables: Readonly<Record<'nvs-2mib' | 'nvs-24kib', readonly Partition[]>> = {
  'nvs-2mib': [
    row('nvs', data, dataSubtypes.nvs, 0x9000, 0x20_0000),
    row('phy_init', data, dataSubtypes.phy, 0x20_9000, 0x1000),
    row('factory', app, appSubtypes.factory, 0x21_0000, 0x50_0000),
    row('model', data, 0x82, 0x71_0000, 0x30_0000),
  ],
  'nvs-24kib': [
    row('nvs', data, dataSubtypes.nvs, 0x9000, 0x6000),
    row('phy_init', data, dataSubtypes.phy, 0xf000, 0x1000),
    row('factory', app, appSubtypes.factory, 0x1_0000, 0xff_0000),
  ],
};

/** From offset 0 to the application's end. @throws where the settings do not fit */
export function buildInstalledFlash({
  layout = 'nvs-2mib',
  settings = {},
  version,
  seed,
}: InstalledFlash = {}): Uint8Array<ArrayBuffer> {
  const partitions = boxTables[layout];
  const [nvs, , factory] = partitions as readonly [Partition, Partition, Partition];
  const image = buildEchokitApp(version, seed);
  const flash = new Uint8Array(factory.offset + image.length).fill(0xff);
  flash.set(buildBootLoader(seed));
  flash.set(buildPartitionTable({ partitions, md5: 'ok' }), tableFormat.offset);
  flash.set(image, factory.offset);
  const edits = editsFor(settings);
  if (edits.length === 0) return flash;
  const created = createNvs(nvs.size, edits);
  if (!created.ok) throw new Error(`the box's settings cannot be stored: ${created.error.message}`);
  flash.set(created.value.image, nvs.offset);
  return flash;
}

function editsFor(settings: BoxSettings): NvsEdit[] {
  const values: Readonly<Record<keyof BoxSettings, NvsValue | undefined>> = {
    ssid: str(settings.ssid),
    pass: str(settings.pass),
    server_url: str(settings.server_url),
    background_gif: blob(settings.background_gif),
    avatar_gif: blob(settings.avatar_gif),
    state: integer('u8', settings.state),
    afe_linear_gain:
      settings.afe_linear_gain === undefined ? undefined : blob(float(settings.afe_linear_gain)),
    agc_tl_dbfs: integer('i32', settings.agc_tl_dbfs),
    agc_cg_db: integer('i32', settings.agc_cg_db),
  };
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ op: 'set', namespace: 'setting', key, ...value } as const],
  );
}

const str = (value: string | undefined): NvsValue | undefined =>
  value === undefined ? undefined : { type: 'str', value };
const blob = (value: Uint8Array | undefined): NvsValue | undefined =>
  value === undefined ? undefined : { type: 'blob', value };
const integer = (type: 'u8' | 'i32', value: number | undefined): NvsValue | undefined =>
  value === undefined ? undefined : { type, value: BigInt(value) };

function float(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return bytes;
}
