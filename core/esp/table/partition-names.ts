/** Names of types and subtypes as Espressif's generator knows them. Source: ESP-IDF v5.4 (gen_esp32part.py). */

export const partitionTypes = { app: 0, data: 1, bootLoader: 2, partitionTable: 3 } as const;
export const dataSubtypes = { ota: 0, phy: 1, nvs: 2 } as const;
export const appSubtypes = { factory: 0, firstOta: 0x10, test: 0x20 } as const;

export const typeValues: ReadonlyMap<string, number> = new Map<string, number>([
  ['app', partitionTypes.app],
  ['data', partitionTypes.data],
  ['bootloader', partitionTypes.bootLoader],
  ['partition_table', partitionTypes.partitionTable],
]);

const slots = (name: string, first: number, count: number): [string, number][] =>
  Array.from({ length: count }, (_, slot) => [`${name}_${slot}`, first + slot]);

const subtypeValues: ReadonlyMap<number, ReadonlyMap<string, number>> = new Map<
  number,
  ReadonlyMap<string, number>
>([
  [
    partitionTypes.app,
    new Map<string, number>([
      ['factory', appSubtypes.factory],
      ['test', appSubtypes.test],
      ...slots('ota', appSubtypes.firstOta, 16),
      ...slots('tee', 0x30, 2),
    ]),
  ],
  [
    partitionTypes.data,
    new Map<string, number>([
      ['ota', dataSubtypes.ota],
      ['phy', dataSubtypes.phy],
      ['nvs', dataSubtypes.nvs],
      ['coredump', 0x03],
      ['nvs_keys', 0x04],
      ['efuse', 0x05],
      ['undefined', 0x06],
      ['esphttpd', 0x80],
      ['fat', 0x81],
      ['spiffs', 0x82],
      ['littlefs', 0x83],
      ['tee_ota', 0x90],
      ['tee_sec_stg', 0x91],
    ]),
  ],
  [
    partitionTypes.bootLoader,
    new Map([
      ['primary', 0],
      ['ota', 1],
      ['recovery', 2],
    ]),
  ],
  [
    partitionTypes.partitionTable,
    new Map([
      ['primary', 0],
      ['ota', 1],
    ]),
  ],
]);

const none: ReadonlyMap<string, number> = new Map();

/** Empty for custom types: their subtypes are numbers. */
export const subtypesOf = (type: number): ReadonlyMap<string, number> => subtypeValues.get(type) ?? none;

/** `data`, or the number where it has no name. */
export const typeName = (type: number): string => nameIn(typeValues, type);

/** `nvs`, or the number where it has no name. */
export const subtypeName = (type: number, subtype: number): string => nameIn(subtypesOf(type), subtype);

function nameIn(names: ReadonlyMap<string, number>, value: number): string {
  for (const [name, known] of names) if (known === value) return name;
  return String(value);
}
