/** Fetched files, kept in this browser for the next box and for days without a network. */

export interface KeptFiles {
  get(url: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** What cannot be kept is fetched again next time. */
  put(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(url: string): Promise<void>;
  urls(): Promise<readonly string[]>;
}

const cacheName = 'echokit-firmware';

/** In the browser's cache storage, which private windows may refuse. */
export function createKeptFiles(caches: CacheStorage | undefined): KeptFiles {
  const attempt = async <T>(work: (cache: Cache) => Promise<T>): Promise<T | undefined> => {
    try {
      return caches && (await work(await caches.open(cacheName)));
    } catch {
      return undefined; // nothing is kept, then
    }
  };
  return {
    get: (url) =>
      attempt(async (cache) => {
        const kept = await cache.match(url);
        return kept && new Uint8Array(await kept.arrayBuffer());
      }),
    put: async (url, bytes) => {
      await attempt((cache) => cache.put(url, new Response(bytes)));
    },
    remove: async (url) => {
      await attempt((cache) => cache.delete(url));
    },
    urls: async () =>
      (await attempt(async (cache) => (await cache.keys()).map((request) => request.url))) ?? [],
  };
}
