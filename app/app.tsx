/** Which page is on screen. Addresses live behind the hash, so that any static host serves them. */
import { lazy, Suspense, use, useCallback, useEffect } from 'react';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { PageBoundary } from './page-boundary.tsx';
import type { DevicePageProps } from './device/device-page.tsx';
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

const DevicePage = lazy(async () => ({
  default: (await import('./device/device-page.tsx')).DevicePage,
}));

const links: readonly PageLink[] = [
  { path: '/', name: 'talk' },
  { path: '/relay', name: 'relay' },
  { path: '/device', name: 'device' },
  { path: '/settings', name: 'settings' },
];

export interface AppProps {
  readonly talk: TalkPageProps;
  /** Asked when the Relay page is drawn; the same promise each time. */
  readonly relay: () => Promise<{ readonly page: RelayPageProps }>;
  /** Asked when the Device page is drawn; the same promise each time. */
  readonly device: () => Promise<{ readonly page: DevicePageProps }>;
  /** Keys kept from an earlier visit have to be read first. */
  readonly settings: Promise<SettingsPageProps>;
  /** The Settings page is shown. */
  readonly onSettings: () => void;
}

export function App({ talk, relay, device, settings, onSettings }: AppProps) {
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
              <Route path="/device/*?">
                {(params) => <DeviceRoute device={device} rest={params['*'] ?? ''} />}
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

interface DeviceRouteProps extends Pick<AppProps, 'device'> {
  /** What stands behind the page's own address. */
  readonly rest: string;
}

function DeviceRoute({ device, rest }: DeviceRouteProps) {
  const [, navigate] = useLocation();
  // It may hold a password: neither the address nor the history keeps it.
  const forget = useCallback(() => navigate('/device', { replace: true }), [navigate]);
  return <DevicePage {...use(device()).page} brought={rest} onBroughtRead={forget} />;
}

function SettingsRoute({ settings, onSettings }: Pick<AppProps, 'settings' | 'onSettings'>) {
  useEffect(onSettings, [onSettings]);
  return <SettingsPage {...use(settings)} />;
}
