import { expect, test } from 'vitest';
import type { TurnTrace } from '../../core/trace/turn-trace.ts';
import { sum } from '../statistics.ts';
import { partNames, partsOf, type InjectedTimes } from './turn-parts.ts';

const trueEnd = 1000;
const slides: InjectedTimes = { asrDelayMs: 300, llmDelayMs: 350, ttsDelayMs: 120, llmTps: null };

/** The slides' turn: soft end at 80 ms, every stage a few ms longer than ordered, ready after the hard end. */
const trace: TurnTrace = {
  discarded: [],
  firstLow: 1045,
  softEnd: 1078,
  asrSent: 1080,
  asrDone: 1383,
  llmSent: 1384,
  llmFirstToken: 1738,
  firstPiece: 1740,
  ttsSent: 1741,
  ttsFirstByte: 1865,
  released: 1830,
  audioToPlayer: 1866,
  firstSample: 1884,
};

test('tells the services, the waits and the hops apart', () => {
  expect(partsOf(trace, trueEnd, slides)).toEqual({
    detection: 45,
    softEnd: 33,
    asr: 300,
    llm: 350,
    words: 0,
    tts: 120,
    hops: 2 + 3 + 1 + 4 + 2 + 1 + 4 + 1,
    hardEnd: 0,
    cushion: 18,
  });
});

test('samples that are ready early wait for the hard end, and that is no hop', () => {
  const early = { ...trace, ttsFirstByte: 1800, released: 1850, audioToPlayer: 1851, firstSample: 1869 };
  const parts = partsOf(early, trueEnd, { ...slides, ttsDelayMs: 55 });
  expect(parts).toMatchObject({ hardEnd: 50, cushion: 18, hops: 2 + 3 + 1 + 4 + 2 + 1 + 4 + 1 });
});

test('what was with the player before the release waits for the release alone', () => {
  const before = { ...trace, ttsFirstByte: 1800, audioToPlayer: 1801, released: 1850, firstSample: 1856 };
  expect(partsOf(before, trueEnd, slides)).toMatchObject({ hardEnd: 50, cushion: 6 });
});

test('words that come one by one are the model’s time, words that come at once are not', () => {
  const dripping = { ...trace, firstPiece: 1790, ttsSent: 1791, ttsFirstByte: 1915, audioToPlayer: 1916 };
  const late = { ...dripping, firstSample: 1934 };
  expect(partsOf(late, trueEnd, { ...slides, llmTps: 30 })?.words).toBe(52);
  expect(partsOf(late, trueEnd, slides)?.words).toBe(0);
});

test('the parts are the whole, whatever came last', () => {
  for (const released of [1300, 1830, 1865, 1866, 1880])
    for (const audioToPlayer of [1865, 1866, 1881]) {
      const parts = partsOf({ ...trace, released, audioToPlayer }, trueEnd, slides)!;
      expect(sum(partNames.map((name) => parts[name]))).toBeCloseTo(884, 9);
    }
});

test('a service that was quicker than ordered gets no more than it took', () => {
  expect(partsOf({ ...trace, asrDone: 1180 }, trueEnd, slides)?.asr).toBe(100);
});

test('a turn without sound has no parts', () => {
  const { firstSample: _, ...silent } = trace;
  expect(partsOf(silent, trueEnd, slides)).toBeUndefined();
});
