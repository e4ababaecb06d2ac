/** Which page is on screen. Addresses live behind the hash, so that any static host serves them. */
import { lazy, Suspense, type ReactNode } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import type { SettingsPageProps } from './settings/settings-page-props.ts';
import { Shell, type PageLink } from './shell.tsx';
import { TalkPage, type TalkPageProps } from './talk/talk-page.tsx';

// What is not needed to talk comes when it is asked for.
const SettingsPage = lazy(async () => ({
  default: (await import('./settings/settings-page.tsx')).SettingsPage,
}));

const icon = (path: ReactNode) => (
  <svg
    viewBox="0 0 24 24"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    aria-hidden="true"
  >
    {path}
  </svg>
);

const links: readonly PageLink[] = [
  {
    path: '/',
    name: 'talk',
    icon: icon(
      <>
        <circle cx="12" cy="12" r="9" />
        <circle cx="14.5" cy="9.5" r="2.5" fill="currentColor" />
      </>,
    ),
  },
  {
    path: '/settings',
    name: 'settings',
    icon: icon(
      <>
        <path d="M4 7h10M18 7h2M4 17h2M10 17h10" strokeLinecap="round" />
        <circle cx="16" cy="7" r="2" />
        <circle cx="8" cy="17" r="2" />
      </>,
    ),
  },
];

export interface AppProps {
  readonly talk: TalkPageProps;
  readonly settings: SettingsPageProps;
}

export function App({ talk, settings }: AppProps) {
  return (
    <Router hook={useHashLocation}>
      <Shell links={links}>
        <Suspense fallback={null}>
          <Switch>
            <Route path="/">
              <TalkPage {...talk} />
            </Route>
            <Route path="/settings">
              <SettingsPage {...settings} />
            </Route>
            <Route>
              <Redirect to="/" />
            </Route>
          </Switch>
        </Suspense>
      </Shell>
    </Router>
  );
}
