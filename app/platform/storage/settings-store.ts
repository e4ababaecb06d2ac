/**
 * What a person has set up, kept in this browser: profiles, which one is in use, microphone and playback choices.
 * Secrets are not here (see secret-store.ts). A stored text that cannot be read is set aside, never overwritten.
 */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand';
import { parseManner, parseProfile } from '../../../core/profile/profile-schema.ts';
import type { Manner, Profile } from '../../../core/profile/profile.ts';

export interface MicrophonePreferences {
  /** Absent: the system's default microphone. */
  readonly deviceId?: string;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
}

export interface AppSettings {
  /** Made by the person. The auto profile is made at run time and is not among them. */
  readonly profiles: readonly Profile[];
  /** Absent: the auto profile. */
  readonly activeProfileId?: string;
  /** How the auto profile talks, where the person has changed it. */
  readonly autoManner?: Manner;
  readonly microphone: MicrophonePreferences;
  /** Absent: the system's default output. */
  readonly outputDeviceId?: string;
  /** Ask for the microphone when the page opens, where permission was granted before. */
  readonly listenOnOpen: boolean;
  readonly keepConversations: boolean;
  readonly keepAudio: boolean;
}

export const defaultSettings: AppSettings = {
  profiles: [],
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  listenOnOpen: false,
  keepConversations: true,
  keepAudio: true,
};

export interface SettingsProblem {
  /** Name under which the unreadable text was set aside. */
  readonly setAsideAs: string;
  readonly text: string;
  readonly reason: string;
}

export interface SettingsState {
  readonly settings: AppSettings;
  /** Something stored could not be read; the person is told where it is. */
  readonly problem?: SettingsProblem;
  /** The browser would not keep the last change (full, or storage is blocked): it holds until the page closes. */
  readonly unkept?: string;
}

export type SettingsStore = StoreApi<SettingsState>;

const storageKey = 'echokit.settings';

const storedSettings = v.object({
  profiles: v.array(v.unknown()),
  activeProfileId: v.exactOptional(v.string()),
  autoManner: v.exactOptional(v.unknown()),
  microphone: v.object({
    deviceId: v.exactOptional(v.string()),
    echoCancellation: v.boolean(),
    noiseSuppression: v.boolean(),
    autoGainControl: v.boolean(),
  }),
  outputDeviceId: v.exactOptional(v.string()),
  listenOnOpen: v.boolean(),
  keepConversations: v.boolean(),
  keepAudio: v.boolean(),
});

export interface StoredSettings {
  /** All that could be read. */
  readonly settings: AppSettings;
  /** Why single profiles could not be read, a sentence each; none of them is in the settings. */
  readonly refused: readonly string[];
}

/**
 * Each profile is read by itself: a bad one costs only itself.
 * @throws Error with a sentence when the text is not settings.
 */
export function parseSettings(text: string): StoredSettings {
  const { autoManner, profiles, ...stored } = v.parse(storedSettings, {
    ...defaultSettings,
    ...(JSON.parse(text) as object),
  });
  const read = profiles.map(parseProfile);
  const manner = autoManner === undefined ? undefined : parseManner(autoManner);
  return {
    settings: {
      ...stored,
      profiles: read.flatMap((parsed) => (parsed.ok ? [parsed.value] : [])),
      ...(manner?.ok ? { autoManner: manner.value } : {}),
    },
    refused: [...read, ...(manner ? [manner] : [])].flatMap((parsed) => (parsed.ok ? [] : [parsed.error])),
  };
}

/** The part of `localStorage` that is needed; a map in tests. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem'>;

export function createSettingsStore(storage: TextStorage, now: () => number): SettingsStore {
  const store = createStore<SettingsState>(() => readStored(storage, now));
  store.subscribe(({ settings }, before) => {
    if (settings !== before.settings) keep(store, storage);
  });
  return store;
}

function keep(store: SettingsStore, storage: TextStorage): void {
  try {
    storage.setItem(storageKey, JSON.stringify(store.getState().settings));
    if (store.getState().unkept !== undefined) store.setState(({ unkept: _, ...state }) => state, true);
  } catch (cause) {
    store.setState({ unkept: cause instanceof Error ? cause.message : String(cause) });
  }
}

/**
 * Takes over what another tab of the app has changed: otherwise the next change here would undo it.
 * @returns how to stop
 */
export function followOtherTabs(store: SettingsStore, page: Window): () => void {
  const follow = ({ key, newValue }: StorageEvent) => {
    if (key !== storageKey || newValue === null) return;
    try {
      const { settings, refused } = parseSettings(newValue);
      if (refused.length === 0) store.setState({ settings });
    } catch {
      // A tab with a newer version of the app writes what this one cannot read; it will be read after a reload.
    }
  };
  page.addEventListener('storage', follow);
  return () => page.removeEventListener('storage', follow);
}

function readStored(storage: TextStorage, now: () => number): SettingsState {
  const text = storage.getItem(storageKey);
  if (text === null) return { settings: defaultSettings };
  const setAside = (reason: string): SettingsProblem => {
    const setAsideAs = `${storageKey}.unreadable.${now()}`;
    storage.setItem(setAsideAs, text);
    return { setAsideAs, text, reason };
  };
  try {
    const { settings, refused } = parseSettings(text);
    return refused.length === 0 ? { settings } : { settings, problem: setAside(refused.join(' ')) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { settings: defaultSettings, problem: setAside(reason) };
  }
}

export function changeSettings(store: SettingsStore, change: Partial<AppSettings>): void {
  store.setState(({ settings }) => ({ settings: { ...settings, ...change } }));
}

/** Adds the profile, or replaces the one of the same id. */
export function saveProfile(store: SettingsStore, profile: Profile): void {
  const { profiles } = store.getState().settings;
  const index = profiles.findIndex(({ id }) => id === profile.id);
  changeSettings(store, { profiles: index < 0 ? [...profiles, profile] : profiles.with(index, profile) });
}

export function deleteProfile(store: SettingsStore, id: string): void {
  store.setState(({ settings: { activeProfileId, ...settings } }) => ({
    settings: {
      ...settings,
      ...(activeProfileId === undefined || activeProfileId === id ? {} : { activeProfileId }),
      profiles: settings.profiles.filter((profile) => profile.id !== id),
    },
  }));
}

/** Remembers what was found out about an EchoKit server, in the profiles that wanted it found out. */
export function learnTurnEnd(store: SettingsStore, url: string, turnEnd: 'server' | 'submit'): void {
  const { profiles } = store.getState().settings;
  const wants = ({ server }: Profile): boolean =>
    server?.kind === 'echokit' && server.turnEnd === 'auto' && server.url === url;
  if (!profiles.some(wants)) return;
  changeSettings(store, {
    profiles: profiles.map((profile) =>
      wants(profile) && profile.server?.kind === 'echokit'
        ? { ...profile, server: { ...profile.server, turnEnd } }
        : profile,
    ),
  });
}

/** @param manner undefined: as the auto profile comes */
export function setAutoManner(store: SettingsStore, manner: Manner | undefined): void {
  store.setState(({ settings: { autoManner: _, ...settings } }) => ({
    settings: manner === undefined ? settings : { ...settings, autoManner: manner },
  }));
}

/** @param id of a profile, or undefined for the auto profile */
export function chooseProfile(store: SettingsStore, id: string | undefined): void {
  store.setState(({ settings: { activeProfileId: _, ...settings } }) => ({
    settings: id === undefined ? settings : { ...settings, activeProfileId: id },
  }));
}

export function activeProfile(settings: AppSettings): Profile | undefined {
  return settings.profiles.find(({ id }) => id === settings.activeProfileId);
}
