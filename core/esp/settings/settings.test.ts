import { describe, expect, it } from 'vitest';
import { createNvs } from '../nvs/create-nvs.ts';
import type { NvsEdit } from '../nvs/nvs-types.ts';
import { readNvs } from '../nvs/read-nvs.ts';
import type { SettingEdit } from './box-settings.ts';
import { checkSetting } from './check-setting.ts';
import { editsOf } from './edits-of.ts';
import { encodeGif } from '../../gif/encode-gif.ts';
import { gifOf, gifOfBytes } from '../../gif/pictures.testing.ts';
import { pictureLimit, settingLimits } from './setting-limits.ts';
import { settingsOf } from './settings-of.ts';

const large = 2 * 1024 * 1024;
const gif = (bytes: number) =>
  Uint8Array.from({ length: bytes }, (_, i) => 'GIF89a'.charCodeAt(i) || i % 251);

function stored(edits: readonly NvsEdit[]) {
  const created = createNvs(24 * 1024, edits);
  if (!created.ok) throw new Error(created.error.message);
  return readNvs(created.value.image);
}

describe('a setting is judged while it is typed', () => {
  it.each<[SettingEdit, string | null]>([
    [{ key: 'ssid', value: '' }, 'ssid-empty?'],
    [{ key: 'ssid', value: 'é'.repeat(16) }, null],
    [{ key: 'ssid', value: `${'é'.repeat(16)}x` }, 'ssid-too-long 32'],
    [{ key: 'ssid', value: 'a\0b' }, 'has-nul'],
    [{ key: 'ssid', value: null }, null],
    [{ key: 'pass', value: '' }, 'pass-empty?'],
    [{ key: 'pass', value: '1234567' }, 'pass-short? 8'],
    [{ key: 'pass', value: '12345678' }, null],
    [{ key: 'pass', value: 'p'.repeat(64) }, 'pass-long? 63'],
    [{ key: 'pass', value: 'p'.repeat(65) }, 'pass-too-long 64'],
    [{ key: 'server_url', value: '' }, 'url-empty?'],
    [{ key: 'server_url', value: 'ws://192.168.1.20:9090/ws' }, null],
    [{ key: 'server_url', value: 'WS://[fe80::1]:80/box/0123' }, null],
    [{ key: 'server_url', value: `ws://h/${'p'.repeat(120)}` }, null],
    [{ key: 'server_url', value: `ws://h/${'p'.repeat(121)}` }, 'url-too-long 127'],
    [{ key: 'server_url', value: 'wss://eu.echokit.dev/ws' }, 'url-tls'],
    [{ key: 'server_url', value: 'https://eu.echokit.dev/ws' }, 'url-tls'],
    [{ key: 'server_url', value: 'http://eu.echokit.dev/ws' }, 'url-not-ws'],
    [{ key: 'server_url', value: 'eu.echokit.dev/ws' }, 'url-not-ws'],
    [{ key: 'server_url', value: 'ws:///ws' }, 'url-invalid'],
    [{ key: 'server_url', value: 'ws://a b/ws' }, 'url-invalid'],
    [{ key: 'server_url', value: 'ws://host/w s' }, 'url-invalid'],
    [{ key: 'server_url', value: 'ws://me:secret@host/ws' }, 'url-invalid'],
    [{ key: 'server_url', value: 'ws://host:65536/ws' }, 'url-invalid'],
    [{ key: 'server_url', value: 'ws://host/ws?opus=true' }, 'url-query'],
    [{ key: 'server_url', value: 'ws://host/ws#top' }, 'url-query'],
    [{ key: 'server_url', value: 'ws://localhost:9090/ws' }, 'url-localhost'],
    [{ key: 'server_url', value: 'ws://127.0.0.1/ws' }, 'url-localhost'],
    [{ key: 'server_url', value: 'ws://127.1:80/ws' }, 'url-localhost'],
    [{ key: 'server_url', value: 'ws://[::1]/ws' }, 'url-localhost'],
    [{ key: 'server_url', value: 'ws://box.localhost/ws' }, 'url-localhost'],
    [{ key: 'server_url', value: 'ws://localhost.example/ws' }, null],
    [{ key: 'background_gif', value: gif(508_000) }, null],
    [{ key: 'background_gif', value: gif(508_001) }, 'picture-too-large 508000'],
    [{ key: 'background_gif', value: new Uint8Array() }, 'picture-no-gif'],
    [{ key: 'background_gif', value: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10) }, 'picture-no-gif'],
    [{ key: 'avatar_gif', value: gif(131_072) }, null],
    [{ key: 'avatar_gif', value: gif(131_073) }, 'picture-too-large 131072'],
    [{ key: 'state', value: 1 }, null],
    [{ key: 'state', value: 256 }, 'state-range 255'],
    [{ key: 'afe_linear_gain', value: 1.25 }, null],
    [{ key: 'afe_linear_gain', value: 0 }, 'gain-unusual?'],
    [{ key: 'afe_linear_gain', value: 1e39 }, 'gain-range'],
    [{ key: 'afe_linear_gain', value: Number.NaN }, 'gain-range'],
    [{ key: 'agc_tl_dbfs', value: 32 }, null],
    [{ key: 'agc_tl_dbfs', value: -9 }, 'gain-unusual? 32'],
    [{ key: 'agc_cg_db', value: 2 ** 31 }, 'gain-range'],
    [{ key: 'agc_cg_db', value: 1.5 }, 'gain-range'],
  ])('%o: %s', (edit, expected) => {
    const problem = checkSetting(edit, large);
    const told =
      problem && `${problem.code}${problem.isError ? '' : '?'}${problem.most > 0 ? ` ${problem.most}` : ''}`;
    expect(told).toBe(expected);
    expect(problem?.key ?? edit.key).toBe(edit.key);
  });

  it('a small partition holds smaller pictures, one page of it stays free', () => {
    expect(pictureLimit('background_gif', 24 * 1024)).toBe(20_000);
    expect(pictureLimit('avatar_gif', large)).toBe(settingLimits.avatar_gif);
    expect(pictureLimit('avatar_gif', 0)).toBe(0);
    const problem = checkSetting({ key: 'avatar_gif', value: gif(20_001) }, 24 * 1024);
    expect(problem).toMatchObject({ code: 'picture-too-large', most: 20_000 });
  });
});

describe('settings and NVS', () => {
  const edits: readonly SettingEdit[] = [
    { key: 'ssid', value: 'Café-日本語-📶' },
    { key: 'pass', value: 'secret 123' },
    { key: 'server_url', value: 'ws://192.168.1.20:9090/ws' },
    { key: 'background_gif', value: gifOfBytes(5000) },
    { key: 'state', value: 1 },
    { key: 'afe_linear_gain', value: 1.25 },
    { key: 'agc_tl_dbfs', value: 6 },
    { key: 'agc_cg_db', value: 12 },
  ];

  it('what is written is read back', () => {
    const nvs = editsOf(edits, 24 * 1024);
    if (!nvs.ok) throw new Error('refused');
    const { settings, damaged } = settingsOf(stored(nvs.value));
    expect(settings).toEqual(Object.fromEntries(edits.map(({ key, value }) => [key, value])));
    expect(damaged).toEqual([]);
    const erased = stored([...nvs.value, { op: 'erase', namespace: 'setting', key: 'pass' }]);
    expect(settingsOf(erased).settings).not.toHaveProperty('pass');
    expect(editsOf([{ key: 'pass', value: null }], large)).toEqual({
      ok: true,
      value: [{ op: 'erase', namespace: 'setting', key: 'pass' }],
    });
  });

  it('refuses a picture that the firmware could not decode to its end, and a face without all its mouths', () => {
    const whole = gifOfBytes(5000);
    const codesOf = (edit: SettingEdit) => {
      const result = editsOf([edit], large);
      return result.ok ? [] : result.error.map(({ code }) => code);
    };
    expect(codesOf({ key: 'background_gif', value: whole })).toEqual([]);
    expect(codesOf({ key: 'background_gif', value: whole.slice(0, 4000) })).toEqual(['picture-no-gif']);
    expect(codesOf({ key: 'avatar_gif', value: encodeGif(gifOf(96, 96, 6)) })).toEqual([]);
    expect(codesOf({ key: 'avatar_gif', value: encodeGif(gifOf(96, 96, 5)) })).toEqual(['picture-no-gif']);
  });

  it('refuses with everything that is wrong, and lets pass what is unusual', () => {
    const refused = editsOf(
      [
        { key: 'ssid', value: 'x'.repeat(33) },
        { key: 'pass', value: 'short' },
        { key: 'server_url', value: 'wss://eu.echokit.dev/ws' },
      ],
      large,
    );
    expect(refused.ok ? [] : refused.error.map(({ code }) => code)).toEqual(['ssid-too-long', 'url-tls']);
    expect(editsOf([{ key: 'pass', value: 'short' }], large).ok).toBe(true);
  });

  it('tells what is stored and of no use', () => {
    const at = (key: string) => ({ op: 'set', namespace: 'setting', key }) as const;
    const reading = stored([
      { ...at('ssid'), type: 'blob', value: gif(9) },
      { ...at('afe_linear_gain'), type: 'blob', value: Uint8Array.of(0, 0, 0xa0) },
      { ...at('agc_cg_db'), type: 'u8', value: 3n },
      { ...at('unknown'), type: 'u8', value: 3n },
      { op: 'set', namespace: 'other', key: 'pass', type: 'str', value: 'not ours' },
    ]);
    expect(settingsOf(reading)).toEqual({
      settings: {},
      damaged: [
        { key: 'ssid', reason: 'wrong-type' },
        { key: 'afe_linear_gain', reason: 'bad-value' },
        { key: 'agc_cg_db', reason: 'wrong-type' },
      ],
    });
    const notFinite = stored([
      { ...at('afe_linear_gain'), type: 'blob', value: Uint8Array.of(0, 0, 0x80, 0x7f) },
    ]);
    expect(settingsOf(notFinite).damaged).toEqual([{ key: 'afe_linear_gain', reason: 'bad-value' }]);
  });
});
