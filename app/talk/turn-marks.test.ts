import { describe, expect, it } from 'vitest';
import { turnMarksOf } from './turn-marks.ts';
import { turnView } from './turns.testing.ts';

const heard = (start: number, end: number) => ({ text: 'Hello', partial: false, audio: { start, end } });

describe('turnMarksOf', () => {
  it('numbers turns by their place, and marks those whose sound was heard here', () => {
    const turns = [
      turnView({ id: 3, user: heard(900, 1900) }),
      turnView({ id: 7, source: 'greeting', user: { text: '', partial: false } }),
      turnView({ id: 8, source: 'text' }),
      turnView({ id: 9, status: 'dropped', user: heard(0, 100) }),
      turnView({ id: 10, status: 'open', user: heard(512, 1024) }),
    ];
    expect(turnMarksOf(turns, 7)).toEqual([{ number: 3, start: 512, end: 1024 }]);
  });
});
