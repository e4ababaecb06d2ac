import { expect, test } from 'vitest';
import { boundLog } from './bounded-log.ts';

test('lines beyond the allowance are left out, and counted', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const log = boundLog(
    (line) => lines.push(line),
    { perSecond: 1, burst: 3 },
    () => nowMs,
  );
  for (let n = 1; n <= 5; n += 1) log(`line ${n}`);
  nowMs = 1_000;
  log('line 6');
  nowMs = 2_000;
  log('line 7');
  expect(lines).toEqual(['line 1', 'line 2', 'line 3', 'line 6 (2 lines left out before)', 'line 7']);
});
