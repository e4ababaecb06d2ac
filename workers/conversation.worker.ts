/** Where the {@link Conversation} lives: the real clock, the real engines, and comlink for the page's commands. */
import { expose } from 'comlink';
import { createEngines } from '../app/engines/create-engines.ts';
import { connectPageEngines } from '../app/engines/page-engines-client.ts';
import { Conversation } from './conversation/conversation.ts';
import { boxBackends } from './conversation/echokit/create-box-backend.ts';
import { createRealtimeBackend } from './conversation/realtime/create-realtime-backend.ts';
import { workerHost } from './conversation/host.ts';

expose(
  new Conversation({
    host: workerHost,
    connectPage: connectPageEngines,
    servers: { echokit: boxBackends(), realtime: createRealtimeBackend },
    createEngines: ({ profile, keys, companion }, pageEngines) =>
      createEngines(profile, {
        keys,
        ...(companion === undefined ? {} : { companion }),
        ...(pageEngines === undefined ? {} : { pageEngines }),
      }),
  }),
);
