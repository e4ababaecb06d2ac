/** Which page is on screen. Addresses live behind the hash, so that any static host serves them. */
import { lazy, Suspense, use, useEffect } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { PageBoundary } from './page-boundary.tsx';
import type { RelayPageProps } from './relay/relay-page.tsx';
import type { SettingsPageProps } from './settings/settings-page-props.ts';
import { Shell, type PageLink } from './shell.tsx';
import { TalkPage, type TalkPageProps } from './talk/talk-page.tsx';

// What is not needed to talk comes when it is asked for.
const SettingsPage = lazy(async () => ({
  default: (await import('./settings/settings-page.tsx')).SettingsPage,
}));

const RelayPage = lazy(async () => ({
  default: (await import('./relay/relay-page.tsx')).RelayPage,
}));

const links: readonly PageLink[] = [
  { path: '/', name: 'talk' },
  { path: '/relay', name: 'relay' },
  { path: '/settings', name: 'settings' },
];

export interface AppProps {
  readonly talk: TalkPageProps;
  /** Asked when the Relay page is drawn; the same promise each time. */
  readonly relay: () => Promise<{ readonly page: RelayPageProps }>;
  /** Keys kept from an earlier visit have to be read first. */
  readonly settings: Promise<SettingsPageProps>;
  /** The Settings page is shown. */
  readonly onSettings: () => void;
}

export function App({ talk, relay, settings, onSettings }: AppProps) {
  return (
    <Router hook={useHashLocation}>
      <Shell links={links}>
        <PageBoundary>
          <Suspense fallback={null}>
            <Switch>
              <Route path="/">
                <TalkPage {...talk} />
              </Route>
              <Route path="/relay">
                <RelayRoute relay={relay} />
              </Route>
              <Route path="/settings/*?">
                <SettingsRoute settings={settings} onSettings={onSettings} />
              </Route>
              <Route>
                <Redirect to="/" />
              </Route>
            </Switch>
          </Suspense>
        </PageBoundary>
      </Shell>
    </Router>
  );
}

function RelayRoute({ relay }: Pick<AppProps, 'relay'>) {
  return <RelayPage {...use(relay()).page} />;
}

function SettingsRoute({ settings, onSettings }: Pick<AppProps, 'settings' | 'onSettings'>) {
  useEffect(onSettings, [onSettings]);
  return <SettingsPage {...use(settings)} />;
}
