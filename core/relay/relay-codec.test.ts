import { encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../audio/random.testing.ts';
import {
  decodeCompanionMessage,
  decodeTabMessage,
  encodeCompanionMessage,
  encodeTabMessage,
} from './relay-codec.ts';
import { relayLimits } from './relay-limits.ts';
import type { TabMessage } from './relay-message.ts';
import {
  companionTypes,
  randomCompanionMessage,
  randomTabMessage,
  tabTypes,
} from './relay-messages.testing.ts';

const send = (length: number): TabMessage => ({
  type: 'send',
  box: 'b',
  socket: 1,
  payload: new Uint8Array(length),
});
const attach = { type: 'attach', tab: 't', answers: true, after: {} };

describe('messages of the relay', () => {
  it.each(companionTypes)('come back as they were sent: %s', (type) => {
    const random = createRandom(type.length);
    for (let round = 0; round < 60; round++) {
      const message = randomCompanionMessage(random, type);
      expect(decodeCompanionMessage(encodeCompanionMessage(message))).toEqual({ ok: true, value: message });
    }
  });

  it.each(tabTypes)('come back as they were sent: %s', (type) => {
    const random = createRandom(type.length);
    for (let round = 0; round < 60; round++) {
      const message = randomTabMessage(random, type);
      expect(decodeTabMessage(encodeTabMessage(message))).toEqual({ ok: true, value: message });
    }
  });

  it('share no memory with each other', () => {
    const first = encodeTabMessage(send(100));
    const copy = first.slice();
    encodeTabMessage({ type: 'renew-pairing' });
    expect(first).toEqual(copy);
  });

  it('are read without what nobody knows', () => {
    const read = decodeTabMessage(encode({ ...attach, colour: 'red' }));
    expect(read).toEqual({ ok: true, value: attach });
  });
});

describe('what is no message', () => {
  it.each<[string, unknown]>([
    ['a number', 7],
    ['nothing', null],
    ['a list', ['attach']],
    ['no type', { box: 'b' }],
    ['a type of the other side', { type: 'box-forgotten', box: 'b' }],
    ['no box', { type: 'own', force: false }],
    ['an empty id', { type: 'watch', box: '' }],
    ['a long id', { type: 'watch', box: 'b'.repeat(65) }],
    ['an id with a slash', { type: 'watch', box: '../b' }],
    ['an id with a line', { type: 'watch', box: 'b\n' }],
    ['text for a frame', { ...send(1), payload: 'StartChat' }],
    ['a negative socket', { ...send(1), socket: -1 }],
    ['half a socket', { ...send(1), socket: 0.5 }],
    ['a place without seq', { ...attach, after: { b: { socket: 1 } } }],
    ['another mode', { type: 'set-mode', box: 'b', mode: { kind: 'record' } }],
    ['pass-through to nowhere', { type: 'set-mode', box: 'b', mode: { kind: 'pass-through' } }],
    ['a date', { type: 'url-sent', box: 'b', url: new Date(0) }],
    ['a long address', { type: 'url-sent', box: 'b', url: 'x'.repeat(relayLimits.text + 1) }],
  ])('is refused: %s', (_, value) => {
    expect(decodeTabMessage(encode(value))).toMatchObject({ ok: false, error: { code: 'relay-malformed' } });
  });

  it('is refused: more or fewer bytes than the message has', () => {
    const whole = encodeTabMessage({ type: 'watch', box: 'b' });
    for (let length = 0; length < whole.length; length++) {
      expect(decodeTabMessage(whole.subarray(0, length)).ok).toBe(false);
    }
    expect(decodeTabMessage(Uint8Array.of(...whole, 0)).ok).toBe(false);
  });

  it('is refused without telling what it holds', () => {
    const pairing = { token: 'an open secret', urls: [], lostUrls: [] };
    const read = decodeCompanionMessage(encode({ type: 'pairing', pairing }));
    expect(read).toMatchObject({ ok: false, error: { message: expect.stringContaining('pairing.token') } });
    expect(JSON.stringify(read)).not.toContain('secret');
  });
});

describe('limits', () => {
  const { payload, elements, messageBytes } = relayLimits;
  const places = (count: number) => ({
    ...attach,
    after: Object.fromEntries(Array.from({ length: count }, (_, n) => [`b${n}`, { socket: 1, seq: 1 }])),
  });
  it.each<[string, unknown, unknown]>([
    ['payload', send(payload), send(payload + 1)],
    ['places', places(elements), places(elements + 1)],
  ])('%s: at the limit, and one over', (_, within, over) => {
    expect(decodeTabMessage(encode(within)).ok).toBe(true);
    expect(decodeTabMessage(encode(over)).ok).toBe(false);
  });

  const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  it.each([
    ['lists of 1,024 in each other', fromHex('dc0400'.repeat(5)), 'relay-too-large'],
    ['lists of 1,024 beside each other', fromHex(`96 ${'90'.repeat(6)}`), 'relay-too-large'],
    ['maps in each other', fromHex('81a0'.repeat(1_000)), 'relay-too-large'],
    ['four billion elements', fromHex('dd ff ff ff ff'), 'relay-too-large'],
    ['four billion pairs', fromHex('df ff ff ff ff'), 'relay-too-large'],
    ['four billion bytes', fromHex('c6 ff ff ff ff'), 'relay-malformed'],
    ['four billion letters', fromHex('db ff ff ff ff'), 'relay-malformed'],
    ['an extension', fromHex('d4 00 00'), 'relay-malformed'],
    ['a reserved byte', fromHex('c1'), 'relay-malformed'],
    ['too many bytes', new Uint8Array(messageBytes + 1), 'relay-too-large'],
  ])('%s', (_, bytes, code) => {
    expect(decodeTabMessage(bytes)).toMatchObject({ ok: false, error: { code } });
    expect(decodeCompanionMessage(bytes)).toMatchObject({ ok: false, error: { code } });
  });
});

it('answers 60,000 broken messages without throwing', () => {
  const random = createRandom(2027);
  const seeds = Array.from({ length: 300 }, (_, n) =>
    n % 2 === 0
      ? encodeTabMessage(randomTabMessage(random))
      : encodeCompanionMessage(randomCompanionMessage(random)),
  ).filter((bytes) => bytes.length < 2_000);
  const counts = { read: 0, malformed: 0, tooLarge: 0 };
  for (let round = 0; round < 30_000; round++) {
    const broken = mutate(seeds[random.integer(0, seeds.length - 1)]!, random);
    for (const decode of [decodeTabMessage, decodeCompanionMessage]) {
      const read = decode(broken);
      if (read.ok) counts.read++;
      else if (read.error.code === 'relay-malformed') counts.malformed++;
      else counts.tooLarge++;
    }
  }
  expect(counts.read).toBeGreaterThan(500);
  expect(counts.malformed).toBeGreaterThan(10_000);
  expect(counts.tooLarge).toBeGreaterThan(100);
});

/** First bytes of everything that announces a length, and what has no meaning. */
const dangerous = [
  0x80, 0x8f, 0x90, 0x9f, 0xc1, 0xc4, 0xc6, 0xc7, 0xcb, 0xd3, 0xd9, 0xdb, 0xdc, 0xdd, 0xde, 0xdf,
];

function mutate(message: Uint8Array, random: Random): Uint8Array {
  const bytes = [...message];
  for (let left = random.integer(1, 3); left > 0; left--) {
    const at = random.integer(0, Math.max(0, bytes.length - 1));
    const chance = random.next();
    if (chance < 0.4) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(0, 7));
    else if (chance < 0.6) bytes[at] = dangerous[random.integer(0, dangerous.length - 1)]!;
    else if (chance < 0.8) bytes.splice(at, random.integer(1, 4));
    else bytes.splice(at, 0, random.integer(0, 255));
  }
  return Uint8Array.from(bytes);
}
