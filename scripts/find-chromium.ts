/**
 * Finds a Chromium for the browser tests, or installs one, and says what it did. Order: the CHROMIUM_PATH variable,
 * the one Playwright keeps, Chrome or Chromium of the system, Playwright's download, the system's package manager.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

export interface FoundChromium {
  readonly path: string;
  /** One sentence for the log. */
  readonly how: string;
}

const namesOnPath = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'];

const usualPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    join(process.env['ProgramFiles'] ?? 'C:\\Program Files', 'Google\\Chrome\\Application\\chrome.exe'),
    join(
      process.env['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)',
      'Google\\Chrome\\Application\\chrome.exe',
    ),
  ],
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to run: the next candidate is tried
  }
}

function systemChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const candidates = [
    ...folders.flatMap((folder) => namesOnPath.map((name) => join(folder, name))),
    ...(usualPlaces[process.platform] ?? []),
  ];
  return candidates.find(isExecutable);
}

function run(command: string, args: readonly string[]): boolean {
  console.log(`> ${command} ${args.join(' ')}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  return status === 0;
}

/** @throws Error with what a person can do when there is no Chromium and none could be installed. */
export function findChromium(): FoundChromium {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted) {
    if (isExecutable(wanted)) return { path: wanted, how: `the one CHROMIUM_PATH names (${wanted})` };
    throw new Error(`CHROMIUM_PATH is set to ${wanted}, which is not a program that can be run.`);
  }
  const own = chromium.executablePath();
  if (existsSync(own)) return { path: own, how: `Playwright's own (${own})` };
  const system = systemChromium();
  if (system) return { path: system, how: `the system's (${system})` };

  console.log('No Chromium found: trying to install one.');
  if (run('npx', ['playwright', 'install', 'chromium']) && existsSync(own)) {
    return { path: own, how: `just installed by Playwright (${own})` };
  }
  const mayInstallPackages = process.platform === 'linux' && process.getuid?.() === 0;
  if (mayInstallPackages && isExecutable('/usr/bin/apt-get')) {
    run('apt-get', ['update', '-qq']);
    if (run('apt-get', ['install', '-y', '-qq', 'chromium'])) {
      const installed = systemChromium();
      if (installed) return { path: installed, how: `just installed by apt-get (${installed})` };
    }
  }
  throw new Error(
    'There is no Chromium here and none could be installed. Install Chrome or Chromium, or set CHROMIUM_PATH to one, then run the tests again.',
  );
}
