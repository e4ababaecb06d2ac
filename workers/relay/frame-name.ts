/** What a frame is called on the wire. */
import { decodeClientCommand } from '../../core/echokit/client-command.ts';
import { readMessageShape } from '../../core/echokit/message-shape.ts';
import type { Direction } from '../../core/relay/relay-message.ts';

/** Empty for sound of the box, and for what cannot be read. */
export function frameName(direction: Direction, payload: string | Uint8Array): string {
  if (direction === 'up') {
    const command = typeof payload === 'string' ? decodeClientCommand(payload) : null;
    return command?.ok === true ? command.value.event : '';
  }
  const shape = typeof payload === 'string' ? null : readMessageShape(payload);
  return shape?.ok === true ? String.fromCharCode(...shape.value.name) : '';
}
