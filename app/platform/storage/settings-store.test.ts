import { describe, expect, it } from 'vitest';
import { defaultTurnSettings, mannerOf, type Profile } from '../../../core/profile/profile.ts';
import {
  activeProfile,
  changeSettings,
  chooseProfile,
  createSettingsStore,
  defaultSettings,
  deleteProfile,
  followOtherTabs,
  learnTurnEnd,
  saveProfile,
  setAutoManner,
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

  it('loses one unreadable profile and nothing else', () => {
    const stored = { profiles: [{ id: 'broken' }, profile('desk')], activeProfileId: 'desk', autoManner: 7 };
    const storage = memoryStorage({ 'echokit.settings': JSON.stringify(stored) });
    const { settings, problem } = createSettingsStore(storage, now).getState();
    expect(settings.profiles).toEqual([profile('desk')]);
    expect(activeProfile(settings)?.id).toBe('desk');
    expect(settings.autoManner).toBeUndefined();
    expect(storage.kept.get(problem?.setAsideAs ?? '')).toBe(JSON.stringify(stored));
  });

  it('keeps how the auto profile talks, and forgets it when asked', () => {
    const storage = memoryStorage();
    const store = createSettingsStore(storage, now);
    const manner = { ...mannerOf(profile('a')), vadModel: 'v5' as const };
    setAutoManner(store, manner);
    expect(createSettingsStore(storage, now).getState().settings.autoManner).toEqual(manner);
    setAutoManner(store, undefined);
    expect(createSettingsStore(storage, now).getState().settings).toEqual(defaultSettings);
  });

  it('goes on with a change that the browser does not keep, and says so until one is kept', () => {
    const storage = memoryStorage();
    let isFull = true;
    const setItem = (name: string, text: string) => {
      if (isFull) throw new Error('quota exceeded');
      storage.setItem(name, text);
    };
    const store = createSettingsStore({ ...storage, setItem }, now);
    changeSettings(store, { listenOnOpen: true });
    expect(store.getState()).toMatchObject({ settings: { listenOnOpen: true }, unkept: 'quota exceeded' });
    isFull = false;
    changeSettings(store, { keepAudio: false });
    expect(store.getState().unkept).toBeUndefined();
    expect(createSettingsStore(storage, now).getState().settings.listenOnOpen).toBe(true);
  });

  it('takes over what another tab has changed', () => {
    const page = new EventTarget();
    const store = createSettingsStore(memoryStorage(), now);
    followOtherTabs(store, page as Window);
    const told = (key: string, newValue: string) =>
      page.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
    told('echokit.settings', JSON.stringify({ ...defaultSettings, profiles: [profile('other')] }));
    expect(store.getState().settings.profiles).toEqual([profile('other')]);
    told('echokit.settings', '{"profiles": 7}');
    told('echokit.theme', 'dark');
    expect(store.getState().settings.profiles).toEqual([profile('other')]);
  });
});

describe('learnTurnEnd', () => {
  const server = { kind: 'echokit', url: 'ws://a/ws', turnEnd: 'auto', opus: false, record: false } as const;

  it('remembers in the profiles that wanted it found out, and in no other', () => {
    const storage = memoryStorage();
    const store = createSettingsStore(storage, now);
    const others = [
      profile('engines'),
      { ...profile('said'), server: { ...server, turnEnd: 'server' as const } },
      { ...profile('elsewhere'), server: { ...server, url: 'ws://b/ws' } },
    ];
    changeSettings(store, { profiles: [...others, { ...profile('asks'), server }] });
    learnTurnEnd(store, 'ws://a/ws', 'submit');
    expect(store.getState().settings.profiles).toEqual([
      ...others,
      { ...profile('asks'), server: { ...server, turnEnd: 'submit' } },
    ]);
    const after = store.getState();
    learnTurnEnd(store, 'ws://a/ws', 'server');
    expect(store.getState()).toBe(after);
  });
});
