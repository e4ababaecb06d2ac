import { describe, expect, it } from 'vitest';
import { defaultTurnSettings, withEagerness, type Profile } from './profile.ts';
import { parseProfile } from './profile-schema.ts';

const profile: Profile = {
  id: 'p1',
  name: 'Desk',
  partner: {
    kind: 'pipeline',
    asr: {
      kind: 'openai-asr',
      address: { url: 'http://localhost:9092/v1', mode: 'base', via: 'companion' },
      model: 'whisper',
      stream: false,
      simpleRequest: true,
    },
    llm: { kind: 'demo' },
    tts: { kind: 'companion-voice', speaker: 'en-us' },
  },
  persona: { systemPrompt: 'Be brief.', greeting: '', language: 'auto' },
  turn: defaultTurnSettings,
  vadModel: 'v6',
};

describe('parseProfile', () => {
  it('gives back a profile that went through JSON', () => {
    expect(parseProfile(JSON.parse(JSON.stringify(profile)))).toEqual({ ok: true, value: profile });
  });

  it('fills turn settings that an older version did not know', () => {
    const { committedMs: _, ...older } = defaultTurnSettings;
    expect(parseProfile({ ...profile, turn: older })).toEqual({ ok: true, value: profile });
  });

  it.each([
    ['nothing', undefined, 'profile'],
    ['a list', [], 'id'],
    ['a missing name', { ...profile, name: undefined }, 'name'],
    [
      'an unknown voice',
      { ...profile, partner: { ...profile.partner, tts: { kind: 'parrot' } } },
      'partner.tts.kind',
    ],
    [
      'a threshold above 1',
      { ...profile, turn: { ...defaultTurnSettings, onsetThreshold: 2 } },
      'turn.onsetThreshold',
    ],
    [
      'a pre-roll below 500 ms',
      { ...profile, turn: { ...defaultTurnSettings, preRollMs: 100 } },
      'turn.preRollMs',
    ],
    ['a rate gsv_tts does not offer', gsvAt(44_100), 'partner.tts.sampleRate'],
  ])('refuses %s and says where', (_what, value, where) => {
    const parsed = parseProfile(value);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.error.startsWith(where)).toBe(true);
  });

  it('drops fields it does not know, keys among them', () => {
    const parsed = parseProfile({ ...profile, apiKey: 'sk-123' });
    expect(JSON.stringify(parsed)).not.toContain('sk-123');
  });
});

describe('withEagerness', () => {
  it('waits longest when patient and never ends early then', () => {
    expect(withEagerness(defaultTurnSettings, 'patient')).toMatchObject({ hardEndMs: 1200, earlyEndMs: 0 });
  });
  it('keeps numbers a person chose when custom', () => {
    const chosen = { ...defaultTurnSettings, hardEndMs: 640 };
    expect(withEagerness(chosen, 'custom').hardEndMs).toBe(640);
  });
});

function gsvAt(sampleRate: number) {
  const tts = {
    kind: 'gsv',
    address: { url: 'http://localhost:9094', mode: 'base', via: 'direct' },
    mode: 'stream',
    speaker: 'a',
    sampleRate,
  };
  return { ...profile, partner: { ...profile.partner, tts } };
}
