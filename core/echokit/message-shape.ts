/**
 * Walks over a message's heads without making values of them. A list's head may announce four billion elements, and
 * the library believes it; after this walk all that is announced is there and within the limits.
 * Source: the MessagePack specification (msgpack/msgpack, spec.md).
 */
import { ok, type Result } from '../result.ts';
import { overLimit, wireFailure, type WireError } from './wire-error.ts';
import { wireLimits } from './wire-limits.ts';

/** The outer shape of an event: its name, and the one value under it. Both are views of the message. */
export interface MessageShape {
  readonly name: Uint8Array;
  /** Null for a bare name. Bytes after the value are left out. */
  readonly payload: Uint8Array | null;
  /** The payload has floats somewhere; the library's numbers do not tell them from integers. */
  readonly hasFloats: boolean;
}

type Kind = 'plain' | 'float' | 'text' | 'bytes' | 'extension' | 'list' | 'map' | 'reserved';

/** How a value goes on after its first byte: a length of 0, 1, 2 or 4 bytes, added to what the first byte says. */
interface Head {
  readonly kind: Kind;
  readonly lengthBytes: 0 | 1 | 2 | 4;
  /** Bytes that follow; elements for lists, pairs for maps. */
  readonly size: number;
}

const heads: readonly Head[] = Array.from({ length: 256 }, (_, byte) => headOf(byte));

function headOf(byte: number): Head {
  const head = (kind: Kind, lengthBytes: 0 | 1 | 2 | 4, size = 0): Head => ({ kind, lengthBytes, size });
  const width = (first: number) => ([1, 2, 4] as const)[byte - first]!;
  if (byte < 0x80 || byte >= 0xe0) return head('plain', 0);
  if (byte < 0x90) return head('map', 0, byte & 0x0f);
  if (byte < 0xa0) return head('list', 0, byte & 0x0f);
  if (byte < 0xc0) return head('text', 0, byte & 0x1f);
  if (byte === 0xc1) return head('reserved', 0);
  if (byte < 0xc4) return head('plain', 0);
  if (byte < 0xc7) return head('bytes', width(0xc4));
  if (byte < 0xca) return head('extension', width(0xc7), 1);
  if (byte < 0xcc) return head('float', 0, byte === 0xca ? 4 : 8);
  if (byte < 0xd4) return head('plain', 0, 1 << (byte & 0x03));
  if (byte < 0xd9) return head('extension', 0, 1 + (1 << (byte - 0xd4)));
  if (byte < 0xdc) return head('text', width(0xd9));
  if (byte < 0xde) return head('list', byte === 0xdc ? 2 : 4);
  return head('map', byte === 0xde ? 2 : 4);
}

/** Reads one head. `next` is where its body begins, -1 where the message ends before. */
function readHead(bytes: Uint8Array, at: number): { kind: Kind; size: number; next: number } {
  if (at >= bytes.length) return { kind: 'plain', size: 0, next: -1 };
  const { kind, lengthBytes, size } = heads[bytes[at]!]!;
  const next = at + 1 + lengthBytes;
  if (next > bytes.length) return { kind, size, next: -1 };
  let announced = 0;
  for (let i = at + 1; i < next; i++) announced = announced * 256 + bytes[i]!;
  return { kind, size: size + announced, next };
}

/** Reads the outer shape and walks over the payload once; bytes after it are ignored, as rmp-serde does. */
export function readMessageShape(bytes: Uint8Array): Result<MessageShape, WireError> {
  const { messageBytes, nameBytes } = wireLimits;
  if (bytes.length > messageBytes) return overLimit('a message with bytes', bytes.length, messageBytes);
  const outer = readHead(bytes, 0);
  if (outer.next < 0) return cut();
  const isUnit = outer.kind === 'text';
  if (!isUnit && !(outer.kind === 'map' && outer.size === 1)) {
    return wireFailure('wire-shape', `expected a name or a map of one event, got ${described(outer)}`);
  }
  const name = isUnit ? outer : readHead(bytes, outer.next);
  if (name.next < 0) return cut();
  if (name.kind !== 'text') {
    return wireFailure('wire-shape', `expected the event's name, got ${described(name)}`);
  }
  if (name.size > nameBytes) return overLimit("an event's name with bytes", name.size, nameBytes);
  const start = name.next + name.size;
  if (start > bytes.length) return cut();
  const nameOnly = { name: bytes.subarray(name.next, start), payload: null, hasFloats: false };
  if (isUnit) return ok(nameOnly);
  const walked = walkValue(bytes, start);
  if (!walked.ok) return walked;
  const { end, hasFloats } = walked.value;
  return ok({ name: nameOnly.name, payload: bytes.subarray(start, end), hasFloats });
}

function walkValue(bytes: Uint8Array, start: number): Result<{ end: number; hasFloats: boolean }, WireError> {
  const { elements, textBytes, depth, parts } = wireLimits;
  /** Values still to come, innermost list or map last. */
  const open: number[] = [1];
  let at = start;
  let partCount = 0;
  let hasFloats = false;
  while (open.length > 0) {
    if (open.at(-1) === 0) {
      open.pop();
      continue;
    }
    open[open.length - 1]! -= 1;
    const { kind, size, next } = readHead(bytes, at);
    if (next < 0) return cut();
    if (kind === 'reserved') return wireFailure('wire-shape', `byte ${at} is 0xc1, which means nothing`);
    if (kind === 'float') hasFloats = true;
    if (kind !== 'plain' && kind !== 'float' && ++partCount > parts) {
      return overLimit('a message with texts, lists and maps', partCount, parts);
    }
    if (kind === 'text' && size > textBytes) return overLimit('a text with bytes', size, textBytes);
    if (kind === 'list' || kind === 'map') {
      if (size > elements) return overLimit(`a ${kind} with elements`, size, elements);
      open.push(kind === 'map' ? 2 * size : size);
      if (open.length > depth + 1) return overLimit('a nesting', open.length - 1, depth);
      at = next;
    } else {
      at = next + size;
      if (at > bytes.length) return cut();
    }
  }
  return ok({ end: at, hasFloats });
}

const described = ({ kind, size }: { kind: Kind; size: number }): string =>
  kind === 'map' || kind === 'list' ? `a ${kind} of ${size}` : `a ${kind} value`;

const cut = (): Result<never, WireError> =>
  wireFailure('wire-cut', 'the message ends inside the value it began');
