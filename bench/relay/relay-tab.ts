/** A tab without a page: speaks the relay's protocol with a companion. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { decodeCompanionMessage, encodeTabMessage } from '../../core/relay/relay-codec.ts';
import { relaySubprotocol, type CompanionMessage, type TabMessage } from '../../core/relay/relay-message.ts';

export interface RelayTab {
  tell(message: TabMessage): void;
  close(): void;
}

export async function openRelayTab(
  { port, secret }: { readonly port: number; readonly secret: string },
  attach: { readonly tab: string; readonly answers: boolean },
  hear: (message: CompanionMessage) => void,
): Promise<RelayTab> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/relay`, [relaySubprotocol, secret], {
    origin: `http://127.0.0.1:${port}`,
    perMessageDeflate: false,
  });
  socket.on('message', (bytes: Buffer) => {
    const message = decodeCompanionMessage(bytes);
    if (!message.ok) throw message.error;
    hear(message.value);
  });
  await once(socket, 'open');
  const tell = (message: TabMessage) => socket.send(encodeTabMessage(message));
  tell({ type: 'attach', after: {}, ...attach });
  return { tell, close: () => socket.close() };
}
