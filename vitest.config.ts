import { defineConfig } from 'vitest/config';

// Unit and contract tests, in plain Node. Component tests ask for happy-dom with a comment in their first line.
export default defineConfig({
  test: {
    include: ['{core,app,workers,server,simulators,cli,models,scripts,bench}/**/*.test.{ts,tsx}'],
    environment: 'node',
    testTimeout: 30_000,
    // One more try on a shared machine, as the browser tests have; at a developer's desk a test fails at once.
    retry: process.env['CI'] === undefined ? 0 : 1,
  },
});
