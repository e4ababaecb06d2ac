/** The least code point of each length: below it a shorter form exists, and the longer one is no UTF-8. Source: RFC 3629. */
const leastPoint = [0, 0x80, 0x800, 0x1_0000] as const;
const endOfPoints = 0x11_0000;
const chunkPoints = 2_048;

/**
 * Strict UTF-8: nothing is replaced and a byte-order mark stays. The MessagePack library's own reading is laxer for
 * short texts than for long ones, and drops the mark in long ones only.
 * @returns null for bytes that are no UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  let text = '';
  const points: number[] = [];
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
    points.push(point);
    if (points.length === chunkPoints) {
      text += String.fromCodePoint(...points);
      points.length = 0;
    }
  }
  return text + String.fromCodePoint(...points);
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
