/** The picture worker, started when it is first needed. */
import { wrap, type Remote } from 'comlink';
import { createContext, useContext } from 'react';
import type { PictureApi, PictureResult } from '../../../workers/picture-api.ts';

/** What the worker does, and `failed` where it does not even start. */
export type PictureMaker = PictureApi;

/** @param spawn starts the worker; called once, at the first use */
export function createPictureMaker(spawn: () => Worker): PictureMaker {
  let remote: Remote<PictureApi> | undefined;
  let failed: Promise<never> | undefined;
  const started = (): Remote<PictureApi> => {
    if (remote) return remote;
    const worker = spawn();
    failed = new Promise((_, give) => {
      worker.addEventListener('error', (event) => give(new Error(event.message)));
    });
    failed.catch(() => undefined);
    remote = wrap<PictureApi>(worker);
    return remote;
  };
  /** A worker that does not start never answers. */
  const guarded = async <T>(
    ask: (worker: Remote<PictureApi>) => Promise<PictureResult<T>>,
  ): Promise<PictureResult<T>> => {
    try {
      return await Promise.race([ask(started()), failed ?? Promise.reject(new Error('no worker'))]);
    } catch (cause) {
      return { ok: false, error: { code: 'failed', message: String(cause) } };
    }
  };
  return {
    open: (files, target, maxBytes) => guarded((worker) => worker.open(files, target, maxBytes)),
    make: (recipe) => guarded((worker) => worker.make(recipe)),
    look: (bytes, target, maxBytes) => guarded((worker) => worker.look(bytes, target, maxBytes)),
  };
}

const PictureMakerContext = createContext(
  createPictureMaker(
    () =>
      new Worker(new URL('../../../workers/picture.worker.ts', import.meta.url), {
        type: 'module',
        name: 'picture',
      }),
  ),
);

/** For tests, and for whoever has a worker already. */
export const PictureMakerProvider = PictureMakerContext.Provider;
export const usePictureMaker = (): PictureMaker => useContext(PictureMakerContext);
