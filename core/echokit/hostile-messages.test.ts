import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../audio/random.testing.ts';
import { decodeServerEvent } from './decode-server-event.ts';
import { encodeServerEvent } from './encode-server-event.ts';
import { fromHex, goldenEvents, goldenNamed, randomEvent } from './events.testing.ts';
import { readMessageShape } from './message-shape.ts';
import { wireLimits } from './wire-limits.ts';

/** First bytes of everything that announces a length, and what has no meaning. */
const dangerous = [0x80, 0x8f, 0x90, 0x9f, 0xc1, 0xc4, 0xc6, 0xc7, 0xc9, 0xd9, 0xdb, 0xdc, 0xdd, 0xde, 0xdf];

function mutate(message: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let bytes = [...message.subarray(0, 400)];
  for (let left = random.chance(0.5) ? 1 : random.integer(2, 4); left > 0; left--) {
    const at = random.integer(0, Math.max(0, bytes.length - 1));
    switch (random.integer(0, 6)) {
      case 0:
        bytes[at] = random.integer(0, 255);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(0, 7));
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes.splice(at, random.integer(1, 5));
        break;
      case 4:
        bytes.splice(at, 0, dangerous[random.integer(0, dangerous.length - 1)]!);
        break;
      case 5:
        bytes.splice(at, 0, 0xdd, 0xff, 0xff, 0xff, random.integer(0, 255));
        break;
      default:
        bytes.splice(at, 0, ...other.subarray(0, 60));
    }
  }
  return Uint8Array.from(bytes);
}

/** Numbers, letters and containers of a value: what it costs to keep. */
function weight(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length;
  if (ArrayBuffer.isView(value)) return 1 + value.byteLength;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + weight(item), 1);
  if (typeof value === 'object' && value !== null) return weight(Object.entries(value).flat());
  return 1;
}

it('answers 100,000 broken messages, with no more than they hold', () => {
  const random = createRandom(2026);
  const seeds = [
    ...[...goldenEvents, ...goldenNamed].map(([, hex]) => fromHex(hex)),
    ...Array.from({ length: 400 }, () =>
      encodeServerEvent(randomEvent(random), {
        bytes: random.chance(0.5) ? 'bin' : 'array',
        form: random.chance(0.5) ? 'named' : 'positional',
      }),
    ),
  ];
  const pick = () => seeds[random.integer(0, seeds.length - 1)]!;
  const counts = { read: 0, unknown: 0, refused: new Map<string, number>() };
  for (let round = 0; round < 100_000; round++) {
    const message = mutate(pick(), pick(), random);
    const read = decodeServerEvent(message);
    if (!read.ok) {
      counts.refused.set(read.error.code, (counts.refused.get(read.error.code) ?? 0) + 1);
      continue;
    }
    counts.read++;
    if ('unknown' in read.value) counts.unknown++;
    if (weight(read.value) > 2 * message.length + 40) expect.fail(Buffer.from(message).toString('hex'));
  }
  // The mutations reach every answer there is, often.
  expect(counts.read).toBeGreaterThan(10_000);
  expect(counts.unknown).toBeGreaterThan(1_000);
  expect([...counts.refused.keys()].sort()).toEqual([
    'wire-cut',
    'wire-shape',
    'wire-text',
    'wire-too-large',
  ]);
}, 60_000);

describe('announcements that nothing stands behind', () => {
  const name = '81 a3 41 53 52';
  it.each([
    ['four billion elements', `${name} dd ff ff ff ff`, 'wire-too-large'],
    ['16 million elements', `${name} dd 01 00 00 00`, 'wire-too-large'],
    ['half a million elements', `${name} dd 00 07 ff ff`, 'wire-cut'],
    ['half a million pairs', `${name} df 00 07 ff ff`, 'wire-cut'],
    ['lists of 65,535 in each other', `${name} ${'dcffff'.repeat(10)}`, 'wire-cut'],
    ['lists of one, 1,000 deep', `${name} ${'91'.repeat(1_000)}`, 'wire-too-large'],
    ['maps of one, 1,000 deep', `${name} ${'81a0'.repeat(1_000)}`, 'wire-too-large'],
    ['maps as keys, 1,000 deep', `${name} ${'81'.repeat(1_000)}`, 'wire-too-large'],
    ['a text of four billion', `${name} db ff ff ff ff`, 'wire-too-large'],
    ['four billion bytes', `${name} c6 ff ff ff ff`, 'wire-cut'],
    ['an extension of four billion', `${name} c9 ff ff ff ff 01`, 'wire-cut'],
    ['a name of four billion', '81 db ff ff ff ff', 'wire-too-large'],
  ])('%s', (_, hex, code) => {
    // The walk alone refuses them: the library, which would make room for them, never sees them.
    expect(readMessageShape(fromHex(hex))).toMatchObject({ ok: false, error: { code } });
  });
});

describe('limits', () => {
  /** An unknown event with a list of `count` times the same bytes. */
  const list = (count: number, ...item: number[]) =>
    Uint8Array.from([
      ...fromHex('81 a1 58 dd'),
      ...[24, 16, 8, 0].map((shift) => (count >> shift) & 0xff),
      ...Array.from({ length: count }, () => item).flat(),
    ]);
  const { messageBytes, elements, textBytes, nameBytes, depth, parts } = wireLimits;
  const audio = (length: number) => encodeServerEvent({ event: 'AudioChunk', data: new Uint8Array(length) });
  const asr = (length: number) => encodeServerEvent({ event: 'ASR', text: 'a'.repeat(length) });
  const nested = (levels: number) => fromHex(`81 a1 58 ${'91'.repeat(levels)} 00`);
  const named = (length: number) =>
    encodeServerEvent({ event: 'n'.repeat(length), unknown: true, payload: null });

  it.each([
    ['message', (over: number) => audio(messageBytes - 18 + over)],
    ['elements', (over: number) => list(elements + over, 0)],
    ['text', (over: number) => asr(textBytes + over)],
    ['name', (over: number) => named(nameBytes + over)],
    ['depth', (over: number) => nested(depth + over)],
    ['parts: empty maps', (over: number) => list(parts - 1 + over, 0x80)],
    ['parts: empty texts', (over: number) => list(parts - 1 + over, 0xa0)],
  ])('%s: at the limit, and one over', (_, make) => {
    expect(decodeServerEvent(make(0))).toMatchObject({ ok: true });
    expect(decodeServerEvent(make(1))).toMatchObject({ ok: false, error: { code: 'wire-too-large' } });
  });
});
