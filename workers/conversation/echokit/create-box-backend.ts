/** The backend with the browser's own WebSocket, decoder and fetch. */
import type { TurnEnd } from '../../../core/echokit/box-session/session-settings.ts';
import type { CreateBackend } from '../backend.ts';
import { workerHost } from '../host.ts';
import { BoxBackend, makeBoxId } from './box-backend.ts';
import { choosePacketDecoder } from './choose-packet-decoder.ts';

/** What is learnt of servers, and the tab's name where the page gives none, live as long as the worker. */
export function boxBackends(): CreateBackend {
  const learned = new Map<string, TurnEnd>();
  const ownId = makeBoxId(() => workerHost.random());
  return (tools) =>
    new BoxBackend(tools, {
      createSocket: (url) => new WebSocket(url),
      fetch: (url, init) => fetch(url, init),
      createDecoder: () =>
        choosePacketDecoder(
          typeof AudioDecoder === 'function' ? { AudioDecoder, EncodedAudioChunk } : undefined,
        ),
      pageIsSecure: location.protocol === 'https:',
      ownId,
      learned,
    });
}
