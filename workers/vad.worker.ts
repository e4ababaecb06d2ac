/** Where {@link Ears} live: the real clock, the real models, and comlink for the page's commands. */
import { expose } from 'comlink';
import { Ears } from './hearing/ears.ts';
import { createEnergyModel } from './vad/energy-model.ts';
import { loadSileroAssets, releaseAssets } from './vad/load-assets.ts';
import { createOrtSilero } from './vad/ort-silero.ts';

expose(
  new Ears({
    now: () => performance.timeOrigin + performance.now(),
    loadModel: async (version, onProgress) => {
      const assets = await loadSileroAssets(version, { onProgress });
      try {
        return await createOrtSilero({ version, ...assets });
      } finally {
        releaseAssets(assets);
      }
    },
    fallbackModel: () => createEnergyModel(),
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
  }),
);
