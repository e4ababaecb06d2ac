/** Events of an EchoKit server as JSON: `{"event":NAME, ...fields}`, bytes as base64, samples as numbers. */
import { ExtData } from '@msgpack/msgpack';
import { isRecord, parseJson, type JsonRecord } from '../core/engine-wire/json-field.ts';
import {
  serverEventFields,
  type EventField,
  type FieldKind,
  type KnownServerEvent,
  type ServerEvent,
} from '../core/echokit/server-event.ts';

/** Longest JSON that is read, in UTF-16 units: the largest message has 524,288 samples. */
export const longestEventJson = 8 * 1_048_576;

/** Samples have a name of their own, so that they are not mistaken for bytes. */
const jsonName = ([name, kind]: EventField): string => (kind === 'samples' ? `${name}I16` : name);

/** One line. In the payload of unknown events bytes are `{"base64"}`, extensions `{"ext","base64"}`. */
export function eventToJson(event: ServerEvent): string {
  if ('unknown' in event) return JSON.stringify({ ...event, payload: payloadToJson(event.payload) });
  const json: Record<string, unknown> = { event: event.event };
  for (const field of serverEventFields.get(event.event) ?? []) {
    const value = (event as unknown as JsonRecord)[field[0]];
    json[jsonName(field)] =
      value instanceof Uint8Array ? base64(value) : value instanceof Int16Array ? [...value] : value;
  }
  return JSON.stringify(json);
}

/** @throws where a field is missing, too many, or of another kind */
export function eventFromJson(text: string): ServerEvent {
  const json = parseJson(text, longestEventJson);
  if (!json.ok || !isRecord(json.value)) {
    throw new Error(`expected a JSON object of at most ${longestEventJson} letters on stdin`);
  }
  const { event, unknown, ...others } = json.value;
  if (typeof event !== 'string') throw new Error('"event" is missing or no text');
  if (unknown === true) return { event, unknown, payload: payloadFromJson(others['payload'] ?? null) };
  const fields = serverEventFields.get(event);
  if (fields === undefined) {
    throw new Error(`unknown event "${event}"; with "unknown":true its "payload" is written as it is`);
  }
  const read: Record<string, unknown> = { event };
  for (const field of fields) {
    const name = jsonName(field);
    const value = others[name];
    if (value === undefined && field[1] === 'old-vowel') continue;
    read[field[0]] = readField[field[1]](value, `${event}: "${name}"`);
  }
  const stray = Object.keys(others).find((key) => !fields.some((field) => jsonName(field) === key));
  if (stray !== undefined) throw new Error(`${event} has no field "${stray}"`);
  return read as unknown as KnownServerEvent;
}

type Reader = (value: unknown, what: string) => unknown;

const readText: Reader = (value, what) => {
  if (typeof value !== 'string') throw new Error(`${what} is missing or no text`);
  return value;
};

const readInteger = (value: unknown, least: number, most: number, what: string): number => {
  if (!Number.isInteger(value) || Number(value) < least || Number(value) > most) {
    throw new Error(`${what} is missing or no whole number from ${least} to ${most}`);
  }
  return Number(value);
};

const readList = (value: unknown, what: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw new Error(`${what} is missing or no list`);
  return value;
};

const readVowel: Reader = (value, what) => readInteger(value, 0, 255, what);

const readField: Readonly<Record<FieldKind, Reader>> = {
  text: readText,
  texts: (value, what) => readList(value, what).map((item) => readText(item, `an item of ${what}`)),
  bytes: readBase64,
  samples: (value, what) =>
    Int16Array.from(readList(value, what), (sample) =>
      readInteger(sample, -32_768, 32_767, `a sample of ${what}`),
    ),
  vowel: readVowel,
  'old-vowel': readVowel,
};

function readBase64(value: unknown, what: string): Uint8Array {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
  // Node skips what it does not know; only bytes that make the same text again were really read.
  if (bytes === undefined || unpadded(base64(bytes)) !== unpadded(String(value))) {
    throw new Error(`${what} is missing or no base64`);
  }
  return new Uint8Array(bytes);
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
const unpadded = (text: string): string => text.replace(/={0,2}$/, '');

function payloadToJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: base64(value) };
  if (value instanceof ExtData && value.data instanceof Uint8Array) {
    return { ext: value.type, base64: base64(value.data) };
  }
  if (Array.isArray(value)) return value.map(payloadToJson);
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, payloadToJson(inner)]))
    : value;
}

function payloadFromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(payloadFromJson);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).sort().join();
  if (keys === 'base64') return readBase64(value['base64'], '"base64"');
  if (keys === 'base64,ext') {
    return new ExtData(
      readInteger(value['ext'], -128, 127, '"ext"'),
      readBase64(value['base64'], '"base64"'),
    );
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, payloadFromJson(inner)]));
}
