/**
 * `npm test`: unit and contract tests in Node, then the browser tests against the built app in a real Chromium.
 * `--unit` or `--e2e` runs one half; everything after `--` goes to that half's runner.
 * Ends with the names of tests that failed or needed a second try, and one line "N passed, N failed, N skipped".
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findChromium } from './find-chromium.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** What went wrong, a line each: the reader of a long log looks at its end. */
  readonly notes: string[];
}

interface UnitReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

interface BrowserSuite {
  readonly suites?: readonly BrowserSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly { readonly status: string }[];
  }[];
}

interface BrowserReport extends BrowserSuite {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

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
  const report = readReport(file) as UnitReport | undefined;
  const tally: Tally = {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: report?.numPendingTests ?? 0,
    notes: (report?.testResults ?? []).flatMap(unitNotes),
  };
  return withRunner(fine, tally, 'unit tests');
}

function unitNotes(file: UnitReport['testResults'][number]): string[] {
  const failed = file.assertionResults.filter(({ status }) => status === 'failed');
  const place = relative(process.cwd(), file.name);
  if (failed.length === 0 && file.status === 'failed')
    return [`failed: ${place}: ${firstLine(file.message ?? '')}`];
  return failed.map(
    ({ fullName, failureMessages }) =>
      `failed: ${place}: ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`,
  );
}

/** A file that cannot be loaded, or an error outside any test, has no failed test and is a failure all the same. */
function withRunner(fine: boolean, tally: Tally, what: string): Tally {
  if (fine || tally.failed > 0) return tally;
  return { ...tally, failed: 1, notes: [...tally.notes, `failed: the ${what} as a whole, see above`] };
}

function browserTests(): Tally {
  const chromium = findChromium();
  console.log(`Browser tests run in ${chromium.how}.`);
  if (!run(['vite', 'build', '--logLevel', 'warn']))
    return { passed: 0, failed: 1, skipped: 0, notes: ['failed: the build'] };
  const file = join(reports, 'e2e.json');
  const fine = run(['playwright', 'test', ...passedOn], {
    CHROMIUM_PATH: chromium.path,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  const report = readReport(file) as BrowserReport | undefined;
  const tally: Tally = {
    passed: (report?.stats.expected ?? 0) + (report?.stats.flaky ?? 0),
    failed: report?.stats.unexpected ?? 0,
    skipped: report?.stats.skipped ?? 0,
    notes: report === undefined ? [] : browserNotes(report),
  };
  return withRunner(fine, tally, 'browser tests');
}

function browserNotes({ suites = [], specs = [] }: BrowserSuite): string[] {
  const words: Readonly<Record<string, string>> = { unexpected: 'failed', flaky: 'passed at the second try' };
  const own = specs.flatMap(({ title, file, tests }) =>
    tests.flatMap(({ status }) => {
      const word = words[status];
      return word === undefined ? [] : [`${word}: e2e/${file}: ${title}`];
    }),
  );
  return [...own, ...suites.flatMap(browserNotes)];
}

const tallies: Tally[] = [];
try {
  if (!onlyE2e) tallies.push(unitTests());
  if (!onlyUnit) tallies.push(browserTests());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  tallies.push({ passed: 0, failed: 1, skipped: 0, notes: ['failed: the tests could not be run'] });
} finally {
  rmSync(reports, { recursive: true, force: true });
}
const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
for (const { notes } of tallies) for (const line of notes) console.log(line);
const failed = sum((tally) => tally.failed);
console.log(`${sum((t) => t.passed)} passed, ${failed} failed, ${sum((t) => t.skipped)} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
