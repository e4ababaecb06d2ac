import { encode, ExtData } from '@msgpack/msgpack';
import { invariant } from '../assert.ts';
import {
  serverEventFields,
  type EventField,
  type KnownServerEvent,
  type ServerEvent,
} from './server-event.ts';
import { wellFormed } from './utf8.ts';

/** How an event is written; rmp-serde takes all four. */
export interface EventEncoding {
  /** `bin` is smaller and what boxes are best sent; `array` is what echokit_server sends. */
  readonly bytes: 'bin' | 'array';
  /** `positional` is what echokit_server sends. */
  readonly form: 'positional' | 'named';
}

/** Recommended towards a box. Source: sheet `echokit.md` 2.1. */
export const boxEncoding: EventEncoding = { bytes: 'bin', form: 'positional' };

/**
 * Writes one event. Integers and lengths take their shortest form, as rmp writes them. Samples are always a list of
 * integers: a `bin` would be read as one sample per byte. Half surrogate pairs in texts become U+FFFD.
 */
export function encodeServerEvent(
  event: ServerEvent,
  encoding: EventEncoding = boxEncoding,
): Uint8Array<ArrayBuffer> {
  if ('unknown' in event) {
    return write(event.payload === null ? event.event : { [event.event]: event.payload });
  }
  const fields = serverEventFields.get(event.event);
  invariant(fields !== undefined, `${event.event} is in the table of events`);
  if (fields.length === 0) return write(event.event);
  const named = fields.flatMap((field) => writeField(event, field, encoding));
  const payload =
    encoding.form === 'named' ? Object.fromEntries(named) : named.map(([, value]): unknown => value);
  return write({ [event.event]: payload });
}

/** Empty for a vowel that is left out. */
function writeField(
  event: KnownServerEvent,
  [name, kind]: EventField,
  encoding: EventEncoding,
): [string, unknown][] {
  const value = (event as Readonly<Record<string, unknown>>)[name];
  if (value === undefined && kind === 'old-vowel') return [];
  switch (kind) {
    case 'bytes':
      invariant(value instanceof Uint8Array, `${name} of ${event.event} is a Uint8Array`);
      return [[name, encoding.bytes === 'bin' ? value : Array.from(value)]];
    case 'samples':
      invariant(value instanceof Int16Array, `${name} of ${event.event} is an Int16Array`);
      return [[name, Array.from(value)]];
    case 'vowel':
    case 'old-vowel':
      invariant(
        Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xff,
        `${name} of ${event.event} is 0 to 255`,
      );
      return [[name, value]];
    case 'text':
      return [[name, wellFormed(value as string)]];
    case 'texts':
      return [[name, (value as readonly string[]).map(wellFormed)]];
  }
}

const extensionCodec = {
  tryToEncode: (value: unknown) => (value instanceof ExtData ? value : null),
  decode: () => null,
};

const write = (value: unknown): Uint8Array<ArrayBuffer> => encode(value, { extensionCodec });
