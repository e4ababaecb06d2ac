import { afterEach, describe, expect, it, vi } from 'vitest';
import { readModelFile, readSileroAssets } from '../../models/model-files.ts';
import { loadSileroAssets, releaseAssets, type LoadProgress } from './load-assets.ts';
import { createOrtSilero } from './ort-silero.ts';

/** The app's own host: serves the packages' files by the names they end in. */
function host(answer: (name: string) => Response): typeof fetch {
  return (input, init) => {
    const name = (input instanceof Request ? input.url : input.toString()).split('?')[0]!.split('/').at(-1)!;
    return new Promise((resolve, reject) => {
      const signal = init?.signal;
      if (signal?.aborted) reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason));
      resolve(answer(name));
    });
  };
}

const whole = (name: string): Response => new Response(new Uint8Array(readModelFile(name)));

afterEach(() => vi.unstubAllGlobals());

describe('loading in the browser', () => {
  it.each(['v5', 'v6'] as const)(
    'brings %s and the runtime, with progress up to the end',
    async (version) => {
      vi.stubGlobal('fetch', host(whole));
      const progress: LoadProgress[] = [];
      const assets = await loadSileroAssets(version, { onProgress: (one) => progress.push(one) });
      const expected = readSileroAssets(version);
      expect(Buffer.from(assets.model).equals(expected.model)).toBe(true);
      expect(Buffer.from(assets.wasm).equals(expected.wasm)).toBe(true);

      const totalBytes = expected.model.length + expected.wasm.length;
      expect(progress.at(-1)).toEqual({ loadedBytes: totalBytes, totalBytes });
      const steps = progress.map(({ loadedBytes }) => loadedBytes);
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
    },
  );

  it('says which of the two did not arrive', async () => {
    const missing = (what: RegExp) =>
      host((name) => (what.test(name) ? new Response(null, { status: 503 }) : whole(name)));
    vi.stubGlobal('fetch', missing(/onnx$/));
    await expect(loadSileroAssets('v6')).rejects.toMatchObject({ code: 'model-download-failed' });
    vi.stubGlobal('fetch', missing(/wasm$/));
    await expect(loadSileroAssets('v6')).rejects.toMatchObject({ code: 'wasm-download-failed' });
  });

  it('can be given up', async () => {
    vi.stubGlobal('fetch', host(whole));
    const signal = AbortSignal.abort('page closed');
    await expect(loadSileroAssets('v6', { signal })).rejects.toBe('page closed');
  });

  it('needs neither file any more once a session stands', async () => {
    const { model, wasm } = readSileroAssets('v6');
    const assets = { model: new Uint8Array(model), wasm: new Uint8Array(wasm) };
    const silero = await createOrtSilero({ version: 'v6', ...assets });
    releaseAssets(assets);
    expect([assets.model.byteLength, assets.wasm.byteLength]).toEqual([0, 0]);
    const stream = silero.createStream();
    for (let frame = 0; frame < 3; frame += 1)
      expect(await stream.process(new Float32Array(silero.frameSamples))).toBeLessThan(0.1);
    stream.close();
    await silero.close();
  });
});
