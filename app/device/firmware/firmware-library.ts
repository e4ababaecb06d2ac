/** Where firmware comes from: the catalogue, a list or a file of the person's, an address. Ends with bytes in hand. */
import { createStore, type StoreApi } from 'zustand';
import { err, ok, type Result } from '../../../core/result.ts';
import type { FirmwareFile } from '../../../workers/loader-api.ts';
import type { CompanionLink, Reach } from '../../platform/companion/companion-link.ts';
import { fetchFile, mostBytes, type FetchFailure } from './fetch-file.ts';
import type { FirmwareOffer, OfferedFile } from './firmware-offer.ts';
import { fileName } from './firmware-offer.ts';
import type { KeptFiles } from './kept-files.ts';
import { looksLikeList, readCatalogue, readList } from './read-lists.ts';

/** A list that was opened. */
export interface OpenedList {
  readonly name: string;
  readonly offers: readonly FirmwareOffer[];
}

export interface LibraryState {
  readonly catalogue: OpenedList | 'loading' | 'failed';
  /** The person's own, if any. */
  readonly opened: OpenedList | null;
  /** What is being fetched: an offer's id, or an address. */
  readonly fetching: { readonly id: string; readonly done: number; readonly total: number } | null;
  /** The question that the person is asked. */
  readonly asking: {
    readonly origin: string;
    readonly reach: Reach;
    readonly answer: (allowed: boolean) => void;
  } | null;
  readonly trouble: FetchFailure | null;
  readonly kept: ReadonlySet<string>;
}

export interface FirmwareLibrary {
  readonly store: StoreApi<LibraryState>;
  /** Reads the catalogue, once. */
  load(): Promise<void>;
  /** @returns undefined where it did not come: `trouble` says why */
  fetch(offer: FirmwareOffer): Promise<readonly FirmwareFile[] | undefined>;
  /** A firmware, or a list, which is put into `opened` then. */
  openAddress(address: string): Promise<readonly FirmwareFile[] | undefined>;
  openFile(file: File): Promise<readonly FirmwareFile[] | undefined>;
  forget(offer: FirmwareOffer): Promise<void>;
  stop(): void;
}

export interface LibraryOptions {
  readonly companion: CompanionLink | undefined;
  readonly kept: KeptFiles;
  /** Of the app's own catalogue. */
  readonly catalogueUrl: string;
  readonly send?: typeof fetch;
}

type Bytes = Uint8Array<ArrayBuffer>;

export function createFirmwareLibrary(options: LibraryOptions): FirmwareLibrary {
  const { companion, kept, catalogueUrl, send } = options;
  const store = createStore<LibraryState>(() => ({
    catalogue: 'loading',
    opened: null,
    fetching: null,
    asking: null,
    trouble: null,
    kept: new Set(),
  }));
  let loading: Promise<void> | undefined;
  let control = new AbortController();

  async function load(): Promise<void> {
    const noteKept = kept.urls().then((urls) => store.setState({ kept: new Set(urls) }));
    try {
      const response = await (send ?? fetch)(catalogueUrl);
      const read = response.ok
        ? readCatalogue(await response.text(), new URL(catalogueUrl, location.href).href)
        : err('status');
      store.setState({ catalogue: read.ok ? { name: '', offers: read.value } : 'failed' });
    } catch {
      store.setState({ catalogue: 'failed' });
    }
    await noteKept;
  }

  /** The person answers in a dialog; whoever stops the fetching has answered too. */
  const ask = (origin: string, reach: Reach): Promise<boolean> =>
    new Promise((resolve) => {
      const answer = (allowed: boolean) => {
        store.setState({ asking: null });
        resolve(allowed);
      };
      control.signal.addEventListener('abort', () => answer(false), { once: true });
      store.setState({ asking: { origin, reach, answer } });
    });

  /** From what is kept, else from its server, kept from then on. */
  async function get(id: string, { url }: OfferedFile): Promise<Result<Bytes, FetchFailure>> {
    const before = await kept.get(url);
    if (before) return ok(before);
    const fetched = await fetchFile(
      url,
      { companion, ask, ...(send && { send }) },
      {
        signal: control.signal,
        onProgress: (done, total) => store.setState({ fetching: { id, done, total } }),
      },
    );
    if (!fetched.ok) return fetched;
    await kept.put(url, fetched.value);
    store.setState((state) => ({ kept: new Set([...state.kept, url]) }));
    return fetched;
  }

  /** One at a time; the newest is what the person wants. */
  async function fetching<T>(
    id: string,
    work: () => Promise<Result<T, FetchFailure>>,
  ): Promise<T | undefined> {
    control.abort();
    const mine = (control = new AbortController());
    store.setState({ fetching: { id, done: 0, total: 0 }, trouble: null });
    const result = await work();
    if (control !== mine) return undefined;
    const isStopped = !result.ok && result.error.code === 'stopped';
    store.setState({ fetching: null, trouble: result.ok || isStopped ? null : result.error });
    return result.ok ? result.value : undefined;
  }

  function take(
    name: string,
    bytes: Bytes,
    base: string | undefined,
  ): Result<readonly FirmwareFile[], FetchFailure> {
    if (!looksLikeList(name, bytes)) return ok([{ name, bytes }]);
    const list = readList(bytes, base);
    if (!list.ok) return list;
    store.setState({ opened: { name, offers: list.value } });
    return ok([]);
  }

  /** A list that was opened is no firmware. */
  const orList = (files: readonly FirmwareFile[] | undefined) => (files?.length === 0 ? undefined : files);

  return {
    store,
    load: () => (loading ??= load()),
    fetch: (offer) =>
      fetching(offer.id, async () => {
        const files: FirmwareFile[] = [];
        for (const file of offer.files) {
          const got = await get(offer.id, file);
          if (!got.ok) return got;
          files.push({
            name: fileName(file.url),
            bytes: got.value,
            ...(file.offset === undefined ? {} : { offset: file.offset }),
          });
        }
        return ok(files);
      }),
    openAddress: async (address) =>
      orList(
        await fetching(address, async () => {
          const got = await fetchFile(
            address.trim(),
            { companion, ask, ...(send && { send }) },
            {
              signal: control.signal,
              onProgress: (done, total) => store.setState({ fetching: { id: address, done, total } }),
            },
          );
          return got.ok ? take(fileName(address.trim()), got.value, address.trim()) : got;
        }),
      ),
    openFile: async (file) =>
      orList(
        await fetching(file.name, async () => {
          if (file.size > mostBytes) return err({ code: 'too-large', detail: '' });
          return take(file.name, new Uint8Array(await file.arrayBuffer()), undefined);
        }),
      ),
    async forget(offer) {
      for (const { url } of offer.files) await kept.remove(url);
      store.setState({ kept: new Set(await kept.urls()) });
    },
    stop() {
      control.abort();
      store.setState({ fetching: null });
    },
  };
}
