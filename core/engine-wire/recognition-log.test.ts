import { describe, expect, test } from 'vitest';
import {
  emptyRecognitionLog,
  endSession,
  logResults,
  settle,
  takeWords,
  wordsOf,
  type RecognitionLog,
} from './recognition-log.ts';
import { afterSession, freshRestarts } from './restart-policy.ts';

/** A log in one line: at what time the result with that index read so. */
function heard(
  log: RecognitionLog,
  ...events: readonly [at: number, index: number, text: string, final?: true][]
) {
  return events.reduce(
    (after, [at, index, text, final]) => logResults(after, index, [{ text, final: final === true }], at),
    log,
  );
}

const first = { start: 0, startedAt: 1000 };
const second = { start: 64_000, startedAt: 5000 };

describe('words of an utterance', () => {
  test('are those that came since it began', () => {
    const log = heard(
      emptyRecognitionLog,
      [400, 0, 'noise', true],
      [1500, 1, 'turn the'],
      [1900, 1, 'turn the light on', true],
    );
    expect(wordsOf(log, first)).toEqual({ text: 'turn the light on', final: true, changedAt: 1900 });
    expect(wordsOf(log, second)).toEqual({ text: '', final: true });
  });

  test('several results are joined, Chinese without a blank', () => {
    const log = heard(emptyRecognitionLog, [1500, 0, 'first', true], [1600, 1, ' second ']);
    expect(wordsOf(log, first)).toMatchObject({ text: 'first second', final: false });
    const chinese = heard(emptyRecognitionLog, [1500, 0, '今天', true], [1600, 1, '很好']);
    expect(wordsOf(chinese, first).text).toBe('今天很好');
  });

  test('a result that becomes final after it was taken does not go to the next utterance', () => {
    let log = heard(emptyRecognitionLog, [1500, 0, 'turn it off']);
    log = takeWords(log, first);
    log = heard(log, [5200, 0, 'Turn it off.', true]);
    expect(wordsOf(log, second).text).toBe('');
    log = heard(log, [5600, 1, 'and on again']);
    expect(wordsOf(log, second).text).toBe('and on again');
  });

  test('words that join a taken result go to the next utterance without its beginning', () => {
    let log = takeWords(heard(emptyRecognitionLog, [1500, 0, 'turn it off']), first);
    log = heard(log, [5400, 0, 'turn it off and on']);
    expect(wordsOf(log, second).text).toBe('and on');
    log = heard(log, [5500, 0, 'Turn it off and on again', true]);
    expect(wordsOf(log, second).text).toBe('and on again');
  });

  test('the same utterance asked again (speech went on) has all its words', () => {
    let log = takeWords(heard(emptyRecognitionLog, [1500, 0, 'turn it']), first);
    log = heard(log, [2500, 0, 'turn it off', true], [2700, 1, 'please']);
    expect(wordsOf(log, first).text).toBe('turn it off please');
  });

  test('survive the end of a session', () => {
    let log = heard(emptyRecognitionLog, [1500, 0, 'before']);
    log = heard(endSession(log), [1800, 0, 'after']);
    expect(wordsOf(log, first)).toMatchObject({ text: 'before after', final: false });
  });

  test('a repeated event changes nothing', () => {
    const log = heard(emptyRecognitionLog, [1500, 0, 'same']);
    expect(wordsOf(heard(log, [4000, 0, 'same']), first).changedAt).toBe(1500);
  });
});

describe('settle', () => {
  const limits = { leastMs: 250, stableMs: 400, nothingMs: 2000, mostMs: 5000 };
  test.each([
    [
      'a final text is taken once late words would be there',
      { text: 'a', final: true, changedAt: 900 },
      250,
      'done',
    ],
    ['not before', { text: 'a', final: true, changedAt: 900 }, 100, { waitMs: 150 }],
    ['a guess is taken when it stands still', { text: 'a', final: false, changedAt: 1100 }, 500, 'done'],
    ['not while it changes', { text: 'a', final: false, changedAt: 1300 }, 500, { waitMs: 200 }],
    ['nothing is waited for longer', { text: '', final: true }, 500, { waitMs: 1500 }],
    ['but not for ever', { text: '', final: true }, 2000, 'done'],
    ['a guess that never rests is cut off', { text: 'a', final: false, changedAt: 5990 }, 5000, 'done'],
  ] as const)('%s', (_, words, waitedMs, verdict) => {
    expect(settle(words, 1000, 1000 + waitedMs, limits)).toEqual(verdict);
  });
});

describe('restarts', () => {
  test('back off while sessions end fast, and give up', () => {
    const delays: unknown[] = [];
    let state = freshRestarts;
    for (let i = 0; i < 6; i++) {
      const after = afterSession(state, { lastedMs: 50, heardWords: false });
      state = after.state;
      delays.push(after.next === 'give-up' ? after.next : after.next.delayMs);
    }
    expect(delays).toEqual([200, 400, 800, 1600, 3200, 'give-up']);
  });

  test('a session that lived or heard words clears the count', () => {
    const tired = { fastEnds: 5 };
    expect(afterSession(tired, { lastedMs: 60_000, heardWords: false })).toEqual({
      state: freshRestarts,
      next: { delayMs: 0 },
    });
    expect(afterSession(tired, { lastedMs: 10, heardWords: true }).state).toEqual(freshRestarts);
  });
});
