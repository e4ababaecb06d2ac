import { describe, expect, it } from 'vitest';
import type { FormKey, SettingSupport } from '../settings-form-props.ts';
import { checkSettings } from './check-settings.ts';
import { applied, editsOf, formKeys, type Draft } from './settings-draft.ts';

const all = (support: SettingSupport) =>
  Object.fromEntries(formKeys.map((key) => [key, support])) as Record<FormKey, SettingSupport>;
const pictureBytes = { background: 15_000, avatar: 12_000 };
const stored = { ssid: 'Home', pass: 'secret words', server_url: 'ws://192.168.1.20:9090/box/0123' };

function check(draft: Draft, support = all('read-write'), from: typeof stored | object = stored) {
  const problems = checkSettings(applied(from, draft), editsOf(from, draft), { support, pictureBytes });
  return Object.values(problems).map(({ key, code, isError }) => [key, code, isError]);
}

describe('what is wrong with settings', () => {
  it('is nothing with those of a box that works', () => expect(check({})).toEqual([]));

  it('is told by field, errors and what may be meant', () => {
    expect(check({ ssid: 'x'.repeat(33), pass: 'short', server_url: 'wss://x/ws' })).toEqual([
      ['ssid', 'ssid-too-long', true],
      ['pass', 'pass-short', false],
      ['server_url', 'url-tls', true],
    ]);
  });

  it('is also what lacks, as far as the box can tell', () => {
    expect(check({}, all('read-write'), {})).toEqual([
      ['ssid', 'ssid-empty', false],
      ['pass', 'pass-empty', false],
      ['server_url', 'url-empty', false],
    ]);
    expect(check({}, all('write-only'), {})).toEqual([]);
  });

  it('is a picture that this box has no room for', () => {
    const gif = new Uint8Array(15_001);
    gif.set(new TextEncoder().encode('GIF89a'));
    expect(check({ background_gif: gif })).toEqual([['background_gif', 'picture-too-large', true]]);
    expect(check({ background_gif: gif.subarray(0, 15_000) })).toEqual([]);
    expect(check({ avatar_gif: new Uint8Array([1]) })).toEqual([['avatar_gif', 'picture-no-gif', true]]);
  });
});
