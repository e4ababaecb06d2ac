/**
 * `npm test`: unit and contract tests in Node, then the browser tests against the built app in a real Chromium.
 * `--unit` or `--e2e` runs one half; everything after `--` goes to that half's runner.
 * Ends with one line "N passed, N failed, N skipped".
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './find-chromium.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const args = process.argv.slice(2);
const passedOn = args.includes('--') ? args.slice(args.indexOf('--') + 1) : [];
const onlyUnit = args.includes('--unit');
const onlyE2e = args.includes('--e2e');
const reports = mkdtempSync(join(tmpdir(), 'echokit-test-'));

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  const { status } = spawnSync('npx', args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  return status === 0;
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // the runner died before it could report: its exit status says so
  }
}

function unitTests(): Tally {
  const file = join(reports, 'unit.json');
  const fine = run([
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${file}`,
    ...passedOn,
  ]);
  const report = readReport(file) as
    { numPassedTests: number; numFailedTests: number; numPendingTests: number } | undefined;
  const tally = {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: report?.numPendingTests ?? 0,
  };
  // A file that cannot even be loaded has no failed test, and is a failure all the same.
  if (!fine && tally.failed === 0) tally.failed = 1;
  return tally;
}

function browserTests(): Tally {
  const chromium = findChromium();
  console.log(`Browser tests run in ${chromium.how}.`);
  if (!run(['vite', 'build', '--logLevel', 'warn'])) return { passed: 0, failed: 1, skipped: 0 };
  const file = join(reports, 'e2e.json');
  const fine = run(['playwright', 'test', ...passedOn], {
    CHROMIUM_PATH: chromium.path,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  const report = readReport(file) as
    { stats: { expected: number; unexpected: number; flaky: number; skipped: number } } | undefined;
  const tally = {
    passed: (report?.stats.expected ?? 0) + (report?.stats.flaky ?? 0),
    failed: report?.stats.unexpected ?? 0,
    skipped: report?.stats.skipped ?? 0,
  };
  if (!fine && tally.failed === 0) tally.failed = 1;
  return tally;
}

const tallies: Tally[] = [];
try {
  if (!onlyE2e) tallies.push(unitTests());
  if (!onlyUnit) tallies.push(browserTests());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  tallies.push({ passed: 0, failed: 1, skipped: 0 });
} finally {
  rmSync(reports, { recursive: true, force: true });
}
const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
const failed = sum((tally) => tally.failed);
console.log(`${sum((t) => t.passed)} passed, ${failed} failed, ${sum((t) => t.skipped)} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
