import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { encodeSlip, SlipDecoder, type SlipRules } from './slip.ts';

const decode = (bytes: Iterable<number>, rules: SlipRules = { maxBytes: 16, empty: 'frame' }) => {
  const decoder = new SlipDecoder(rules);
  return [...bytes].flatMap((byte) => {
    const packet = decoder.push(byte);
    return packet === null ? [] : [[...packet]];
  });
};

it('escapes both special bytes', () => {
  expect([...encodeSlip(Uint8Array.of(1, 0xc0, 0xdb))]).toEqual([0xc0, 1, 0xdb, 0xdc, 0xdb, 0xdd, 0xc0]);
});

it('brings back any packet, seed 3', () => {
  const random = createRandom(3);
  for (let turn = 0; turn < 50; turn++) {
    const packet = Uint8Array.from(
      { length: 1 + (random() % 16) },
      () => [0xc0, 0xdb, 0xdc, random()][random() % 4]!,
    );
    expect(decode(encodeSlip(packet))).toEqual([[...packet]]);
  }
});

describe('what is not a packet', () => {
  it('skips text between packets', () => {
    expect(decode([65, 66, 0xc0, 1, 0xc0, 67, 0xc0, 2, 0xc0])).toEqual([[1], [2]]);
  });

  it('drops a packet that is too long, or badly escaped', () => {
    expect(decode([0xc0, ...new Uint8Array(17), 0xc0, 9, 0xc0], { maxBytes: 16, empty: 'gap' })).toEqual([
      [9],
    ]);
    expect(decode([0xc0, 1, 0xdb, 1, 0xc0, 2, 0xc0])).toEqual([[2]]);
  });

  it('is out of step after an end was lost, where an empty packet counts', () => {
    const stream = [0xc0, 1, 0xc0, 2, 0xc0, 0xc0, 3, 0xc0];
    expect(decode(stream)).toEqual([[1], []]);
    expect(decode(stream, { maxBytes: 16, empty: 'gap' })).toEqual([[1], [3]]);
  });
});
