// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { textLimits } from '../../core/profile/profile-limits.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { createPresets } from '../engines/presets.ts';
import { activeProfile, parseSettings, type SettingsStore } from '../platform/storage/settings-store.ts';
import { openSettings } from './settings-page.testing.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const presets = createPresets({ language: 'en', companion: false });
const own = (id: string): Profile => ({ ...presets.openai.profile, id, name: id });
const chosen = (settings: SettingsStore) => activeProfile(settings.getState().settings);
const section = (name: string) => screen.getByRole('region', { name });
const press = (name: string, within_ = document.body) =>
  fireEvent.click(within(within_).getByRole('button', { name }));
const field = (name: string, within_: HTMLElement) => within(within_).getByLabelText<HTMLInputElement>(name);
const write = (element: HTMLElement, value: string) => fireEvent.change(element, { target: { value } });

describe('a text that is too long', () => {
  const stored = { profiles: [own('Desk'), own('Lab')], activeProfileId: 'Desk' };
  const readAgain = (kept: ReadonlyMap<string, string>) => parseSettings(kept.get('echokit.settings') ?? '');

  it.each([
    ['Who am I talking with?', 'Name', textLimits.name],
    ['Ears', 'Address', textLimits.url],
    ['Ears', 'Model', textLimits.model],
    ['Ears', 'Words to expect', textLimits.prompt],
    ['Brain', 'Model', textLimits.model],
    ['Voice', 'Voice', textLimits.model],
    ['Voice', 'How to speak', textLimits.prompt],
    ['Character', 'What it should know and how it should answer', textLimits.systemPrompt],
    ['Character', 'Greeting', textLimits.greeting],
    ['Brain', 'Key', textLimits.key],
  ])('stays on screen whole and says so (%s, %s)', async (part, label, most) => {
    const { settings, secrets, kept } = await openSettings({ stored });
    const before = chosen(settings);
    const long = 'x'.repeat(most + 1);
    const input = field(label, section(part));
    write(input, long);
    fireEvent.blur(input);
    expect(input.value).toBe(long);
    const words = `At most ${most.toLocaleString('en')} characters; this has ${long.length.toLocaleString('en')}.`;
    expect(within(section(part)).getByRole('alert').textContent).toContain(words);
    expect(chosen(settings)).toEqual(before);
    expect(secrets.list()).toEqual([]);
    write(input, 'x'.repeat(most));
    expect(within(section(part)).queryByText(words, { exact: false })).toBeNull();
    if (label !== 'Key')
      expect(readAgain(kept)).toEqual({ settings: settings.getState().settings, refused: [] });
  });

  it('is still there after a look at another profile', async () => {
    await openSettings({ stored });
    const long = 'm'.repeat(textLimits.model + 1);
    write(field('Model', section('Brain')), long);
    fireEvent.click(screen.getByRole('radio', { name: 'Lab' }));
    expect(field('Model', section('Brain')).value).toBe('gpt-4.1-mini');
    fireEvent.click(screen.getByRole('radio', { name: 'Desk' }));
    expect(field('Model', section('Brain')).value).toBe(long);
    write(field('Model', section('Brain')), 'short');
  });

  it('is refused from a list too', async () => {
    const long = 'm'.repeat(textLimits.model + 1);
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ data: [{ id: long }, { id: 'short' }] })));
    const { settings } = await openSettings({ stored });
    const brain = section('Brain');
    press('List models', brain);
    write(await within(brain).findByLabelText('Choose one of 2 …'), long);
    expect(field('Model', brain).value).toBe(long);
    expect(within(brain).getByRole('alert').textContent).toContain('this has 501');
    write(within(brain).getByLabelText('Choose one of 2 …'), 'short');
    expect(chosen(settings)?.partner.llm).toMatchObject({ model: 'short' });
  });

  it('makes no profile of what was found with such a name', async () => {
    const { settings, auto } = await openSettings();
    const found = auto.getState().profile!;
    const llm = { ...presets.openai.profile.partner.llm, model: 'm'.repeat(textLimits.model + 1) };
    act(() => auto.setState({ profile: { ...found, partner: { ...found.partner, llm } } }));
    press('Make a profile of it');
    expect(screen.getByText(/This profile was not made/)).toBeTruthy();
    expect(settings.getState().settings.profiles).toEqual([]);
  });
});
