import { describe, expect, it } from 'vitest';
import { emptyTrace, type TurnTrace } from '../../../core/trace/turn-trace.ts';
import { budgetMs, spokenWaits, waterfallOf, waterfallScaleMs } from './waterfall-rows.ts';

const trace: TurnTrace = {
  ...emptyTrace,
  lastVoiced: 10_000,
  firstLow: 10_090,
  softEnd: 10_122,
  asrSent: 10_124,
  asrDone: 10_424,
  llmFirstToken: 10_774,
  firstPiece: 10_775,
  ttsFirstByte: 10_895,
  hardEnd: 10_858,
  released: 10_858,
  firstSample: 10_925,
  discarded: [
    {
      attempt: 1,
      because: 'speech-returned',
      discardedAt: 9_500,
      stages: [
        { stage: 'asr', start: 9_300 },
        { stage: 'llm', start: 9_400, end: 9_450 },
      ],
    },
  ],
};

describe('waterfallOf', () => {
  it('counts from the last voiced sample and adds up to the total', () => {
    const { spans, totalMs } = waterfallOf(trace);
    expect(spans[0]).toEqual({ name: 'turn:detection', fromMs: 0, lengthMs: 90 });
    expect(spans.reduce((sum, { lengthMs }) => sum + lengthMs, 0)).toBe(925);
    expect(totalMs).toBe(925);
  });
  it('marks both ends', () => {
    expect(waterfallOf(trace).marks).toEqual([
      { name: 'soft-end', atMs: 122 },
      { name: 'hard-end', atMs: 858 },
    ]);
  });
  it('shows what was thrown away, cut where it was cancelled', () => {
    expect(waterfallOf(trace).discarded).toEqual([
      { stage: 'asr', fromMs: -700, lengthMs: 200 },
      { stage: 'llm', fromMs: -600, lengthMs: 50 },
    ]);
  });
  it('draws nothing of a turn without an end of voice', () => {
    expect(waterfallOf(emptyTrace)).toEqual({ spans: [], marks: [], discarded: [] });
  });
});

describe('spokenWaits', () => {
  it('leaves out what was typed, and what was never heard', () => {
    const { firstSample: _, ...unheard } = trace;
    expect(
      spokenWaits([
        { source: 'greeting', trace },
        { source: 'voice', trace },
        { source: 'voice', trace: unheard },
        { source: 'text', trace },
        { source: 'voice', trace: { ...trace, firstSample: 11_500 } },
      ]),
    ).toEqual([925, 1500]);
  });
});

describe('waterfallScaleMs', () => {
  it('always fits the budget, and longer turns', () => {
    expect(waterfallScaleMs(waterfallOf(trace))).toBeGreaterThan(budgetMs);
    expect(waterfallScaleMs(waterfallOf({ ...trace, firstSample: 13_456 }))).toBe(3500);
  });
});
