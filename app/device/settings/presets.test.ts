import { describe, expect, it } from 'vitest';
import { presetOf, readPresets, withPreset, writePresets } from './presets.ts';

class Drawer {
  text: string | null = null;
  getItem = () => this.text;
  setItem = (_: string, text: string) => void (this.text = text);
}
const settings = { ssid: 'Home', pass: 'secret words', server_url: '' };

describe('presets', () => {
  it('keep the password only where that is wanted, and nothing that is empty', () => {
    expect(presetOf('a', settings, false)).toEqual({ name: 'a', settings: { ssid: 'Home' } });
    expect(presetOf('a', settings, true).settings).toEqual({ ssid: 'Home', pass: 'secret words' });
  });

  it('replace one of the same name, and come back as they were kept', () => {
    const drawer = new Drawer();
    const one = withPreset([presetOf('a', settings, false)], presetOf('b', settings, true));
    writePresets(drawer, withPreset(one, presetOf('a', { ssid: 'Work' }, false)));
    expect(readPresets(drawer)).toEqual([
      { name: 'b', settings: { ssid: 'Home', pass: 'secret words' } },
      { name: 'a', settings: { ssid: 'Work' } },
    ]);
  });

  it.each(['{', '{}', '[{"name":1}]', '[{"name":"a","settings":{"ssid":5}}]'])(
    'are none where %s is kept',
    (kept) => {
      const drawer = new Drawer();
      drawer.text = kept;
      expect(readPresets(drawer)).toEqual([]);
    },
  );
});
