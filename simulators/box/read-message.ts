import { decodeServerEvent } from '../../core/echokit/decode-server-event.ts';
import { readMessageShape } from '../../core/echokit/message-shape.ts';
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import { decodeUtf8 } from '../../core/echokit/utf8.ts';
import type { Firmware } from './firmware.ts';
import { refusalOf } from './msgpack-strictness.ts';

type ReadMessage =
  | { readonly is: 'event'; readonly event: KnownServerEvent }
  /** A name that this firmware's enum lacks: a warning in its log. */
  | { readonly is: 'unknown'; readonly name: string }
  | { readonly is: 'refused'; readonly why: string };

/** One binary message, read as the box's rmp-serde reads it. Never throws. */
export function readMessage(bytes: Uint8Array, { events }: Firmware): ReadMessage {
  const shape = readMessageShape(bytes);
  if (!shape.ok) return { is: 'refused', why: shape.error.message };
  const name = decodeUtf8(shape.value.name);
  if (name !== null && !events.has(name)) return { is: 'unknown', name };
  const decoded = decodeServerEvent(bytes);
  if (!decoded.ok) return { is: 'refused', why: decoded.error.message };
  if ('unknown' in decoded.value) return { is: 'unknown', name: decoded.value.event };
  const { payload } = shape.value;
  const refusal = payload === null ? null : refusalOf(decoded.value.event, payload);
  if (refusal !== null) return { is: 'refused', why: `${decoded.value.event}: ${refusal}` };
  return { is: 'event', event: decoded.value };
}
