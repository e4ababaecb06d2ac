import { decode, ExtData } from '@msgpack/msgpack';
import { ok, type Result } from '../result.ts';
import { readMessageShape, type MessageShape } from './message-shape.ts';
import {
  serverEventFields,
  type EventField,
  type FieldKind,
  type KnownServerEvent,
  type ServerEvent,
} from './server-event.ts';
import { decodeUtf8 } from './utf8.ts';
import { wireFailure, type WireError } from './wire-error.ts';

/**
 * Reads one binary message of a server. Takes what rmp-serde takes of it: fields by position or by name (unknown
 * names ignored), bytes as a list of integers or as `bin`, integers and lengths in any width, `{name: nil}` for a bare
 * name; bytes after the value are ignored. Refused, as there: a number for the name, more or fewer fields by position,
 * an empty list or map for a bare name, nil for a text, integers out of range, texts that are no UTF-8.
 *
 * More tolerant than rmp-serde, on purpose, since a client gains nothing by refusing: unknown events are passed on,
 * `AudioChunki16` may lack its vowel (box 0.2.2), a text may stand for bytes, a field named twice counts the last time,
 * and whole floats count as integers in the named form (by position they are refused). Stricter: the limits of
 * `wire-limits.ts`; names of events and fields must be texts, where rmp-serde also takes `bin`, and numbers for fields
 * and bare names, which mean another thing in every version; keys of other maps must be texts or numbers, and not
 * `__proto__`.
 *
 * Nothing of the result shares memory with `bytes`.
 * Source: sheet `echokit.md` 2.1, rmp-serde 1.3.1.
 */
export function decodeServerEvent(bytes: Uint8Array): Result<ServerEvent, WireError> {
  const shape = readMessageShape(bytes);
  if (!shape.ok) return shape;
  const name = decodeUtf8(shape.value.name);
  if (name === null) return wireFailure('wire-text', "the event's name is no UTF-8");
  const fields = serverEventFields.get(name);
  if (fields === undefined) return readUnknown(name, shape.value);
  const payload = readPayload(shape.value, 'raw-texts');
  return payload.ok ? readFields(name, fields, payload.value, shape.value.hasFloats) : payload;
}

function readUnknown(event: string, shape: MessageShape): Result<ServerEvent, WireError> {
  const payload = readPayload(shape, 'texts');
  return payload.ok ? ok({ event, unknown: true, payload: payload.value }) : payload;
}

/** Extensions stay what they are; the library's own would read some as dates and refuse others. */
const extensionCodec = {
  tryToEncode: () => null,
  decode: (data: Uint8Array, type: number) => new ExtData(type, data),
};

/** Null where there is none. With `raw-texts` texts come as bytes: those of known events are read strictly. */
function readPayload(shape: MessageShape, texts: 'raw-texts' | 'texts'): Result<unknown, WireError> {
  if (shape.payload === null) return ok(null);
  // Copied, so that byte strings in an unknown payload hold no network buffer; fields are copied when they are read.
  const source = texts === 'texts' ? new Uint8Array(shape.payload) : shape.payload;
  try {
    return ok(decode(source, { extensionCodec, keyDecoder: null, rawStrings: texts === 'raw-texts' }));
  } catch (cause) {
    return wireFailure('wire-shape', `the event's value cannot be read: ${String(cause)}`, cause);
  }
}

function readFields(
  event: string,
  fields: readonly EventField[],
  payload: unknown,
  hasFloats: boolean,
): Result<ServerEvent, WireError> {
  const read: Record<string, unknown> = { event };
  if (fields.length === 0) {
    if (payload !== null) return wireFailure('wire-shape', `${event} is a bare name, but has a value`);
  } else if (Array.isArray(payload)) {
    const least = fields.filter(([, kind]) => kind !== 'old-vowel').length;
    if (payload.length < least || payload.length > fields.length || hasFloats) {
      const what = hasFloats ? 'no floats' : `${fields.length} fields, got ${payload.length}`;
      return wireFailure('wire-shape', `${event}: expected ${what}`);
    }
  } else if (payload === null || typeof payload !== 'object' || isOpaque(payload)) {
    return wireFailure('wire-shape', `${event}: expected a list or a map of its fields`);
  }
  for (const [at, [name, kind]] of fields.entries()) {
    const value = (payload as Readonly<Record<string | number, unknown>>)[Array.isArray(payload) ? at : name];
    if (value === undefined && kind === 'old-vowel') continue;
    const field = readField[kind](value);
    if (field === null) return wireFailure('wire-shape', `${event}: "${name}" is missing or no ${kind}`);
    if (field === badText) return wireFailure('wire-text', `${event}: "${name}" is no UTF-8`);
    read[name] = field;
  }
  // The table names the same fields as the union, `satisfies` and the round trips of the tests hold them together.
  return ok(read as unknown as KnownServerEvent);
}

/** Objects that are no map: an extension's own field `data` is not the event's. */
const isOpaque = (payload: object): boolean => payload instanceof Uint8Array || payload instanceof ExtData;

const badText = Symbol('a text that is no UTF-8');
type Field = string | readonly string[] | Uint8Array | Int16Array | number | typeof badText | null;

/** Null where the value is of another kind. */
const readField: Readonly<Record<FieldKind, (value: unknown) => Field>> = {
  text: readText,
  texts: readTexts,
  bytes: (value) => readIntegers(value, 0, 0xff, (length) => new Uint8Array(length)),
  samples: (value) => readIntegers(value, -0x8000, 0x7fff, (length) => new Int16Array(length)),
  vowel: readU8,
  'old-vowel': readU8,
};

function readText(value: unknown): string | typeof badText | null {
  return value instanceof Uint8Array ? (decodeUtf8(value) ?? badText) : null;
}

function readTexts(value: unknown): Field {
  if (!Array.isArray(value)) return null;
  const texts: string[] = [];
  for (const item of value as readonly unknown[]) {
    const text = readText(item);
    if (typeof text !== 'string') return text;
    texts.push(text);
  }
  return texts;
}

function readU8(value: unknown): number | null {
  return isInteger(value, 0, 0xff) ? value : null;
}

const isInteger = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

function readIntegers<T extends Uint8Array | Int16Array>(
  value: unknown,
  least: number,
  most: number,
  create: (length: number) => T,
): T | null {
  if (value instanceof Uint8Array) {
    const target = create(value.length);
    target.set(value);
    return target;
  }
  if (!Array.isArray(value)) return null;
  const target = create(value.length);
  for (let i = 0; i < value.length; i++) {
    const element: unknown = value[i];
    if (!isInteger(element, least, most)) return null;
    target[i] = element;
  }
  return target;
}
