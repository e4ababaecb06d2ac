/** Chip ids of image headers and security info. Source: reference sheet of the box on a cable, B.2; esptool 5 (targets). */
const chips: ReadonlyMap<number, string> = new Map([
  [0, 'ESP32'],
  [2, 'ESP32-S2'],
  [5, 'ESP32-C3'],
  [9, 'ESP32-S3'],
  [12, 'ESP32-C2'],
  [13, 'ESP32-C6'],
  [16, 'ESP32-H2'],
  [18, 'ESP32-P4'],
  [20, 'ESP32-C61'],
  [23, 'ESP32-C5'],
  [28, 'ESP32-H4'],
]);

/** The box's. */
export const boxChipId = 9;

export const chipName = (id: number): string => chips.get(id) ?? `chip ${id}`;
