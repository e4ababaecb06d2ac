/** Who talks with servers that answer, over Node's WebSocket library. */
import WebSocket from 'ws';
import type { ConversationOptions } from '../../workers/conversation/conversation.ts';
import { workerHost } from '../../workers/conversation/host.ts';
import { BoxBackend, makeBoxId } from '../../workers/conversation/echokit/box-backend.ts';
import { choosePacketDecoder } from '../../workers/conversation/echokit/choose-packet-decoder.ts';
import { RealtimeBackend } from '../../workers/conversation/realtime/realtime-backend.ts';

const options = { perMessageDeflate: false } as const;

export function nodeServers(): NonNullable<ConversationOptions['servers']> {
  return {
    echokit: (tools) =>
      new BoxBackend(tools, {
        createSocket: (url) => new WebSocket(url, options),
        fetch,
        createDecoder: () => choosePacketDecoder(undefined),
        pageIsSecure: false,
        ownId: makeBoxId(() => workerHost.random()),
        learned: new Map(),
      }),
    realtime: (tools) =>
      new RealtimeBackend(tools, {
        createSocket: (url, protocols) => new WebSocket(url, [...protocols], options),
        fetch,
      }),
  };
}
