/** Interim: echo ears until the look-around lands. */
import { createStore } from 'zustand';
import { defaultTurnSettings, type Profile } from '../core/profile/profile.ts';
import type { CompanionLink } from './platform/companion/companion-link.ts';
import type { AutoProfileState } from './settings/settings-page-props.ts';

export function createAutoProfile({
  companion,
}: {
  companion: CompanionLink | undefined;
  keys: () => Readonly<Record<string, string>>;
}) {
  const profile: Profile = {
    id: 'auto',
    name: 'Auto',
    partner: {
      kind: 'pipeline',
      asr: { kind: 'echo' },
      llm: { kind: 'demo' },
      tts: companion ? { kind: 'companion-voice', speaker: 'auto' } : { kind: 'page-voice', voice: 'auto' },
    },
    persona: { systemPrompt: '', greeting: '', language: 'auto' },
    turn: defaultTurnSettings,
    vadModel: 'v6',
  };
  const store = createStore<AutoProfileState>(() => ({ looking: false, profile }));
  return { store, found: () => Promise.resolve(profile), lookAgain: () => Promise.resolve() };
}
