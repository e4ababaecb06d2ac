/** What a partition table says. Source: reference sheet of the box on a cable, B.1. */

/** One row. Offsets and sizes in bytes of flash. */
export interface Partition {
  /** At most 16 bytes; the table pads with NUL. */
  readonly label: string;
  /** 0 app, 1 data, 2 boot loader, 3 partition table, 0x40 to 0xFE custom. */
  readonly type: number;
  /** For data: 0 ota, 1 phy, 2 nvs, 3 coredump, 4 nvs_keys, ... For app: 0 factory, 0x10 to 0x1F ota, 0x20 test. */
  readonly subtype: number;
  readonly offset: number;
  readonly size: number;
  readonly encrypted: boolean;
  readonly readOnly: boolean;
}

export interface PartitionTable {
  /** In the order of the table. */
  readonly partitions: readonly Partition[];
  /** Old tools leave the row out. A row that does not match is a refusal, not a state. */
  readonly md5: 'ok' | 'absent';
}

/** The two layouts that EchoKit's firmware is found in, by nvs and factory; anything else is somebody else's. */
export type BoxLayout = 'nvs-2mib' | 'nvs-24kib' | 'other';
