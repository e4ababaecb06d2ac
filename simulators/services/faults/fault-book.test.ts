import { describe, expect, it } from 'vitest';
import { FaultBook } from './fault-book.ts';
import { parseFaults } from './parse-faults.ts';

function bookOf(spec: string): FaultBook {
  const plan = parseFaults(spec);
  if (!plan.ok) throw new Error(plan.error);
  return new FaultBook(plan.value);
}

describe('FaultBook', () => {
  it('gives a fault to so many requests after so many others', () => {
    const book = bookOf('tts:hang,skip=1,times=2');
    const taken = Array.from({ length: 5 }, () => book.take(['tts', 'speech']).length);
    expect(taken).toEqual([0, 1, 1, 0, 0]);
  });

  it('counts only requests of the target', () => {
    const book = bookOf('stream_speech:hang,times=1;all:delay=5');
    expect(book.take(['tts', 'speech']).map(({ spec }) => spec)).toEqual(['all:delay=5']);
    expect(book.take(['tts', 'stream_speech']).map(({ effect }) => effect.kind)).toEqual(['hang', 'delay']);
    expect(book.take(['tts', 'stream_speech']).map(({ effect }) => effect.kind)).toEqual(['delay']);
  });
});
