import { describe, expect, it } from 'vitest';
import { defaultTurnSettings, type Profile } from '../../../core/profile/profile.ts';
import {
  activeProfile,
  changeSettings,
  chooseProfile,
  createSettingsStore,
  defaultSettings,
  deleteProfile,
  saveProfile,
  type TextStorage,
} from './settings-store.ts';

function memoryStorage(
  initial: Record<string, string> = {},
): TextStorage & { readonly kept: Map<string, string> } {
  const kept = new Map(Object.entries(initial));
  return {
    kept,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
  };
}

const profile = (id: string): Profile => ({
  id,
  name: id,
  partner: {
    kind: 'pipeline',
    asr: { kind: 'echo' },
    llm: { kind: 'demo' },
    tts: { kind: 'page-voice', voice: 'en-us' },
  },
  persona: { systemPrompt: '', greeting: '', language: 'auto' },
  turn: defaultTurnSettings,
  vadModel: 'v6',
});
const now = () => 42;

describe('settings store', () => {
  it('starts with the defaults and writes nothing until something changes', () => {
    const storage = memoryStorage();
    expect(createSettingsStore(storage, now).getState()).toEqual({ settings: defaultSettings });
    expect(storage.kept.size).toBe(0);
  });

  it('brings back what was set on the next visit', () => {
    const storage = memoryStorage();
    const store = createSettingsStore(storage, now);
    saveProfile(store, profile('desk'));
    chooseProfile(store, 'desk');
    changeSettings(store, { listenOnOpen: true });
    const next = createSettingsStore(storage, now).getState().settings;
    expect(next.listenOnOpen).toBe(true);
    expect(activeProfile(next)?.id).toBe('desk');
  });

  it('falls back to the auto profile when the active one is deleted, and only then', () => {
    const store = createSettingsStore(memoryStorage(), now);
    saveProfile(store, profile('a'));
    saveProfile(store, profile('b'));
    chooseProfile(store, 'a');
    deleteProfile(store, 'b');
    expect(store.getState().settings.activeProfileId).toBe('a');
    deleteProfile(store, 'a');
    expect(store.getState().settings.activeProfileId).toBeUndefined();
  });

  it('takes defaults for settings that an older version did not know', () => {
    const storage = memoryStorage({ 'echokit.settings': '{"profiles":[],"listenOnOpen":true}' });
    expect(createSettingsStore(storage, now).getState().settings).toEqual({
      ...defaultSettings,
      listenOnOpen: true,
    });
  });

  it.each(['{', '"text"x', '{"profiles":[{"id":"broken"}]}', '{"listenOnOpen":"yes"}'])(
    'sets unreadable text aside and says so: %s',
    (text) => {
      const storage = memoryStorage({ 'echokit.settings': text });
      const { settings, problem } = createSettingsStore(storage, now).getState();
      expect(settings).toEqual(defaultSettings);
      expect(problem?.setAsideAs).toBe('echokit.settings.unreadable.42');
      expect(storage.kept.get('echokit.settings.unreadable.42')).toBe(text);
    },
  );
});
