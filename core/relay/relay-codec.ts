/**
 * The relay's messages as MessagePack: a map with the fields of `relay-message.ts` by name. What is read is bounded
 * first, then every field is checked; fields that nobody knows are left out.
 */
import { decode, Encoder } from '@msgpack/msgpack';
import * as v from 'valibot';
import { ok, type Result } from '../result.ts';
import { checkBounds } from './check-bounds.ts';
import { relayFailure, type RelayError } from './relay-error.ts';
import type { CompanionMessage, TabMessage } from './relay-message.ts';
import { companionMessage, tabMessage } from './relay-schema.ts';

/** Room for a box's usual frame, so that its buffer need not grow. It is used again and holds no message's state. */
const encoder = new Encoder({ initialBufferSize: 32_768 });

export const encodeCompanionMessage = (message: CompanionMessage): Uint8Array<ArrayBuffer> =>
  encoder.encode(message);

export const encodeTabMessage = (message: TabMessage): Uint8Array<ArrayBuffer> => encoder.encode(message);

/** The payload of a frame is a view of `bytes`. */
export const decodeCompanionMessage = (bytes: Uint8Array): Result<CompanionMessage, RelayError> =>
  readAs(companionMessage, bytes);

/** The payload of `send` is a view of `bytes`. */
export const decodeTabMessage = (bytes: Uint8Array): Result<TabMessage, RelayError> =>
  readAs(tabMessage, bytes);

function readAs<T extends v.GenericSchema>(
  schema: T,
  bytes: Uint8Array,
): Result<v.InferOutput<T>, RelayError> {
  const bounded = checkBounds(bytes);
  if (!bounded.ok) return bounded;
  let value: unknown;
  try {
    value = decode(bytes);
  } catch (cause) {
    return relayFailure('relay-malformed', `no message of the relay: ${String(cause)}`, cause);
  }
  const read = v.safeParse(schema, value, { abortEarly: true });
  if (read.success) return ok(read.output);
  const [issue] = read.issues;
  // Never what was read instead: it may be a secret.
  const field = v.getDotPath(issue) ?? 'message';
  return relayFailure('relay-malformed', `${field}: expected ${issue.expected ?? 'another value'}`);
}
