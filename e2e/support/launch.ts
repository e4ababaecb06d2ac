/**
 * Starts what a browser test needs: a companion that serves the built app, the stand-in services, and a Chromium with
 * a WAV file as its microphone. Everything started here is stopped by the fixture that asked for it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';

export interface BrowserOptions {
  /** WAV file that the fake microphone plays, from its beginning when the first stream opens. */
  readonly microphone?: string;
  /** Permissions granted beforehand; the microphone by default. */
  readonly permissions?: readonly string[];
  readonly extraArgs?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  /** For tests that put worklets and workers of their own into the page. */
  readonly bypassCsp?: boolean;
}

/** Flags that keep Chromium quiet and off the network, and give it a microphone that needs no hand. */
const quietArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

export interface LaunchedBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export async function launchBrowser(options: BrowserOptions): Promise<LaunchedBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'echokit-chromium-'));
  const executablePath = process.env['CHROMIUM_PATH'];
  const microphoneArgs =
    options.microphone === undefined
      ? []
      : [
          '--use-fake-ui-for-media-stream',
          '--use-fake-device-for-media-stream',
          `--use-file-for-fake-audio-capture=${options.microphone}`,
        ];
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    headless: true,
    bypassCSP: options.bypassCsp ?? false,
    permissions: [...(options.permissions ?? (options.microphone === undefined ? [] : ['microphone']))],
    viewport: options.viewport ?? { width: 1280, height: 800 },
    locale: options.locale ?? 'en-US',
    colorScheme: options.colorScheme ?? 'light',
    args: [...quietArgs, ...microphoneArgs, ...(options.extraArgs ?? [])],
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
