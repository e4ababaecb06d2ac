// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { createStore } from 'zustand';
import { createPresets } from '../engines/presets.ts';
import { setLanguage } from '../ui/language.ts';
import { Avatar } from './avatar.tsx';
import { choicesOf, type ProfileInUse } from './profile-in-use.ts';
import { ServerPanel } from './server-panel.tsx';
import { createTalkStore, noServer, type ServerSide } from './talk-store.ts';
import { createTimelineFeed } from './timeline-feed.ts';

afterEach(() => {
  cleanup();
  setLanguage('en');
});

function show(
  server: Partial<ServerSide>,
  preset: 'echokit-server' | 'groq' = 'echokit-server',
  { record = false } = {},
) {
  const did: string[] = [];
  const { profile: made } = createPresets({ language: 'en', companion: false })[preset];
  const profile = made.server?.kind === 'echokit' ? { ...made, server: { ...made.server, record } } : made;
  const inUse = createStore<ProfileInUse>(() => ({ profile, choices: choicesOf(profile), looking: false }));
  const store = createTalkStore();
  store.setState({ server: { ...noServer, ...server } });
  const location = memoryLocation({ record: true });
  render(
    <Router hook={location.hook}>
      <ServerPanel
        store={store}
        inUse={inUse}
        actions={{
          select: (index) => did.push(`select ${index}`),
          reconnect: () => did.push('reconnect'),
          dismissNotice: (code) => did.push(`dismiss ${code}`),
        }}
      />
    </Router>,
  );
  return { did, location };
}

describe('what a server tells', () => {
  it('says nothing where nothing is the matter, or engines answer', () => {
    show({ link: { state: 'open' } });
    expect(screen.getByTestId('server-panel').childElementCount).toBe(0);
    cleanup();
    show({ link: { state: 'asking' } }, 'groq');
    expect(screen.queryByTestId('server-panel')).toBeNull();
  });

  it('asks for one of its choices', () => {
    const { did } = show({ choices: { turn: 3, message: 'Run it?', items: ['Confirm', 'Cancel'] } });
    expect(screen.getByRole('alert').textContent).toBe('Run it?');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(did).toEqual(['select 1']);
  });

  it('is dialled again on demand, and can be set up', () => {
    const { did, location } = show({ link: { state: 'asking' } });
    fireEvent.click(screen.getByRole('button', { name: 'Connect again' }));
    fireEvent.click(screen.getByRole('button', { name: 'Open settings' }));
    expect(did).toEqual(['reconnect']);
    expect(location.history?.at(-1)).toBe('/settings/server');
  });

  it('links to what it recorded, where it only records', () => {
    const recordings = [{ name: 'record_1.wav', url: 'http://a/downloads/download/x/record_1.wav' }];
    show({ recordings });
    expect(screen.queryByRole('link')).toBeNull();
    cleanup();
    show({ recordings }, 'echokit-server', { record: true });
    fireEvent.click(screen.getByText('One recording on the server'));
    expect(screen.getByText('record_1.wav').getAttribute('href')).toBe(recordings[0]!.url);
  });

  it('shows its status line and what one should know, until it was read', () => {
    const { did } = show({ action: 'ByeBye', notices: [{ code: 'evicted', details: {}, at: 1 }] });
    expect(screen.getByTestId('server-action').textContent).toContain('ByeBye');
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(did).toEqual(['dismiss evicted']);
  });
});

it('the face moves its mouth as it is told', () => {
  const feed = createTimelineFeed();
  const { container } = render(<Avatar feed={feed} isAwake />);
  const mouth = container.querySelector('rect[data-shape]')!;
  expect(mouth.getAttribute('data-shape')).toBe('0');
  const closed = Number(mouth.getAttribute('height'));
  act(() => feed.setMouth(1));
  expect(mouth.getAttribute('data-shape')).toBe('1');
  expect(Number(mouth.getAttribute('height'))).toBeGreaterThan(closed);
});
