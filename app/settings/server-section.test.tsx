// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Profile } from '../../core/profile/profile.ts';
import { parseProfile } from '../../core/profile/profile-schema.ts';
import { createPresets } from '../engines/presets.ts';
import { activeProfile } from '../platform/storage/settings-store.ts';
import { setLanguage } from '../ui/language.ts';
import { scriptedCompanion } from './companion.testing.ts';
import { openSettings } from './settings-page.testing.ts';

afterEach(() => {
  cleanup();
  setLanguage('en');
});

const groq: Profile = {
  ...createPresets({ language: 'en', companion: false }).groq.profile,
  id: 'mine',
  name: 'Mine',
};
const open = (companion = false) =>
  openSettings({
    stored: { profiles: [groq], activeProfileId: 'mine' },
    ...(companion ? { companion: scriptedCompanion() } : {}),
  });
const answerers = () => within(screen.getByRole('region', { name: 'Who answers' }));
const choose = (name: string) => fireEvent.click(answerers().getByRole('radio', { name }));
const write = (label: string, value: string) =>
  fireEvent.change(answerers().getByLabelText(label), { target: { value } });

describe('who answers', () => {
  it('is a server in place of ears, brain and voice, which are kept', async () => {
    const { settings } = await open();
    const profile = () => activeProfile(settings.getState().settings)!;
    choose('An EchoKit server');
    expect(screen.queryByRole('region', { name: 'Ears' })).toBeNull();
    write('Server', '192.168.1.7:8080/ws');
    expect(profile().server).toMatchObject({ kind: 'echokit', url: '192.168.1.7:8080/ws', turnEnd: 'auto' });
    expect(answerers().getByText('Connects to ws://192.168.1.7:8080/ws/…')).toBeTruthy();
    expect(screen.getByText('An EchoKit server · 192.168.1.7:8080')).toBeTruthy();
    expect(parseProfile(JSON.parse(JSON.stringify(profile())))).toEqual({ ok: true, value: profile() });
    choose('Ears, brain and voice');
    expect(profile()).toEqual(groq);
    expect(screen.getByRole('region', { name: 'Ears' })).toBeTruthy();
    choose('An EchoKit server');
    expect(profile().server?.url).toBe('192.168.1.7:8080/ws');
  });

  it('says what is wrong with an address', async () => {
    await open();
    choose('An EchoKit server');
    write('Server', 'ftp://host/ws');
    expect(answerers().getByRole('alert').textContent).toBe('The address begins with ws:// or wss://');
  });

  it('offers of a Realtime server what its dialect has', async () => {
    const { settings } = await open(true);
    choose('A Realtime server');
    expect(answerers().getByLabelText('Model')).toBeTruthy();
    expect(answerers().getByRole('radio', { name: 'From the companion' })).toBeTruthy();
    write('Dialect', 'hugging-face');
    expect(activeProfile(settings.getState().settings)?.server).toMatchObject({
      dialect: 'hugging-face',
      url: 'ws://localhost:8765/v1/realtime',
    });
    expect(answerers().queryByLabelText('Model')).toBeNull();
    write('Server', 'ws://desk.example/v1/realtime');
    write('Dialect', 'openai');
    expect(activeProfile(settings.getState().settings)?.server?.url).toBe('ws://desk.example/v1/realtime');
  });

  it('cannot be changed for the auto profile', async () => {
    await openSettings();
    expect(answerers().queryByRole('radio')).toBeNull();
  });
});
