/**
 * Walks over a message's heads without making values of them: the MessagePack library makes room for what a list's
 * head announces, and follows any nesting. After this walk all that is announced is there and within the limits.
 * Source: the MessagePack specification (msgpack/msgpack, spec.md).
 */
import { ok, type Result } from '../result.ts';
import { relayFailure, type RelayError } from './relay-error.ts';
import { relayLimits } from './relay-limits.ts';

export function checkBounds(bytes: Uint8Array): Result<void, RelayError> {
  const { messageBytes, elements, lists, depth, parts } = relayLimits;
  if (bytes.length > messageBytes) return overLimit('bytes', bytes.length, messageBytes);
  /** Values still to come, innermost list or map last. */
  const open: number[] = [1];
  let at = 0;
  let listCount = 0;
  let partCount = 0;
  for (;;) {
    while (open.at(-1) === 0) open.pop();
    if (open.length === 0) break;
    open[open.length - 1]! -= 1;
    const head = readHead(bytes, at);
    if (head === null) return relayFailure('relay-malformed', `no value of the relay at byte ${at}`);
    const { kind, size, next } = head;
    if (kind !== 'plain' && ++partCount > parts) return overLimit('parts', partCount, parts);
    if (kind === 'list' && ++listCount > lists) return overLimit('lists', listCount, lists);
    if (kind === 'list' || kind === 'map') {
      if (size > elements) return overLimit(`elements in a ${kind}`, size, elements);
      open.push(kind === 'map' ? 2 * size : size);
      if (open.length > depth + 1) return overLimit('levels', open.length - 1, depth);
      at = next;
    } else {
      at = next + size;
    }
    if (at > bytes.length) return relayFailure('relay-malformed', 'the message ends inside a value');
  }
  return at === bytes.length
    ? ok(undefined)
    : relayFailure('relay-malformed', `${bytes.length - at} bytes after the message`);
}

interface Head {
  /** `plain` values have no parts; `data` is a text or bytes. */
  readonly kind: 'plain' | 'data' | 'list' | 'map';
  /** Bytes that follow; elements for lists, pairs for maps. */
  readonly size: number;
  /** Where the body begins. */
  readonly next: number;
}

/** Null for extensions, which the relay has none of, for 0xc1, and where the message ends before. */
function readHead(bytes: Uint8Array, at: number): Head | null {
  const byte = bytes[at];
  if (byte === undefined) return null;
  const short = (kind: Head['kind'], size: number): Head => ({ kind, size, next: at + 1 });
  if (byte < 0x80 || byte >= 0xe0) return short('plain', 0);
  if (byte < 0x90) return short('map', byte & 0x0f);
  if (byte < 0xa0) return short('list', byte & 0x0f);
  if (byte < 0xc0) return short('data', byte & 0x1f);
  switch (byte) {
    case 0xc0:
    case 0xc2:
    case 0xc3:
      return short('plain', 0);
    case 0xc4:
    case 0xd9:
      return long('data', 1);
    case 0xc5:
    case 0xda:
      return long('data', 2);
    case 0xc6:
    case 0xdb:
      return long('data', 4);
    case 0xca:
      return short('plain', 4);
    case 0xcb:
      return short('plain', 8);
    case 0xdc:
      return long('list', 2);
    case 0xdd:
      return long('list', 4);
    case 0xde:
      return long('map', 2);
    case 0xdf:
      return long('map', 4);
    default:
      // Integers of 1, 2, 4 and 8 bytes; the rest are extensions and 0xc1.
      return byte >= 0xcc && byte <= 0xd3 ? short('plain', 1 << (byte & 0x03)) : null;
  }
  function long(kind: Head['kind'], lengthBytes: number): Head | null {
    const next = at + 1 + lengthBytes;
    if (next > bytes.length) return null;
    let size = 0;
    for (let i = at + 1; i < next; i++) size = size * 256 + bytes[i]!;
    return { kind, size, next };
  }
}

const overLimit = (what: string, size: number, limit: number): Result<never, RelayError> =>
  relayFailure('relay-too-large', `${size} ${what}, at most ${limit} are read`);
