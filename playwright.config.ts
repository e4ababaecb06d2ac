import { defineConfig } from '@playwright/test';

// Browser tests measure order, counts and ratios on two cores: one worker, so that they do not disturb each other.
export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env['CI'] !== undefined,
  // One more try on a shared machine; a test that needed it is listed as flaky at the end of the run.
  retries: process.env['CI'] === undefined ? 0 : 1,
  reporter: [['list'], ['json']],
  outputDir: 'test-results',
  use: { trace: 'retain-on-failure' },
});
