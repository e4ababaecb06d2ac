import { expect, test } from 'vitest';
import { memoryByThread } from './memory-by-thread.ts';

const app = 'http://localhost:1/app';

test('every thread has its own, by a name without a hash', () => {
  expect(
    memoryByThread({
      bytes: 9_500_000,
      breakdown: [
        { bytes: 0, attribution: [] },
        { bytes: 500_000, attribution: [] },
        { bytes: 2_000_000, attribution: [{ scope: 'Window', url: `${app}/index.html` }] },
        { bytes: 1_000_000, attribution: [{ scope: 'Window', url: `${app}/index.html` }] },
        {
          bytes: 6_000_000,
          attribution: [{ scope: 'DedicatedWorkerGlobalScope', url: `${app}/assets/vad.worker-AA-gn_G.js` }],
        },
      ],
    }),
  ).toEqual({ total: 9.5, shared: 0.5, page: 3, 'vad.worker': 6 });
});
