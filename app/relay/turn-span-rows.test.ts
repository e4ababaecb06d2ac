import { expect, it } from 'vitest';
import { emptyTrace } from '../../core/trace/turn-trace.ts';
import { spanRowsOf } from './turn-span-rows.ts';

it('measures from the last word, and leaves out what rounds to nothing', () => {
  const { rows, totalMs, scaleMs } = spanRowsOf({
    ...emptyTrace,
    lastVoiced: 1_000,
    firstLow: 1_032,
    softEnd: 1_096,
    asrSent: 1_096,
    asrDone: 1_196,
    llmSent: 1_196,
    llmFirstToken: 1_276,
    firstPiece: 1_276.2,
    ttsSent: 1_276.2,
    ttsFirstByte: 1_350,
    hardEnd: 1_340,
    released: 1_340,
    audioToPlayer: 1_351,
    firstSample: 1_360,
  });
  expect(totalMs).toBe(360);
  expect(scaleMs).toBeGreaterThanOrEqual(360);
  expect(rows.map(({ name }) => name)).toContain('turn:asr');
  expect(rows.map(({ name }) => name)).not.toContain('turn:first-piece');
  expect(rows.find(({ name }) => name === 'turn:asr')).toEqual({
    name: 'turn:asr',
    fromMs: 96,
    lengthMs: 100,
  });
});

it('has nothing to draw of a turn without instants', () => {
  expect(spanRowsOf(emptyTrace)).toEqual({ rows: [], scaleMs: 0 });
});
