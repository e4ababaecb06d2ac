/** Text of whatever a serial line delivers: what is no UTF-8, and controls, become replacement characters. */

export const replacement = '\uFFFD';
const escape = 0x1b;
const tab = 0x09;

/**
 * UTF-8 as browsers read it (one replacement for each longest start of a character that breaks off). Controls except tab
 * and ESC are replaced too.
 * @param isWhole false: a character that the end of `bytes` cuts is left out
 */
export function lossyText(bytes: Uint8Array, isWhole = true): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const { point, length, isCut } = characterAt(bytes, at);
    at += length;
    if (isCut && !isWhole) break;
    parts.push(point === null || isControl(point) ? replacement : String.fromCodePoint(point));
  }
  return parts.join('');
}

interface Character {
  /** Null for what is none. */
  readonly point: number | null;
  readonly length: number;
  /** More bytes could have made it one. */
  readonly isCut: boolean;
}

function characterAt(bytes: Uint8Array, at: number): Character {
  const lead = bytes[at]!;
  if (lead < 0x80) return { point: lead, length: 1, isCut: false };
  const more = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
  if (more === 0) return { point: null, length: 1, isCut: false };
  let point = lead & (0x3f >> more);
  for (let i = 1; i <= more; i += 1) {
    const next = bytes[at + i];
    if (next === undefined) return { point: null, length: i, isCut: true };
    const [least, most] = i === 1 ? secondBytes(lead) : [0x80, 0xbf];
    if (next < least || next > most) return { point: null, length: i, isCut: false };
    point = (point << 6) | (next & 0x3f);
  }
  return { point, length: more + 1, isCut: false };
}

/** What excludes overlong forms, surrogates and points beyond the last. Source: Unicode, table 3-7. */
function secondBytes(lead: number): readonly [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  if (lead === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}

const isControl = (point: number): boolean =>
  (point < 0x20 && point !== tab && point !== escape) || (point >= 0x7f && point < 0xa0);

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return length;
}
