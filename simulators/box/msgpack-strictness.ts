/**
 * What rmp-serde refuses of a known event and our own decoder takes: a text for bytes, floats for integers in the named
 * form, a field named twice, AudioChunki16 without its vowel. Source: sheet `echokit.md` 2.1, rmp-serde 1.3.1.
 */
import { serverEventFields, type EventField } from '../../core/echokit/server-event.ts';
import { decodeUtf8 } from '../../core/echokit/utf8.ts';

/**
 * @param payload the value under the event's name, decoded successfully before: every length in it is true
 * @returns why a box refuses it, or null
 */
export function refusalOf(event: string, payload: Uint8Array): string | null {
  const fields = serverEventFields.get(event) ?? [];
  if (fields.length === 0) return null;
  const cursor = new Cursor(payload);
  const head = cursor.take();
  if (head.kind === 'list') {
    if (head.size < fields.length) return `${fields.length} fields are wanted, ${head.size} came`;
    for (const field of fields) {
      const refusal = judgeValue(cursor, field);
      if (refusal !== null) return refusal;
    }
    return null;
  }
  return judgeNamed(cursor, head.size, fields);
}

function judgeNamed(cursor: Cursor, pairs: number, fields: readonly EventField[]): string | null {
  const seen = new Set<string>();
  for (let n = 0; n < pairs; n += 1) {
    const key = cursor.take();
    const name = key.kind === 'text' ? decodeUtf8(cursor.body(key)) : null;
    cursor.skipBody(key);
    const field = fields.find(([known]) => known === name);
    if (field === undefined) {
      cursor.skipValue();
      continue;
    }
    if (seen.has(field[0])) return `"${field[0]}" is there twice`;
    seen.add(field[0]);
    const refusal = judgeValue(cursor, field);
    if (refusal !== null) return refusal;
  }
  const missing = fields.find(([name]) => !seen.has(name));
  return missing === undefined ? null : `"${missing[0]}" is missing`;
}

function judgeValue(cursor: Cursor, [name, kind]: EventField): string | null {
  const head = cursor.take();
  const isListed = kind === 'bytes' || kind === 'samples';
  if (isListed && head.kind === 'text') return `"${name}" is a text`;
  if (head.kind === 'float') return `"${name}" is a float`;
  if (head.kind !== 'list') {
    cursor.skipBody(head);
    return null;
  }
  for (let n = 0; n < head.size; n += 1) {
    if (isListed && cursor.peek().kind === 'float') return `"${name}" holds a float`;
    cursor.skipValue();
  }
  return null;
}

interface Head {
  readonly kind: 'text' | 'float' | 'list' | 'map' | 'other';
  /** Elements of a list, pairs of a map, bytes of all else. */
  readonly size: number;
}

/** Lengths of what has one, by first byte: how many bytes tell it, and what it counts. Source: the MessagePack specification. */
function headOf(byte: number): { readonly kind: Head['kind']; readonly size: number; readonly wide: number } {
  const fixed = (kind: Head['kind'], size: number) => ({ kind, size, wide: 0 });
  const sized = (kind: Head['kind'], wide: number, more = 0) => ({ kind, size: more, wide });
  if (byte < 0x80 || byte >= 0xe0) return fixed('other', 0);
  if (byte < 0x90) return fixed('map', byte & 0x0f);
  if (byte < 0xa0) return fixed('list', byte & 0x0f);
  if (byte < 0xc0) return fixed('text', byte & 0x1f);
  if (byte < 0xc4) return fixed('other', 0);
  if (byte < 0xc7) return sized('other', 1 << (byte - 0xc4));
  if (byte < 0xca) return sized('other', 1 << (byte - 0xc7), 1);
  if (byte < 0xcc) return fixed('float', byte === 0xca ? 4 : 8);
  if (byte < 0xd4) return fixed('other', 1 << (byte & 3));
  if (byte < 0xd9) return fixed('other', 1 + (1 << (byte - 0xd4)));
  if (byte < 0xdc) return sized('text', 1 << (byte - 0xd9));
  if (byte < 0xde) return sized('list', byte === 0xdc ? 2 : 4);
  return sized('map', byte === 0xde ? 2 : 4);
}

class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(): Head {
    const { kind, size, wide } = headOf(this.#bytes[this.#at]!);
    let announced = 0;
    for (let n = 1; n <= wide; n += 1) announced = announced * 256 + this.#bytes[this.#at + n]!;
    this.#at += 1 + wide;
    return { kind, size: size + announced };
  }

  peek(): Head {
    const at = this.#at;
    const head = this.take();
    this.#at = at;
    return head;
  }

  body({ size }: Head): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#at + size);
  }

  /** What follows a head that was taken. */
  skipBody({ kind, size }: Head): void {
    if (kind !== 'list' && kind !== 'map') this.#at += size;
    else for (let left = kind === 'map' ? 2 * size : size; left > 0; left -= 1) this.skipValue();
  }

  skipValue(): void {
    this.skipBody(this.take());
  }
}
