import { describe, expect, it } from 'vitest';
import { defaultTurnSettings, type Profile } from './profile.ts';
import { freeName, mergeProfiles, readProfileFile, writeProfileFile } from './profile-file.ts';

const desk: Profile = {
  id: 'desk',
  name: 'Desk',
  partner: {
    kind: 'pipeline',
    asr: { kind: 'echo' },
    llm: {
      kind: 'openai-chat',
      address: { url: 'https://llm.example/v1', mode: 'base', via: 'direct' },
      model: 'small',
      extra: { thinking: { type: 'disabled' } },
    },
    tts: { kind: 'browser-voice' },
  },
  persona: { systemPrompt: 'Be brief.', greeting: '', language: 'auto' },
  turn: defaultTurnSettings,
  vadModel: 'v6',
};

describe('a file of profiles', () => {
  it('is read as it was written, keys only if asked for', () => {
    const keys = [{ origin: 'https://llm.example', key: 'sk-secret' }];
    expect(readProfileFile(writeProfileFile([desk], keys))).toEqual({
      ok: true,
      value: { profiles: [desk], refused: [], keys },
    });
    expect(readProfileFile(writeProfileFile([desk]))).toEqual({
      ok: true,
      value: { profiles: [desk], refused: [], keys: [] },
    });
  });

  it('keeps a key in the query of an address at home unless keys are asked for', () => {
    const asked: Profile = {
      ...desk,
      partner: {
        ...desk.partner,
        asr: {
          kind: 'openai-asr',
          address: {
            url: 'https://sk-lisbon.example/asr?api_key=abcdef123&lang=de',
            mode: 'exact',
            via: 'direct',
          },
          model: '',
          stream: false,
          simpleRequest: false,
        },
      },
    };
    expect(writeProfileFile([asked])).not.toContain('abcdef123');
    expect(writeProfileFile([asked])).toContain('https://sk-lisbon.example/asr?[secret]&lang=de');
    expect(writeProfileFile([asked], [])).toContain('abcdef123');
  });

  it('loses only the profiles that are wrong, and says which and why', () => {
    const text = JSON.stringify({
      format: 'echokit-web-profiles',
      version: 1,
      profiles: [{ ...desk, name: 'Odd', vadModel: 'v9' }, desk, 7],
    });
    const read = readProfileFile(text);
    expect(read).toMatchObject({
      ok: true,
      value: {
        profiles: [desk],
        refused: [{ position: 1, name: 'Odd' }, { position: 3 }],
      },
    });
    if (read.ok) expect(read.value.refused[0]?.reason).toMatch(/^vadModel: /);
  });

  it('drops keys that are for no origin', () => {
    const keys = [
      { origin: 'https://llm.example/v1', key: 'a' },
      { origin: 'https://user@llm.example', key: 'b' },
      { origin: 'file:///etc', key: 'c' },
      { origin: 'https://llm.example', key: '' },
      { origin: 'http://localhost:9091', key: 'd' },
      'e',
    ];
    const read = readProfileFile(
      JSON.stringify({ format: 'echokit-web-profiles', version: 1, profiles: [], keys }),
    );
    expect(read).toMatchObject({
      ok: true,
      value: { keys: [{ origin: 'http://localhost:9091', key: 'd' }] },
    });
  });

  it.each([
    ['no JSON', 'addr = "0.0.0.0:9090"', 'not-json'],
    ['JSON of something else', '{"profiles":[]}', 'other-format'],
    ['a list', '[]', 'other-format'],
    [
      'a newer version',
      JSON.stringify({ format: 'echokit-web-profiles', version: 2, profiles: [] }),
      'newer-version',
    ],
    ['a whole disk', ' '.repeat(5_000_001), 'too-long'],
  ])('is refused when it is %s', (_what, text, problem) => {
    expect(readProfileFile(text)).toEqual({ ok: false, error: problem });
  });
});

describe('mergeProfiles', () => {
  const newId = () => 'fresh';

  it('leaves out what is here already', () => {
    expect(mergeProfiles([desk], [desk], newId)).toEqual({ profiles: [desk], added: [], known: 1 });
  });

  it('replaces nothing: the same id gets a new one, the same name a number', () => {
    const other = { ...desk, vadModel: 'v5' as const };
    const merged = mergeProfiles([desk], [other], newId);
    expect(merged.profiles).toEqual([desk, { ...other, id: 'fresh', name: 'Desk 2' }]);
    expect(merged.known).toBe(0);
  });

  it('adds two of one file beside each other', () => {
    const merged = mergeProfiles([], [desk, { ...desk, id: 'b', name: 'Lab' }], newId);
    expect(merged.added.map(({ id }) => id)).toEqual(['desk', 'b']);
  });
});

describe('freeName', () => {
  it.each([
    ['Desk', [], 'Desk'],
    ['Desk', ['Desk'], 'Desk 2'],
    ['Desk 2', ['Desk', 'Desk 2'], 'Desk 3'],
    ['书桌', ['书桌', '书桌 2'], '书桌 3'],
  ])('of %s beside %j is %s', (name, taken, free) => {
    expect(freeName(name, taken)).toBe(free);
  });
});
