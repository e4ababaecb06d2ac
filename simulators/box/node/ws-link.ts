/** A box's WebSocket, with the handshake of the real one. Only for Node. */
import { WebSocket, type RawData } from 'ws';
import type { BoxLink, BoxLinkHandlers, DialBox } from '../box-link.ts';

/** The box offers it and cannot inflate. Source: sheet `echokit.md` 4.8. */
const offeredExtensions = 'permessage-deflate; client_max_window_bits';
const handshakeMs = 10_000;
/** A server that does not answer a Close is left without it. */
const closeMs = 2000;

/**
 * No `Origin` header. Pings are left to the box, which answers when it gets to them. What a server compresses is a broken
 * frame, and closes the socket.
 */
export const dialWebSocket: DialBox = (url, handlers) => {
  let socket: WebSocket;
  try {
    socket = new WebSocket(url, {
      perMessageDeflate: false,
      autoPong: false,
      handshakeTimeout: handshakeMs,
      headers: { 'Sec-WebSocket-Extensions': offeredExtensions },
    });
  } catch (error) {
    queueMicrotask(() => handlers.onClose(1006, messageOf(error)));
    return closedLink;
  }
  listen(socket, handlers);
  const whenOpen = (work: () => void) => {
    if (socket.readyState === WebSocket.OPEN) work();
  };
  return {
    send: (payload) => whenOpen(() => socket.send(payload)),
    pong: (payload) => whenOpen(() => socket.pong(payload)),
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => {
      if (socket.readyState > WebSocket.OPEN) return;
      socket.close();
      const timer = setTimeout(() => socket.terminate(), closeMs);
      socket.once('close', () => clearTimeout(timer));
    },
    drop: () => {
      socket.removeAllListeners();
      // A handshake that is given up is an error of its own; nobody waits for it any more.
      socket.on('error', () => undefined);
      socket.terminate();
    },
  };
};

function listen(socket: WebSocket, handlers: BoxLinkHandlers): void {
  let extensions = '';
  let trouble = '';
  socket.on('upgrade', ({ headers }) => {
    extensions = headers['sec-websocket-extensions'] ?? '';
    // The library would refuse what it did not offer itself; the box opens, and stumbles over the first such frame.
    delete headers['sec-websocket-extensions'];
  });
  socket.on('open', () => handlers.onOpen(extensions));
  socket.on('message', (data: RawData, isBinary: boolean) => {
    const bytes = bytesOf(data);
    handlers.onMessage(isBinary ? bytes : new TextDecoder().decode(bytes));
  });
  socket.on('ping', (data) => handlers.onPing(data));
  socket.on('error', (error) => (trouble = error.message));
  socket.on('close', (code, reason) => handlers.onClose(code, trouble || reason.toString()));
}

/** Copied: the library's buffers are parts of larger ones. */
function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data));
  return new Uint8Array(data);
}

const closedLink: BoxLink = {
  send: () => undefined,
  pong: () => undefined,
  bufferedBytes: 0,
  pause: () => undefined,
  resume: () => undefined,
  close: () => undefined,
  drop: () => undefined,
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
