/** The least code point of each length; below it a shorter form exists. Source: RFC 3629. */
const leastPoint = [0, 0x80, 0x800, 0x1_0000] as const;
const endOfPoints = 0x11_0000;
/** UTF-16 units that are made a string at a time. */
const chunkUnits = 2_048;

/**
 * Strict UTF-8: nothing is replaced and a byte-order mark stays. The MessagePack library's own reading is laxer for
 * short texts than for long ones, and drops the mark in long ones only.
 * @returns null for bytes that are no UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  let text = '';
  const units = new Uint16Array(Math.min(bytes.length, chunkUnits) + 1);
  let filled = 0;
  for (let at = 0; at < bytes.length;) {
    const more = bytesAfter(bytes[at]!);
    if (more < 0 || at + more >= bytes.length) return null;
    let point = more === 0 ? bytes[at]! : bytes[at]! & (0x3f >> more);
    for (let i = 1; i <= more; i++) {
      const next = bytes[at + i]!;
      if ((next & 0xc0) !== 0x80) return null;
      point = (point << 6) | (next & 0x3f);
    }
    const isSurrogate = point >= 0xd800 && point < 0xe000;
    if (point < leastPoint[more]! || point >= endOfPoints || isSurrogate) return null;
    at += more + 1;
    if (point < 0x1_0000) units[filled++] = point;
    else {
      units[filled++] = 0xd7c0 + (point >> 10);
      units[filled++] = 0xdc00 | (point & 0x3ff);
    }
    if (filled >= chunkUnits) {
      text += asText(units.subarray(0, filled));
      filled = 0;
    }
  }
  return text + asText(units.subarray(0, filled));
}

/** How many bytes follow this first one, -1 if none starts so. */
function bytesAfter(lead: number): number {
  if (lead < 0x80) return 0;
  if (lead < 0xc0) return -1;
  if (lead < 0xe0) return 1;
  if (lead < 0xf0) return 2;
  return lead < 0xf8 ? 3 : -1;
}

/** Half of a surrogate pair has no UTF-8; Rust would refuse the whole message for it. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/** `apply` takes the array as it is; spreading it would make a list of numbers of it first. */
const asText = (units: Uint16Array): string => String.fromCharCode.apply(null, units as unknown as number[]);
