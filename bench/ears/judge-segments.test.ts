import { describe, expect, test } from 'vitest';
import { judgeSegments, segmentsOf, sharedDelays } from './judge-segments.ts';

const cues = [
  { text: 'one', onset: 1000, end: 2000 },
  { text: 'two', onset: 5000, end: 6000 },
];

describe('segmentsOf', () => {
  test('pairs starts with ends and forgets misfires', () => {
    expect(
      segmentsOf([
        { type: 'listening', at: 0 },
        { type: 'start', at: 10 },
        { type: 'misfire', at: 20 },
        { type: 'start', at: 30 },
        { type: 'end', at: 40 },
        { type: 'start', at: 50 },
      ]),
    ).toEqual([{ start: 30, end: 40 }, { start: 50 }]);
  });
});

describe('judgeSegments', () => {
  test('delays count from the truth', () => {
    const verdict = judgeSegments(cues, [
      { start: 1080, end: 2850 },
      { start: 5100, end: 6900 },
    ]);
    expect(verdict).toEqual({
      utterances: 2,
      found: 2,
      falseAlarms: 0,
      delays: [
        { start: 80, end: 850 },
        { start: 100, end: 900 },
      ],
    });
  });

  test('an utterance in two segments ends with the second one', () => {
    const { found, delays, falseAlarms } = judgeSegments(cues, [
      { start: 1080, end: 1500 },
      { start: 1600, end: 2800 },
    ]);
    expect({ found, falseAlarms }).toEqual({ found: 1, falseAlarms: 0 });
    expect(delays).toEqual([{ start: 80, end: 800 }, {}]);
  });

  test('one segment over two utterances finds the first one and the end of neither', () => {
    const verdict = judgeSegments(cues, [{ start: 1080, end: 6800 }]);
    expect(verdict).toMatchObject({ found: 1, falseAlarms: 0 });
    expect(verdict.delays).toEqual([{ start: 80 }, {}]);
  });

  test('what touches no utterance is a false alarm', () => {
    expect(judgeSegments(cues, [{ start: 3000, end: 4000 }])).toMatchObject({ found: 0, falseAlarms: 1 });
  });

  test('noise that runs into an utterance is heard early, not falsely', () => {
    expect(judgeSegments(cues, [{ start: 800, end: 2800 }])).toMatchObject({
      found: 1,
      falseAlarms: 0,
      delays: [{ start: -200, end: 800 }, {}],
    });
  });
});

describe('sharedDelays', () => {
  test('leaves out what one of the two has not found', () => {
    const own = judgeSegments(cues, [
      { start: 1080, end: 2850 },
      { start: 5100, end: 6900 },
    ]);
    const peer = judgeSegments(cues, [{ start: 1200, end: 2900 }]);
    expect(sharedDelays([own, peer], 'start')).toEqual({ own: [80], peer: [200] });
    expect(sharedDelays([own, peer], 'end')).toEqual({ own: [850], peer: [900] });
  });
});
