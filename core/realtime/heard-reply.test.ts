import { describe, expect, it } from 'vitest';
import { heardText, playheadMs } from './heard-reply.ts';
import type { Reply } from './session-state.ts';

const part = { item: 'a', content: 0, text: 'One two three four.', samples: 48_000 };
const reply = (complete: boolean): Reply => ({ response: 'r', parts: [part], calls: [], complete });
const played = (samples: number): { item: string; content: number; samples: number }[] => [
  { item: 'a', content: 0, samples },
];

describe('what was heard of a reply', () => {
  it('[R18] is told in whole milliseconds, rounded down', () => {
    expect([0, 23, 24, 12_011, 24_000].map(playheadMs)).toEqual([0, 0, 1, 500, 1000]);
  });

  it('[R18] ends on the border of a word', () => {
    expect(heardText(reply(true), [])).toBe('');
    expect(heardText(reply(true), played(24_000))).toBe('One two');
    expect(heardText(reply(true), played(48_000))).toBe('One two three four.');
    expect(heardText(reply(true), played(99_000))).toBe('One two three four.');
  });

  it('[R18] grows with the playhead', () => {
    let before = '';
    for (let samples = 0; samples <= 48_000; samples += 480) {
      const heard = heardText(reply(true), played(samples));
      expect(heard.startsWith(before)).toBe(true);
      before = heard;
    }
    expect(before).toBe(part.text);
  });

  it('[R18] knows that words come before their sound', () => {
    // A quarter of a second came so far, and all the words.
    const begun: Reply = { ...reply(false), parts: [{ ...part, samples: 6000 }] };
    expect(heardText(begun, played(6000)).length).toBeLessThan(8);
  });

  it('[R18] a part that was not reached was not heard', () => {
    const two: Reply = { ...reply(true), parts: [part, { ...part, item: 'b', text: ' Five.' }] };
    expect(heardText(two, played(48_000))).toBe('One two three four.');
    expect(heardText(two, [...played(24_000), { item: 'b', content: 0, samples: 48_000 }])).toBe('One two');
  });
});
