/** Where the {@link Relay} lives: the real clock, socket, engines and detector, and comlink for the page's commands. */
import { expose } from 'comlink';
import { createEngines } from '../app/engines/create-engines.ts';
import { connectPageEngines } from '../app/engines/page-engines-client.ts';
import { workerHost } from './conversation/host.ts';
import { createBrowserBoxStore } from './relay/browser-box-store.ts';
import { holdTabLock } from './relay/hold-tab-lock.ts';
import { Relay } from './relay/relay.ts';
import { openWebSocket } from './relay/web-socket-transport.ts';
import { createEnergyModel } from './vad/energy-model.ts';
import { loadSileroAssets, releaseAssets } from './vad/load-assets.ts';
import { createOrtSilero } from './vad/ort-silero.ts';

expose(
  new Relay({
    host: workerHost,
    openTransport: (link, events) =>
      openWebSocket((url, protocols) => new WebSocket(url, protocols), link, events),
    connectPage: connectPageEngines,
    createEngines: ({ profile, keys, companion }, pageEngines) =>
      createEngines(profile, {
        keys,
        ...(companion === undefined ? {} : { companion }),
        ...(pageEngines === undefined ? {} : { pageEngines }),
      }),
    models: {
      loadModel: async (version, onProgress) => {
        const assets = await loadSileroAssets(version, { onProgress });
        try {
          return await createOrtSilero({ version, ...assets });
        } finally {
          releaseAssets(assets);
        }
      },
      fallbackModel: () => createEnergyModel(),
    },
    store: createBrowserBoxStore(),
    holdLock: holdTabLock,
  }),
);
