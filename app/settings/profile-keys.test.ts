import { describe, expect, it } from 'vitest';
import { createPresets } from '../engines/presets.ts';
import { exportFileName, keysOf, originsOf } from './profile-keys.ts';
import { copyOfProfile } from './new-profile.ts';

const presets = createPresets({ language: 'en', companion: true });
const keys = {
  'https://api.openai.com': 'sk-openai',
  'https://api.groq.com': 'gsk-groq',
  'https://elsewhere.example': 'other',
};

describe('keys of profiles', () => {
  it('are those of the origins that they call, each once', () => {
    expect(originsOf([presets.openai.profile, presets.echokit.profile])).toEqual([
      'https://api.openai.com',
      'http://localhost:9092',
      'http://localhost:9091',
      'http://localhost:9094',
    ]);
    expect(keysOf([presets.openai.profile], keys)).toEqual([
      { origin: 'https://api.openai.com', key: 'sk-openai' },
    ]);
    expect(keysOf([presets.browser.profile], keys)).toEqual([]);
  });

  it('are not those of an address that cannot be read', () => {
    const { profile } = presets.openai;
    const asr = profile.partner.asr;
    if (asr.kind !== 'openai-asr') throw new Error('the preset has another recogniser');
    const half = {
      ...profile,
      partner: { ...profile.partner, asr: { ...asr, address: { ...asr.address, url: 'https://' } } },
    };
    expect(originsOf([half])).toEqual(['https://api.openai.com']);
  });
});

describe('a profile from a preset', () => {
  it('is one of the person’s own: a new id, a name that is free, the rest as it comes', () => {
    const { profile } = presets.groq;
    const first = copyOfProfile(profile, 'Groq', [], () => 'a');
    expect(first).toEqual({ ...profile, id: 'a', name: 'Groq' });
    expect(copyOfProfile(profile, 'Groq', [first], () => 'b').name).toBe('Groq 2');
  });

  it('has an id that nobody else has', () => {
    const ids = Array.from({ length: 100 }, () => copyOfProfile(presets.groq.profile, 'Groq', []).id);
    expect(new Set(ids).size).toBe(100);
    expect(ids[0]).toMatch(/^[0-9a-f]{24}$/);
  });
});

describe('the name of an exported file', () => {
  const day = new Date('2026-11-20T10:00:00Z');
  it.each([
    [['Desk: GPT / Whisper'], 'echokit-desk-gpt-whisper-2026-11-20.json'],
    [['书桌'], 'echokit-书桌-2026-11-20.json'],
    [['../..'], 'echokit-profile-2026-11-20.json'],
    [['Desk', 'Lab'], 'echokit-all-2026-11-20.json'],
  ])('of %j is %s', (names, fileName) => {
    const profiles = names.map((name) => ({ ...presets.groq.profile, name }));
    expect(exportFileName(profiles, day)).toBe(fileName);
  });
});
