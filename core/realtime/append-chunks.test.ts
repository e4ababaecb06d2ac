import { expect, it } from 'vitest';
import { createRandom } from '../audio/random.testing.ts';
import { cutAppend, lastAppend, noSamples, silentChunks } from './append-chunks.ts';

it('[R3] sends every sample once, in order, in chunks of 20 to 100 ms', () => {
  const random = createRandom(3);
  for (let round = 0; round < 10; round++) {
    const sent: number[] = [];
    let rest: Int16Array = noSamples;
    let next = 1;
    for (let count = 0; count < 20; count++) {
      const more = Int16Array.from(
        { length: random.integer(0, random.chance(0.2) ? 9000 : 700) },
        () => next++,
      );
      const cut = cutAppend(rest, more);
      for (const chunk of cut.chunks) {
        expect(chunk.length).toBeGreaterThanOrEqual(480);
        expect(chunk.length).toBeLessThanOrEqual(2400);
        for (const sample of chunk) sent.push(sample);
      }
      rest = cut.rest;
      expect(rest.length).toBeLessThan(480);
    }
    const last = lastAppend(rest);
    expect(last.map(({ length }) => length)).toEqual(rest.length === 0 ? [] : [480]);
    for (const chunk of last) sent.push(...chunk);
    const wanted = Int16Array.from({ length: next - 1 }, (_, i) => i + 1);
    expect(Int16Array.from(sent.slice(0, next - 1))).toEqual(wanted);
    expect(sent.slice(next - 1).every((sample) => sample === 0)).toBe(true);
  }
});

it('[R8] makes silence of the length that is asked for', () => {
  const chunks = silentChunks(1500);
  expect(chunks.map(({ length }) => length)).toEqual(Array.from({ length: 15 }, () => 2400));
});
