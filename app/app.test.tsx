// @vitest-environment happy-dom
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { App } from './app.tsx';
import { settingsSurroundings } from './settings/settings-page.testing.ts';
import type { TalkPageProps } from './talk/talk-page.tsx';

afterEach(() => {
  cleanup();
  history.replaceState(null, '', '#/');
});

it.each([
  ['#/settings', undefined],
  ['#/settings/keys', 'Keys'],
  ['#/settings/voice/', 'Voice'],
  ['#/settings/nothing', undefined],
  ['#/settings/keys/further', undefined],
])('%s is the Settings page, with the focus on %j', async (hash, section) => {
  history.replaceState(null, '', hash);
  const { props } = await settingsSurroundings();
  const talk = new Proxy({} as TalkPageProps, {
    get: () => expect.unreachable('the Talk page is not shown'),
  });
  // The page comes when it is asked for: its loading belongs to the act.
  await act(async () => {
    render(
      <App
        talk={talk}
        relay={() => expect.unreachable('the Relay page is not shown')}
        device={() => expect.unreachable('the Device page is not shown')}
        settings={Promise.resolve(props)}
        onSettings={() => undefined}
      />,
    );
    await import('./settings/settings-page.tsx');
  });
  expect(screen.getByRole('heading', { level: 1, name: 'Settings' })).toBeTruthy();
  const pages = within(screen.getByRole('navigation', { name: 'Pages' }));
  expect(pages.getByRole('link', { name: 'Settings' }).getAttribute('aria-current')).toBe('page');
  expect(pages.getByRole('link', { name: 'Talk' }).getAttribute('aria-current')).toBeNull();
  await waitFor(() =>
    expect(document.activeElement).toBe(
      section === undefined ? document.body : screen.getByRole('heading', { level: 2, name: section }),
    ),
  );
});
