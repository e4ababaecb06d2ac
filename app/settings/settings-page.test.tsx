// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { writeProfileFile } from '../../core/profile/profile-file.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { createPresets } from '../engines/presets.ts';
import { activeProfile, type SettingsStore } from '../platform/storage/settings-store.ts';
import { setLanguage } from '../ui/language.ts';
import { scriptedCompanion } from './companion.testing.ts';
import { memoryVault, openSettings } from './settings-page.testing.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  history.replaceState(null, '', '#/settings');
  setLanguage('en');
});

const presets = createPresets({ language: 'en', companion: false });
const own = (id: string, profile: Profile = presets.openai.profile): Profile => ({
  ...profile,
  id,
  name: id,
});
const chosen = (settings: SettingsStore) => activeProfile(settings.getState().settings);

const section = (name: string) => screen.getByRole('region', { name });
const press = (name: string | RegExp, within_ = document.body) =>
  fireEvent.click(within(within_).getByRole('button', { name }));
const field = (name: string | RegExp, within_: HTMLElement = document.body) =>
  within(within_).getByLabelText<HTMLInputElement>(name);
const write = (element: HTMLElement, value: string) => fireEvent.change(element, { target: { value } });

describe('profiles', () => {
  it('begins with one that needs nothing, and says what it took', async () => {
    await openSettings();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Auto' }).checked).toBe(true);
    expect(within(section('Who am I talking with?')).getByText(/eSpeak NG, in this page/)).toBeTruthy();
  });

  it('makes one from a preset, chooses it and keeps it', async () => {
    const { settings, kept } = await openSettings();
    press('New profile');
    press(/^Groq/);
    expect(chosen(settings)?.name).toBe('Groq');
    expect(kept.get('echokit.settings')).toContain('whisper-large-v3-turbo');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Groq' }).checked).toBe(true);
  });

  it('renames letter by letter, and calls what has no name so', async () => {
    const { settings } = await openSettings({ stored: { profiles: [own('Desk')], activeProfileId: 'Desk' } });
    write(field('Name'), '');
    expect(screen.getByRole('radio', { name: 'Without a name' })).toBeTruthy();
    write(field('Name'), 'Kitchen');
    expect(chosen(settings)?.name).toBe('Kitchen');
  });

  it('takes a deletion back: the profile is where it was, and chosen again', async () => {
    const profiles = [own('a'), own('b'), own('c')];
    const { settings } = await openSettings({ stored: { profiles, activeProfileId: 'b' } });
    press('Delete');
    expect(settings.getState().settings.profiles.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(chosen(settings)).toBeUndefined();
    press('Undo');
    expect(settings.getState().settings.profiles.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(chosen(settings)?.id).toBe('b');
  });

  it('makes a profile of what was found', async () => {
    const { settings } = await openSettings();
    press('Make a profile of it');
    expect(chosen(settings)).toMatchObject({ name: 'My profile', partner: { llm: { kind: 'demo' } } });
  });
});

describe('import', () => {
  const file = (text: string) => new File([text], 'profiles.json', { type: 'application/json' });
  const give = (text: string) =>
    fireEvent.change(screen.getByTestId('import-file'), { target: { files: [file(text)] } });

  it('adds what can be read, names what cannot, and replaces nothing', async () => {
    const { settings } = await openSettings({ stored: { profiles: [own('Desk')] } });
    const changed = { ...own('Desk'), vadModel: 'v5' as const };
    const broken = { ...own('Odd'), vadModel: 'v9' } as unknown as Profile;
    give(writeProfileFile([changed, broken]));
    expect(await screen.findByText('Added: Desk 2.')).toBeTruthy();
    expect(screen.getByText(/No. 2, “Odd”/)).toBeTruthy();
    expect(settings.getState().settings.profiles.map(({ vadModel }) => vadModel)).toEqual(['v6', 'v5']);
  });

  it('takes a key only when told to, origin by origin', async () => {
    const { secrets } = await openSettings();
    const keys = [
      { origin: 'https://api.openai.com', key: 'sk-of-somebody-else' },
      { origin: 'https://odd.example', key: 'sk-what-is-this-for' },
    ];
    give(writeProfileFile([own('Desk')], keys));
    expect(await screen.findByRole('button', { name: 'Take no key' })).toBeTruthy();
    expect(secrets.list()).toEqual([]);
    fireEvent.click(screen.getByRole('switch', { name: 'https://api.openai.com' }));
    press('Take 1 key');
    expect(secrets.all()).toEqual({ 'https://api.openai.com': 'sk-of-somebody-else' });
  });

  it('does not ask about a key that is here already', async () => {
    const { secrets } = await openSettings();
    await act(() => secrets.set('https://api.openai.com', 'sk-mine', false));
    give(writeProfileFile([own('Desk')], [{ origin: 'https://api.openai.com', key: 'sk-mine' }]));
    expect(await screen.findByRole('button', { name: 'Done' })).toBeTruthy();
    expect(screen.queryByText('The file brings keys')).toBeNull();
  });

  it('says what a file is that holds no profiles', async () => {
    const { settings } = await openSettings({ stored: { profiles: [own('Desk')] } });
    give('addr = "0.0.0.0:9090"');
    expect(await screen.findByText(/not a JSON file/)).toBeTruthy();
    expect(settings.getState().settings.profiles).toHaveLength(1);
  });
});

describe('an address', () => {
  const stored = { profiles: [own('Desk')], activeProfileId: 'Desk' };

  it('is kept as it was typed, whatever it is worth, and says so', async () => {
    const { settings } = await openSettings({ stored });
    const ears = section('Ears');
    write(field('Address', ears), 'http://');
    expect(within(ears).getByText('This is not an address yet.')).toBeTruthy();
    expect(chosen(settings)?.partner.asr).toMatchObject({ address: { url: 'http://' } });
    write(field('Address', ears), 'http://nas:9092/v1');
    expect(within(ears).getByText('Calls http://nas:9092/v1/audio/transcriptions')).toBeTruthy();
  });

  it('says that a key written behind a ? is not sent', async () => {
    await openSettings({ stored });
    const brain = section('Brain');
    write(field('Address', brain), 'https://api.example.com/v1?api_key=abc');
    expect(within(brain).getByText('What follows the “?” is not sent')).toBeTruthy();
    write(field('Address', brain), 'https://api.example.com/v1');
    expect(within(brain).queryByText('What follows the “?” is not sent')).toBeNull();
  });

  it('has a key of its own: another origin has none, and the first gets its own back', async () => {
    const { secrets } = await openSettings({ stored });
    const brain = section('Brain');
    const key = field('Key', brain);
    write(key, ' sk-abcdefgh1234 ');
    fireEvent.submit(key.form!);
    expect(within(brain).getByText('••••1234')).toBeTruthy();
    write(field('Address', brain), 'https://evil.example/v1');
    expect(field('Key', brain).value).toBe('');
    expect(secrets.all()).toEqual({ 'https://api.openai.com': 'sk-abcdefgh1234' });
    write(field('Address', brain), 'https://api.openai.com/v1/');
    expect(within(brain).getByText('••••1234')).toBeTruthy();
  });

  it('takes a key also when the field is left, and when the page is', async () => {
    const { secrets, unmount } = await openSettings({ stored });
    const left = field('Key', section('Ears'));
    write(left, 'sk-left');
    fireEvent.blur(left);
    expect(secrets.all()).toEqual({ 'https://api.openai.com': 'sk-left' });
    const brain = section('Brain');
    write(field('Address', brain), 'https://other.example');
    write(field('Key', brain), 'sk-typing');
    unmount();
    expect(secrets.all()).toMatchObject({ 'https://other.example': 'sk-typing' });
  });

  it('keeps its key across visits by choice, and forgets it with one press', async () => {
    const vault = memoryVault();
    const { secrets } = await openSettings({ stored, vault });
    const voice = section('Voice');
    write(field('Key', voice), 'sk-abcdefgh1234');
    fireEvent.blur(field('Key', voice));
    expect(vault.kept.size).toBe(0);
    fireEvent.click(within(voice).getByRole('switch', { name: 'Keep in this browser' }));
    await waitFor(() => expect([...vault.kept.keys()]).toEqual(['https://api.openai.com']));
    press('Forget', voice);
    await waitFor(() => expect(vault.kept.size).toBe(0));
    expect(secrets.all()).toEqual({});
  });

  it('says that a key could not be kept, and uses it', async () => {
    const full = { ...memoryVault(), put: () => Promise.reject(new Error('quota')) };
    const { secrets } = await openSettings({ stored, vault: full });
    const voice = section('Voice');
    write(field('Key', voice), 'sk-abcdefgh1234');
    fireEvent.blur(field('Key', voice));
    fireEvent.click(within(voice).getByRole('switch', { name: 'Keep in this browser' }));
    expect(await within(voice).findByText(/could not store the key/)).toBeTruthy();
    expect(secrets.all()).toEqual({ 'https://api.openai.com': 'sk-abcdefgh1234' });
  });
});

describe('the companion', () => {
  const stored = { profiles: [own('Desk', presets.local.profile)], activeProfileId: 'Desk' };
  const through = (within_: HTMLElement) =>
    within(within_).getByRole<HTMLInputElement>('switch', { name: 'Through the companion' });

  it('is asked only after the person has agreed to the origin, told that it is near', async () => {
    const { settings } = await openSettings({ stored, companion: scriptedCompanion() });
    await screen.findByText('http://localhost:9091');
    const ears = section('Ears');
    write(field('Address', ears), 'http://nas.local:8081/inference');
    fireEvent.click(through(ears));
    const dialog = screen.getByRole('dialog', { name: /May the companion call/ });
    expect(await within(dialog).findByText('http://nas.local:8081')).toBeTruthy();
    expect(within(dialog).getByText(/private address in your own network/)).toBeTruthy();
    expect(chosen(settings)?.partner.asr).toMatchObject({ address: { via: 'direct' } });

    press('Allow', dialog);
    await waitFor(() => expect(through(ears).checked).toBe(true));
    expect(chosen(settings)?.partner.asr).toMatchObject({ address: { via: 'companion' } });
    expect(within(section('Companion')).getByText('http://nas.local:8081')).toBeTruthy();

    press('Revoke http://nas.local:8081');
    expect(await within(ears).findByText(/does not call http:\/\/nas.local:8081 yet/)).toBeTruthy();
  });

  it('is not used when the person says no', async () => {
    const { settings } = await openSettings({ stored, companion: scriptedCompanion() });
    await screen.findByText('http://localhost:9091');
    fireEvent.click(through(section('Brain')));
    await screen.findByText('http://localhost:8080');
    press('Do not allow');
    expect(screen.queryByRole('dialog', { name: /May the companion call/ })).toBeNull();
    expect(chosen(settings)?.partner.llm).toMatchObject({ address: { via: 'direct' } });
  });

  it('needs no question for what it lists, and no key where it has one', async () => {
    const keyed = { profiles: [own('Desk')], activeProfileId: 'Desk' };
    const { settings } = await openSettings({ stored: keyed, companion: scriptedCompanion() });
    await screen.findByText('http://localhost:9091');
    const voice = section('Voice');
    press('Go through the companion', voice);
    expect(chosen(settings)?.partner.tts).toMatchObject({ address: { via: 'companion' } });
    expect(within(voice).queryByLabelText('Key')).toBeNull();
  });

  it('is missed in words where there is none', async () => {
    await openSettings({ stored });
    expect(within(section('Companion')).getByText('There is no companion')).toBeTruthy();
    const kinds = within(field('Kind', section('Voice'))).getAllByRole('option');
    expect(kinds.map(({ textContent }) => textContent)).not.toContain("The companion's voice (eSpeak NG)");
  });
});

describe('the keyboard', () => {
  const stored = { profiles: [own('Desk')], activeProfileId: 'Desk' };
  const focused = () => document.activeElement;

  it('stays where something is left of what it was on', async () => {
    await openSettings({ stored });
    const brain = section('Brain');
    const key = field('Key', brain);
    write(key, 'sk-abcdefgh1234');
    fireEvent.submit(key.form!);
    expect(focused()).toBe(within(brain).getByRole('button', { name: 'Replace' }));
    press('Forget', brain);
    expect(focused()).toBe(field('Key', brain));
    press('Delete');
    expect(focused()).toBe(screen.getByRole('button', { name: 'Undo' }));
    press('Undo');
    expect(focused()).toBe(field('Name'));
    press('Duplicate');
    expect(focused()).toBe(field('Name'));
    expect(field('Name').value).toBe('Desk 2');
  });

  it('goes to a heading when an entry of a list goes', async () => {
    const { secrets } = await openSettings({ stored });
    await act(() => secrets.set('https://api.openai.com', 'sk-abcdefgh1234', false));
    press('Forget the key for https://api.openai.com');
    expect(focused()).toBe(screen.getByRole('heading', { name: 'Keys' }));
  });

  it('follows the list of sections, and so does the address', async () => {
    await openSettings({ stored });
    const entries = history.length;
    fireEvent.click(screen.getByRole('link', { name: 'Companion' }));
    expect(focused()).toBe(screen.getByRole('heading', { name: 'Companion' }));
    expect([location.hash, history.length]).toEqual(['#/settings/companion', entries]);
  });

  it('goes to the section that the address names, now and later', async () => {
    history.replaceState(null, '', '#/settings/keys');
    await openSettings({ stored });
    expect(focused()).toBe(screen.getByRole('heading', { name: 'Keys' }));
    history.replaceState(null, '', '#/settings/voice');
    dispatchEvent(new HashChangeEvent('hashchange'));
    expect(focused()).toBe(screen.getByRole('heading', { name: 'Voice' }));
    history.replaceState(null, '', '#/settings/nothing');
    dispatchEvent(new HashChangeEvent('hashchange'));
    expect(focused()).toBe(screen.getByRole('heading', { name: 'Voice' }));
  });
});

describe('how it talks', () => {
  it('can be set for the auto profile too, and put back', async () => {
    const { settings } = await openSettings();
    fireEvent.click(screen.getByRole('radio', { name: 'Patient' }));
    expect(settings.getState().settings.autoManner?.turn).toMatchObject({ hardEndMs: 1200, earlyEndMs: 0 });
    press('As Auto comes');
    expect(settings.getState().settings.autoManner).toBeUndefined();
  });

  it('is the person’s own once a number of it is changed', async () => {
    const { settings } = await openSettings({ stored: { profiles: [own('Desk')], activeProfileId: 'Desk' } });
    write(field(/^Hard end/), '650');
    expect(chosen(settings)?.turn).toMatchObject({ eagerness: 'custom', hardEndMs: 650 });
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'My own numbers' }).checked).toBe(true);
    press('Back to the defaults');
    expect(chosen(settings)?.turn).toMatchObject({ eagerness: 'normal', hardEndMs: 800 });
  });

  it('takes no number that it could not read again, and leaves it on screen', async () => {
    const { settings } = await openSettings({ stored: { profiles: [own('Desk')], activeProfileId: 'Desk' } });
    const hardEnd = field(/^Hard end/);
    write(hardEnd, '99999');
    fireEvent.blur(hardEnd);
    expect(hardEnd.value).toBe('99999');
    expect(screen.getByText(/From 64 to 10,000/)).toBeTruthy();
    expect(chosen(settings)?.turn.hardEndMs).toBe(800);
  });

  it('keeps half-written JSON on screen until it is whole, also while another profile is looked at', async () => {
    const profiles = [own('Desk'), own('Lab')];
    const { settings } = await openSettings({ stored: { profiles, activeProfileId: 'Desk' } });
    write(field(/^Further fields/), '{"thinking": {');
    fireEvent.click(screen.getByRole('radio', { name: 'Lab' }));
    expect(field(/^Further fields/).value).toBe('');
    fireEvent.click(screen.getByRole('radio', { name: 'Desk' }));
    expect(field(/^Further fields/).value).toBe('{"thinking": {');
    expect(chosen(settings)?.partner.llm).not.toHaveProperty('extra');
    write(field(/^Further fields/), '{"thinking": {}}');
    expect(chosen(settings)?.partner.llm).toMatchObject({ extra: { thinking: {} } });
  });
});

describe('test connection', () => {
  it('explains what it sees', async () => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(Response.json({ error: { message: 'Incorrect API key provided' } }, { status: 401 })),
    );
    await openSettings({ stored: { profiles: [own('Desk')], activeProfileId: 'Desk' } });
    press('Test connection', section('Brain'));
    expect(await screen.findByText('The key was refused')).toBeTruthy();
    expect(screen.getByText('Incorrect API key provided')).toBeTruthy();
    write(field('Model', section('Brain')), 'other');
    expect(screen.queryByText('The key was refused')).toBeNull();
  });

  it('tells an unreachable list of speakers from an empty one', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const profile = own('Desk', presets.echokit.profile);
    await openSettings({ stored: { profiles: [profile], activeProfileId: 'Desk' } });
    press('List speakers', section('Voice'));
    expect(await screen.findByText(/No answer from http:\/\/localhost:9094/)).toBeTruthy();
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json([])));
    press('List speakers', section('Voice'));
    expect(await screen.findByText('The service is there, and its list is empty.')).toBeTruthy();
  });
});

describe('sound', () => {
  it('offers the devices by name, and keeps one that is not connected', async () => {
    const microphone = {
      deviceId: 'gone',
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    };
    const { settings } = await openSettings({ stored: { microphone } });
    const devices = field('Microphone');
    expect(await within(devices).findByRole('option', { name: 'USB microphone' })).toBeTruthy();
    expect(devices.value).toBe('gone');
    write(devices, 'usb');
    expect(settings.getState().settings.microphone.deviceId).toBe('usb');
    write(devices, '');
    expect(settings.getState().settings.microphone).not.toHaveProperty('deviceId');
  });

  it('says why a microphone was not opened for its name', async () => {
    await openSettings({
      microphone: {
        inputs: () => Promise.resolve([{ deviceId: '', groupId: '', label: '' }]),
        open: () => Promise.reject(Object.assign(new Error('no'), { code: 'mic-denied', details: {} })),
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Allow and show names' }));
    expect(await screen.findByText('The microphone is not allowed')).toBeTruthy();
  });
});

it('says when the browser keeps nothing', async () => {
  const { settings } = await openSettings();
  act(() => settings.setState({ unkept: 'quota exceeded' }));
  expect(screen.getByText('This browser does not keep your settings')).toBeTruthy();
});

it('speaks Chinese as well', async () => {
  await openSettings();
  fireEvent.click(screen.getByRole('radio', { name: '中文' }));
  expect(screen.getByRole('heading', { level: 1, name: '设置' })).toBeTruthy();
  expect(section('轮流说话')).toBeTruthy();
});
