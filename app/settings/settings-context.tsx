/** What the parts of the Settings page share: the page's props, and the companion's list. */
import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { EngineContext } from '../engines/create-engines.ts';
import type { SecretSummary } from '../platform/storage/secret-store.ts';
import type { AppSettings } from '../platform/storage/settings-store.ts';
import type { SettingsPageProps } from './settings-page-props.ts';
import type { UpstreamBook, UpstreamsState } from './upstream-book.ts';

export interface SettingsTools extends SettingsPageProps {
  readonly upstreams: UpstreamBook;
}

export const SettingsContext = createContext<SettingsTools | null>(null);

export function useTools(): SettingsTools {
  const tools = use(SettingsContext);
  if (tools === null) throw new Error('parts of the Settings page are drawn inside it');
  return tools;
}

export function useSettings<T>(select: (settings: AppSettings) => T): T {
  return useStore(useTools().settings, (state) => select(state.settings));
}

export const useUpstreams = (): UpstreamsState => useStore(useTools().upstreams.store);

/** The keys that are known, without the keys themselves. */
export function useSecretList(): readonly SecretSummary[] {
  const { secrets } = useTools();
  // A text, since the store makes its list anew each time and React compares what it gets.
  const subscribe = useCallback((listener: () => void) => secrets.subscribe(listener), [secrets]);
  const list = useSyncExternalStore(subscribe, () => JSON.stringify(secrets.list()));
  return useMemo(() => JSON.parse(list) as readonly SecretSummary[], [list]);
}

/** What calls to services are made with, at this moment. */
export function engineContext({ secrets, companion, pageEngines }: SettingsTools): EngineContext {
  return {
    keys: secrets.all(),
    pageEngines,
    ...(companion === undefined ? {} : { companion: companion.access }),
  };
}
