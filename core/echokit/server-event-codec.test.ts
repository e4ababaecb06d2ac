import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../audio/random.testing.ts';
import { decodeServerEvent } from './decode-server-event.ts';
import { encodeServerEvent, type EventEncoding } from './encode-server-event.ts';
import { edgeLengths, fromHex, goldenEvents, goldenNamed, randomEvent, toHex } from './events.testing.ts';
import { serverEventFields, type ServerEvent } from './server-event.ts';

const asServer: EventEncoding = { bytes: 'array', form: 'positional' };
const encodings: readonly EventEncoding[] = [
  asServer,
  { bytes: 'array', form: 'named' },
  { bytes: 'bin', form: 'positional' },
  { bytes: 'bin', form: 'named' },
];
const compact = (hex: string) => hex.replaceAll(' ', '');
const decoded = (hex: string) => decodeServerEvent(fromHex(hex));
const value = (event: ServerEvent) => ({ ok: true, value: event });
/** For long lists, over which `toEqual` alone takes seconds. */
function expectRoundTrip(event: ServerEvent, encoding: EventEncoding): void {
  const read = decodeServerEvent(encodeServerEvent(event, encoding));
  if (!isDeepStrictEqual(read, value(event))) expect(read).toEqual(value(event));
}
/** `{"AudioChunk": …}` and `{"ASR": …}` with the rest in hex. */
const audioChunk = (rest: string) => decoded(`81 aa 41 75 64 69 6f 43 68 75 6e 6b ${rest}`);
const asr = (rest: string) => decoded(`81 a3 41 53 52 ${rest}`);
const samples = (rest: string) => decoded(`81 ad 41 75 64 69 6f 43 68 75 6e 6b 69 31 36 ${rest}`);
const chunk = (...data: number[]) => value({ event: 'AudioChunk', data: Uint8Array.from(data) });

describe('golden bytes of the sheet', () => {
  it('has an example of every event', () => {
    expect(new Set(goldenEvents.map(([{ event }]) => event))).toEqual(new Set(serverEventFields.keys()));
  });

  it.each(goldenEvents)('%j', (event, hex) => {
    expect(toHex(encodeServerEvent(event, asServer))).toBe(compact(hex));
    expect(decoded(hex)).toEqual(value(event));
  });

  it.each(goldenNamed)('named: %j', (event, hex) => {
    expect(toHex(encodeServerEvent(event, { bytes: 'array', form: 'named' }))).toBe(compact(hex));
    expect(decoded(hex)).toEqual(value(event));
  });

  it('writes bytes as bin for a box, samples never', () => {
    expect(toHex(encodeServerEvent({ event: 'AudioChunk', data: Uint8Array.of(0x58, 0xff) }))).toBe(
      compact('81 aa 41 75 64 69 6f 43 68 75 6e 6b 91 c4 02 58 ff'),
    );
    expect(toHex(encodeServerEvent({ event: 'AudioChunki16', data: Int16Array.of(7), vowel: 1 }))).toBe(
      compact('81 ad 41 75 64 69 6f 43 68 75 6e 6b 69 31 36 92 91 07 01'),
    );
  });

  it('leaves the vowel out for box 0.2.2', () => {
    const event = { event: 'AudioChunki16', data: Int16Array.of(7) } as const;
    expect(toHex(encodeServerEvent(event))).toBe(
      compact('81 ad 41 75 64 69 6f 43 68 75 6e 6b 69 31 36 91 91 07'),
    );
  });

  it('writes integers as short as rmp does', () => {
    const edges = [0, 127, 128, 255, 256, 32_767, -1, -32, -33, -128, -129, -32_768];
    const hex = toHex(encodeServerEvent({ event: 'AudioChunki16', data: Int16Array.from(edges) }));
    expect(hex).toBe(
      compact(
        '81 ad 41 75 64 69 6f 43 68 75 6e 6b 69 31 36 91 9c 00 7f cc80 ccff cd0100 cd7fff ff e0 d0df d080 d1ff7f d18000',
      ),
    );
  });
});

describe('decode(encode(x)) = x', () => {
  it.each([1, 2, 3, 4])('for random events in both byte forms and both field forms, seed %i', (seed) => {
    const random = createRandom(seed);
    for (let round = 0; round < 500; round++) {
      const event = randomEvent(random);
      for (const encoding of encodings) {
        expectRoundTrip(event, encoding);
      }
    }
  });

  it.each(edgeLengths)('for texts, bytes, samples and lists of %i', (length) => {
    const events: ServerEvent[] = [
      { event: 'ASR', text: 'x'.repeat(length) },
      { event: 'ASR', text: `\uFEFF${'é'.repeat(length)}` },
      { event: 'AudioChunk', data: new Uint8Array(length).fill(0xff) },
      { event: 'AudioChunkWithVowel', data: new Uint8Array(length).fill(1), vowel: 255 },
      { event: 'AudioChunki16', data: new Int16Array(length).fill(-32_768), vowel: 5 },
      { event: 'Choices', message: '', items: Array.from({ length: length % 1_000 }, String) },
      { event: 'Else', unknown: true, payload: [new Uint8Array(length)] },
    ];
    for (const event of events) {
      for (const encoding of encodings) {
        expectRoundTrip(event, encoding);
      }
    }
  });

  it('never shares memory with the message, a Node buffer included', () => {
    const events: ServerEvent[] = [
      { event: 'HelloChunk', data: Uint8Array.of(1, 2, 3) },
      { event: 'New', unknown: true, payload: { data: Uint8Array.of(1, 2, 3) } },
    ];
    for (const event of events) {
      const message = Buffer.from(encodeServerEvent(event));
      const read = decodeServerEvent(message);
      message.fill(0);
      expect(read).toEqual(value(event));
    }
  });
});

describe('heads of every width', () => {
  it.each([
    [15, '9f', 'af'],
    [16, 'dc0010', 'b0'],
    [31, 'dc001f', 'bf'],
    [32, 'dc0020', 'd920'],
    [255, 'dc00ff', 'd9ff'],
    [256, 'dc0100', 'da0100'],
    [65_535, 'dcffff', 'daffff'],
    [65_536, 'dd00010000', 'db00010000'],
  ])('%i elements, letters', (length, list, text) => {
    const chunkHex = toHex(encodeServerEvent({ event: 'BGChunk', data: new Uint8Array(length) }, asServer));
    expect(chunkHex.slice(18)).toBe(`91${list}${'00'.repeat(length)}`);
    expect(toHex(encodeServerEvent({ event: 'ASR', text: 'a'.repeat(length) })).slice(10)).toBe(
      `91${text}${'61'.repeat(length)}`,
    );
  });
});

describe('what is accepted, as rmp-serde does', () => {
  it.each([
    ['bin 8', audioChunk('91 c4 02 58 ff')],
    ['bin 16', audioChunk('91 c5 00 02 58 ff')],
    ['bin 32', audioChunk('91 c6 00 00 00 02 58 ff')],
    ['wide integers', audioChunk('91 92 cd 00 58 ce 00 00 00 ff')],
    ['signed and 64-bit integers', audioChunk('91 92 d3 00 00 00 00 00 00 00 58 d1 00 ff')],
    ['wide list heads', audioChunk('dc 00 01 dd 00 00 00 02 58 cc ff')],
    [
      'a map of 16 bits and a name of 8',
      decoded('de 00 01 d9 0a 41 75 64 69 6f 43 68 75 6e 6b 91 92 58 cc ff'),
    ],
    ['the named form with bin', audioChunk('81 a4 64 61 74 61 c4 02 58 ff')],
    ['unknown keys', audioChunk('82 a1 78 93 c0 cb 40 00 00 00 00 00 00 00 80 a4 64 61 74 61 92 58 cc ff')],
    ['bytes after the value', audioChunk('91 92 58 cc ff c1 81 ff')],
  ])('%s', (_, read) => {
    expect(read).toEqual(chunk(0x58, 0xff));
  });

  it.each(['d9 06 45 6e 64 56 61 64', '81 a6 45 6e 64 56 61 64 c0', 'a6 45 6e 64 56 61 64 00'])(
    'EndVad as %s',
    (hex) => {
      expect(decoded(hex)).toEqual(value({ event: 'EndVad' }));
    },
  );

  it('one sample per byte where samples come as bin', () => {
    const event = { event: 'AudioChunki16', data: Int16Array.of(1, 255), vowel: 0 } as const;
    expect(samples('92 c4 02 01 ff 00')).toEqual(value(event));
  });

  it('more than it, for what a client gains nothing by refusing', () => {
    expect(audioChunk('91 a2 58 65')).toEqual(chunk(0x58, 0x65));
    expect(audioChunk('82 a4 64 61 74 61 91 01 a4 64 61 74 61 91 02')).toEqual(chunk(2));
    expect(audioChunk('81 a4 64 61 74 61 91 cb 40 00 00 00 00 00 00 00')).toEqual(chunk(2));
    expect(asr('91 c4 02 68 69')).toEqual(value({ event: 'ASR', text: 'hi' }));
  });

  it('the one field of box 0.2.2', () => {
    expect(samples('91 91 05')).toEqual(value({ event: 'AudioChunki16', data: Int16Array.of(5) }));
    expect(samples('81 a4 64 61 74 61 91 05')).toEqual(samples('91 91 05'));
  });
});

describe('what is refused', () => {
  it.each([
    ['nothing', decoded(''), 'wire-cut'],
    ['a number', decoded('05'), 'wire-shape'],
    ['a list', decoded('91 a6 45 6e 64 56 61 64'), 'wire-shape'],
    ['no event', decoded('80'), 'wire-shape'],
    ['two events', decoded('82 a6 45 6e 64 56 61 64 c0 a8 45 6e 64 41 75 64 69 6f c0'), 'wire-shape'],
    ['a number for a name', decoded('81 03 91 a2 68 69'), 'wire-shape'],
    ['a bare name that wants fields', decoded('a3 41 53 52'), 'wire-shape'],
    ['nil that wants fields', asr('c0'), 'wire-shape'],
    ['a field without its list', asr('a2 68 69'), 'wire-shape'],
    ['bytes without their list', audioChunk('c4 01 00'), 'wire-shape'],
    ['an extension for fields', decoded('81 a7 42 47 43 68 75 6e 6b d4 05 01'), 'wire-shape'],
    ['an extension for bytes', audioChunk('91 d4 05 01'), 'wire-shape'],
    ['a number for the name of a field', asr('81 00 a2 68 69'), 'wire-shape'],
    ['a number for a bare name', decoded('0e'), 'wire-shape'],
    ['a field too few', asr('90'), 'wire-shape'],
    ['a field too many', asr('92 a2 68 69 a2 68 69'), 'wire-shape'],
    ['a missing name', asr('81 a4 74 65 78 75 a2 68 69'), 'wire-shape'],
    ['no field by name', asr('80'), 'wire-shape'],
    ['nil for a text', asr('91 c0'), 'wire-shape'],
    ['a number for a text', asr('91 05'), 'wire-shape'],
    ['an empty list for a bare name', decoded('81 a6 45 6e 64 56 61 64 90'), 'wire-shape'],
    ['an empty map for a bare name', decoded('81 a6 45 6e 64 56 61 64 80'), 'wire-shape'],
    ['a byte of 256', audioChunk('91 91 cd 01 00'), 'wire-shape'],
    ['a byte of -1', audioChunk('91 91 ff'), 'wire-shape'],
    ['a boolean among bytes', audioChunk('91 91 c3'), 'wire-shape'],
    ['a whole float', audioChunk('91 91 cb 40 00 00 00 00 00 00 00'), 'wire-shape'],
    ['a broken float', audioChunk('81 a4 64 61 74 61 91 cb 3f e0 00 00 00 00 00 00'), 'wire-shape'],
    ['unsigned 0x8000', samples('92 91 cd 80 00 00'), 'wire-shape'],
    ['a sample of -32769', samples('92 91 d2 ff ff 7f ff 00'), 'wire-shape'],
    ['a vowel of 256', samples('92 90 cd 01 00'), 'wire-shape'],
    ['a vowel of nil', samples('92 90 c0'), 'wire-shape'],
    ['three fields of two', samples('93 90 00 00'), 'wire-shape'],
    ['the reserved byte', asr('91 c1'), 'wire-shape'],
    ['a cut head', asr('91 d9'), 'wire-cut'],
    ['a cut text', asr('91 a2 68'), 'wire-cut'],
    ['a cut name', decoded('a6 45 6e'), 'wire-cut'],
    ['a name without a value', decoded('81 a3 41 53 52'), 'wire-cut'],
    ['a lone continuation byte', asr('91 a1 80'), 'wire-text'],
    ['an overlong slash', asr('91 a2 c0 af'), 'wire-text'],
    ['an overlong nul', asr('91 a3 e0 80 80'), 'wire-text'],
    ['half a surrogate pair', asr('91 a3 ed a0 80'), 'wire-text'],
    ['beyond the last point', asr('91 a4 f4 90 80 80'), 'wire-text'],
    ['a letter cut at the end', asr('91 a2 e4 bd'), 'wire-text'],
    ['a letter broken off', asr('91 a3 e4 41 42'), 'wire-text'],
    ['a byte that starts nothing', asr('91 a4 f8 80 80 80'), 'wire-text'],
    ['a name that is no text', decoded('a1 ff'), 'wire-text'],
    ['a poisonous key', asr('81 a9 5f 5f 70 72 6f 74 6f 5f 5f a1 78'), 'wire-shape'],
  ])('%s', (_, read, code) => {
    expect(read).toMatchObject({ ok: false, error: { code } });
  });
});

describe('unknown events', () => {
  it.each<[string, string, unknown]>([
    ['a bare name', 'a3 4e 65 77', null],
    ['nil', '81 a3 4e 65 77 c0', null],
    ['a list', '81 a3 4e 65 77 92 01 a1 78', [1, 'x']],
    ['a map', '81 a3 4e 65 77 81 a1 61 cb 3f e0 00 00 00 00 00 00', { a: 0.5 }],
    ['bytes', '81 a3 4e 65 77 91 c4 01 ff', [Uint8Array.of(255)]],
  ])('pass with %s', (_, hex, payload) => {
    expect(decoded(hex)).toEqual(value({ event: 'New', unknown: true, payload }));
  });

  it('keep extensions, ill-formed dates included', () => {
    const hex = '81 a3 4e 65 77 92 d4 ff 01 c7 03 05 01 02 03';
    const read = decoded(hex);
    expect(read).toMatchObject({ value: { payload: [{ type: -1 }, { type: 5, data: fromHex('010203') }] } });
    expect(read.ok && toHex(encodeServerEvent(read.value))).toBe(compact(hex));
  });

  it.each(['constructor', 'toString', '__proto__'])('may be named %s', (event) => {
    const bytes = encodeServerEvent({ event, unknown: true, payload: [1] });
    expect(decodeServerEvent(bytes)).toEqual(value({ event, unknown: true, payload: [1] }));
  });
});

it.each([2_046, 2_047, 2_048, 4_095, 100_000])('reads a pair of surrogates after %i letters', (length) => {
  const event = { event: 'DisplayText', text: `${'a'.repeat(length)}😀${'é'.repeat(10)}` } as const;
  expect(decodeServerEvent(encodeServerEvent(event))).toEqual(value(event));
});

it('writes U+FFFD for half a surrogate pair, as no Rust string can hold it', () => {
  const read = decodeServerEvent(encodeServerEvent({ event: 'ASR', text: 'a\ud83db😀' }));
  expect(read).toEqual(value({ event: 'ASR', text: 'a\uFFFDb😀' }));
});

it.each([-1, 256, 0.5, Number.NaN])('does not write a vowel of %d', (vowel) => {
  const event = { event: 'AudioChunkWithVowel', data: Uint8Array.of(1), vowel } as const;
  expect(() => encodeServerEvent(event)).toThrow('vowel of AudioChunkWithVowel is 0 to 255');
});
