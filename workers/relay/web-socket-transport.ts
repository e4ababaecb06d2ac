/** The line to the companion: one WebSocket at `/relay`. Source: `core/relay/relay-message.ts`. */
import { decodeCompanionMessage, encodeTabMessage } from '../../core/relay/relay-codec.ts';
import { relaySubprotocol } from '../../core/relay/relay-message.ts';
import type { RelayLink } from '../relay-api.ts';
import type { RelayTransport, TransportEvents } from './transport.ts';

/** Our own: the companion says what it cannot mean. Codes from 4000 on are for applications. */
const malformedCode = 4400;

/** `ws(s)://host:port/relay` of a companion's origin. */
export const relayUrl = (origin: string): string =>
  `${origin.replace(/^http/, 'ws').replace(/\/+$/, '')}/relay`;

/** What of a WebSocket is needed: a browser's, or that of a library. */
export type CreateWebSocket = (url: string, protocols: string[]) => WebSocket;

export function openWebSocket(
  create: CreateWebSocket,
  link: RelayLink,
  events: TransportEvents,
): RelayTransport {
  const socket = create(relayUrl(link.origin), [relaySubprotocol, link.session]);
  socket.binaryType = 'arraybuffer';
  let isOver = false;
  const end = (code: number, reason: string): void => {
    if (isOver) return;
    isOver = true;
    events.onClose(code, reason);
  };
  socket.onopen = () => {
    if (!isOver) events.onOpen();
  };
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (isOver) return;
    const message = typeof data === 'string' ? null : decodeCompanionMessage(new Uint8Array(data));
    if (message?.ok === true) {
      events.onMessage(message.value);
      return;
    }
    socket.close(malformedCode, 'malformed');
    end(malformedCode, message === null ? 'a text message' : message.error.message);
  };
  socket.onclose = ({ code, reason }) => end(code, reason);
  return {
    send: (message) => socket.send(encodeTabMessage(message)),
    close: () => {
      isOver = true;
      socket.close(1000);
    },
  };
}
