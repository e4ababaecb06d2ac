import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/audio/random.testing.ts';
import { busPayload } from '../bus.ts';
import { createPartJoiner, cutMessage, formatPlace, parsePlace } from './message-parts.ts';

const place = (message: string, index: number, count: number) => ({ message, index, count });

describe('a message in parts', () => {
  it('is whole again, with others in between', () => {
    const random = createRandom(3);
    const joiner = createPartJoiner();
    const messages = Array.from({ length: 12 }, (_, n) => {
      const payload = Uint8Array.from({ length: random.integer(1, 90) }, () => random.integer(0, 255));
      return { name: `m${n}`, payload, parts: cutMessage(payload, 10), sent: 0 };
    });
    const waiting = [...messages];
    while (waiting.length > 0) {
      const at = random.integer(0, waiting.length - 1);
      const { name, payload, parts } = waiting[at]!;
      const index = waiting[at]!.sent++;
      const joined = joiner.take(place(name, index, parts.length), parts[index]!);
      if (index < parts.length - 1) expect(joined).toBeUndefined();
      else {
        expect(joined).toEqual(payload);
        waiting.splice(at, 1);
      }
    }
  });

  it('is given up when a part is missing, comes twice or is too much', () => {
    const joiner = createPartJoiner();
    const part = new Uint8Array(4);
    expect(joiner.take(place('late', 1, 2), part)).toBeUndefined();
    joiner.take(place('gap', 0, 3), part);
    joiner.take(place('gap', 2, 3), part);
    expect(joiner.take(place('gap', 1, 3), part)).toBeUndefined();
    joiner.take(place('other', 0, 3), part);
    expect(joiner.take(place('other', 1, 2), part)).toBeUndefined();
    joiner.take(place('large', 0, 2), new Uint8Array(busPayload));
    expect(joiner.take(place('large', 1, 2), part)).toBeUndefined();
    joiner.take(place('lost', 0, 2), part);
    joiner.reset();
    expect(joiner.take(place('lost', 1, 2), part)).toBeUndefined();
  });

  it('waits only so long for its end: the oldest goes first', () => {
    const joiner = createPartJoiner();
    for (let n = 0; n < 40; n++) joiner.take(place(`m${n}`, 0, 2), new Uint8Array(1));
    expect(joiner.take(place('m0', 1, 2), new Uint8Array(1))).toBeUndefined();
    expect(joiner.take(place('m39', 1, 2), new Uint8Array(1))).toHaveLength(2);
  });

  it('says where it belongs', () => {
    expect(parsePlace(formatPlace(place('abc', 3, 17)))).toEqual(place('abc', 3, 17));
    for (const text of ['', 'abc', 'abc.1', 'abc.2.2', 'a b.0.1', 'abc.-1.2', 'abc.0.9999999', 'abc.0.1.2'])
      expect(parsePlace(text)).toBeNull();
  });
});
