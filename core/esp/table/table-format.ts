/** Where and how a partition table lies in flash. Source: reference sheet of the box on a cable, B.1. */
export const tableFormat = {
  offset: 0x8000,
  /** What the table may take of its sector; the rest is for a signature. */
  bytes: 0xc00,
  rowBytes: 32,
  labelBytes: 16,
  sectorBytes: 0x1000,
  /** Where partitions may begin. */
  firstOffset: 0x9000,
  appAlignment: 0x1_0000,
  nvsPages: 3,
  /** `AA 50`, `EB EB`, read as little-endian. */
  rowMagic: 0x50aa,
  md5Magic: 0xebeb,
  /** The MD5 lies in the second half of its row. */
  md5At: 16,
  flags: { encrypted: 1, readOnly: 2 },
} as const;
