import { defineConfig } from '@playwright/test';

// Browser tests measure order, counts and ratios on two cores: one worker, so that they do not disturb each other.
export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json']],
  outputDir: 'test-results',
  use: { trace: 'off' },
});
