import { describe, expect, it } from 'vitest';
import { applied, editsOf, withoutKey } from './settings-draft.ts';

const stored = {
  ssid: 'Home',
  pass: 'secret words',
  afe_linear_gain: Math.fround(1.3),
  avatar_gif: new Uint8Array([1, 2, 3]),
};

describe('the difference between box and form', () => {
  it('is nothing while nothing is touched, or typed back', () => {
    expect(editsOf(stored, {})).toEqual([]);
    expect(editsOf(stored, { ssid: 'Home', afe_linear_gain: 1.3 })).toEqual([]);
    expect(editsOf(stored, { avatar_gif: new Uint8Array([1, 2, 3]) })).toEqual([]);
  });

  it('is nothing where what the box does not have is removed or left empty', () => {
    expect(editsOf(stored, { server_url: '', background_gif: null })).toEqual([]);
  });

  it('comes in the order of the form', () => {
    const draft = { agc_tl_dbfs: 0, avatar_gif: null, ssid: 'Work', pass: '' } as const;
    expect(editsOf(stored, draft)).toEqual([
      { key: 'ssid', value: 'Work' },
      { key: 'pass', value: '' },
      { key: 'avatar_gif', value: null },
      { key: 'agc_tl_dbfs', value: 0 },
    ]);
    expect(editsOf(stored, withoutKey(draft, 'ssid')).map(({ key }) => key)).not.toContain('ssid');
  });

  it('is what makes the next settings of the last', () => {
    expect(applied(stored, { ssid: 'Work', avatar_gif: null })).toEqual({
      ssid: 'Work',
      pass: 'secret words',
      afe_linear_gain: Math.fround(1.3),
    });
  });
});
