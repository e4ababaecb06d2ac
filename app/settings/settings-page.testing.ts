import { render } from '@testing-library/react';
import { createElement } from 'react';
import { createStore } from 'zustand';
import { chooseAutoProfile } from '../engines/auto-profile.ts';
import { createLocalPageEngines } from '../engines/page/local-page-engines.ts';
import { noVoiceStarter } from '../engines/page/voice-starter.ts';
import type { CompanionLink } from '../platform/companion/companion-link.ts';
import { createSecretStore, type SecretVault } from '../platform/storage/secret-store.ts';
import { createSettingsStore, type AppSettings } from '../platform/storage/settings-store.ts';
import { SettingsPage, type AutoProfileState, type SettingsPageProps } from './settings-page.tsx';

export interface Surroundings {
  readonly companion?: CompanionLink;
  /** What the browser kept from an earlier visit. */
  readonly stored?: Partial<AppSettings>;
  readonly vault?: SecretVault;
  readonly microphone?: Partial<SettingsPageProps['microphone']>;
}

/** The page with stores of its own, in a browser with two microphones, one loudspeaker and no engines. */
export async function openSettings(surroundings?: Surroundings) {
  const { props, kept, auto } = await settingsSurroundings(surroundings);
  const view = render(createElement(SettingsPage, props));
  return { ...view, settings: props.settings, secrets: props.secrets, auto, kept };
}

/** What {@link openSettings} gives the page. */
export async function settingsSurroundings({ companion, stored, vault, microphone }: Surroundings = {}) {
  const kept = new Map<string, string>();
  if (stored) kept.set('echokit.settings', JSON.stringify(stored));
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  };
  const settings = createSettingsStore(storage, () => 0);
  const secrets = await createSecretStore(vault ?? memoryVault(), () => undefined);
  const found = chooseAutoProfile({
    language: 'en',
    services: [],
    companion: companion !== undefined,
    companionVoice: companion !== undefined,
    recognition: 'missing',
    promptApi: 'missing',
    pageVoice: true,
    browserVoice: false,
  });
  const auto = createStore<AutoProfileState>(() => ({
    looking: false,
    profile: found.profile,
    choices: found,
  }));
  const props: SettingsPageProps = {
    settings,
    secrets,
    companion,
    auto,
    onLookAgain: () => auto.setState({ looking: true }),
    pageEngines: createLocalPageEngines({
      Recognition: undefined,
      LanguageModel: undefined,
      synthesis: undefined,
      createUtterance: () => {
        throw new Error('this browser has no voice');
      },
      voice: noVoiceStarter,
      language: 'en',
      now: () => 0,
      after: () => () => undefined,
    }),
    microphone: {
      inputs: () =>
        Promise.resolve([
          { deviceId: 'default', groupId: 'a', label: 'Default' },
          { deviceId: 'usb', groupId: 'b', label: 'USB microphone' },
        ]),
      onInputsChanged: () => () => undefined,
      open: () => Promise.reject(new Error('nobody opens a microphone here')),
      ...microphone,
    },
    playback: {
      canChooseOutput: true,
      outputs: () => Promise.resolve([{ deviceId: 'desk', label: 'Desk loudspeaker' }]),
      onOutputsChanged: () => () => undefined,
    },
  };
  return { props, auto, kept };
}

export function memoryVault(): SecretVault & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    load: () => Promise.resolve(kept),
    put: (origin, secret) => Promise.resolve(void kept.set(origin, secret)),
    delete: (origin) => Promise.resolve(void kept.delete(origin)),
    clear: () => Promise.resolve(kept.clear()),
  };
}
