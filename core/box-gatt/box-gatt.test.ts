/** Values, pieces, plans and memory, as the sheet has them. */
import { describe, expect, it } from 'vitest';
import { encodeGif } from '../gif/encode-gif.ts';
import { gifOf } from '../gif/pictures.testing.ts';
import { boxIdOf, firmwareOf, gattNames, isVibeKeys, type GattName } from './characteristics.ts';
import { gifChunks } from './gif-chunks.ts';
import { planWrites, type WriteSurroundings } from './plan-writes.ts';
import { readSetupMemory } from './setup-memory.ts';
import { decodeGain, decodeInt, decodeText, encodeGain, encodeInt, encodeText } from './values.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

describe('values', () => {
  it('text is UTF-8', () => {
    for (const text of ['', 'Home', 'Zuhause ü', '小盒子', '🎙️ box', 'a\0b'])
      expect([encodeText(text), decodeText(encodeText(text))]).toEqual([
        ascii(text),
        { ok: true, value: text },
      ]);
    expect(decodeText(Uint8Array.of(0xc3)).ok).toBe(false);
  });
  it('the linear gain is decimal text', () => {
    for (const [gain, text] of [
      [1.5, '1.5'],
      [2, '2'],
      [Math.fround(0.1), '0.1'],
      [1e-7, '0.0000001'],
      [-3.25, '-3.25'],
      [1e21, '1000000000000000000000'],
    ] as const) {
      expect(new TextDecoder().decode(encodeGain(gain))).toBe(text);
      const back = decodeGain(encodeGain(gain));
      expect(back.ok && Math.fround(back.value)).toBe(Math.fround(gain));
    }
    for (const text of ['', 'loud', '1,5', '0x10', 'NaN', 'inf', '1.5 '])
      expect(decodeGain(ascii(text)).ok).toBe(false);
  });
  it('the others are 32 bits, low byte first', () => {
    expect(encodeInt(-2)).toEqual(Uint8Array.of(0xfe, 0xff, 0xff, 0xff));
    for (const value of [0, 3, 15, -1, 2 ** 31 - 1, -(2 ** 31)])
      expect(decodeInt(encodeInt(value))).toEqual({ ok: true, value });
    for (const length of [0, 3, 5]) expect(decodeInt(new Uint8Array(length)).ok).toBe(false);
  });
});

describe('pieces of a picture', () => {
  for (const length of [1, 499, 500, 501, 511, 512, 513, 999, 1000, 1024, 1536, 65_536])
    it(`${length} bytes go whole, and end with a piece that counts as the last`, () => {
      const file = Uint8Array.from({ length }, (_, i) => i * 7);
      const chunks = gifChunks(file);
      expect(chunks.flatMap((chunk) => [...chunk])).toEqual([...file]);
      expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= 500)).toBe(true);
    });
});

describe('what stands behind the service', () => {
  it('is told by what it offers', () => {
    const upTo = (...names: GattName[]) =>
      firmwareOf(new Set<GattName>(['ssid', 'pass', 'server_url', ...names]));
    expect([
      upTo(),
      upTo('reset'),
      upTo('reset', 'afe_linear_gain'),
      upTo('avatar_gif', 'afe_linear_gain'),
    ]).toEqual(['0.2.0', '0.2.1', '0.3.0', '0.3.1']);
  });
  it('is a VibeKeys where the address is a document', () => {
    expect([
      isVibeKeys(ascii('{"a":1}')),
      isVibeKeys(ascii(' \n{')),
      isVibeKeys(ascii('ws://a/{')),
      isVibeKeys(ascii('')),
    ]).toEqual([true, true, false, false]);
  });
});

it('the box’s id is its MAC, as its name or its characteristic has it', () => {
  expect([
    boxIdOf('EchoKit-ec0000000001', null),
    boxIdOf('EchoKit-EC:00:00:00:00:03', null),
    boxIdOf('nimble', null),
    boxIdOf('nimble', Uint8Array.of(0xec, 0, 0, 0, 0, 0x0a)),
    boxIdOf('nimble', ascii('EC:00:00:00:00:0A')),
    boxIdOf('EchoKit-ec0000000001', ascii('?')),
  ]).toEqual(['ec0000000001', null, null, 'ec000000000a', 'ec000000000a', null]);
});

describe('plans', () => {
  const around: WriteSurroundings = { isVibeKeys: false, offered: new Set(gattNames), memory: {} };
  const gif = encodeGif(gifOf(96, 96, 6));
  const sent = { fileBytes: 10, isWhole: true, at: 0 };
  const refusal = (...args: Parameters<typeof planWrites>) => {
    const plan = planWrites(...args);
    return plan.ok ? 'planned' : plan.error.code;
  };

  it('write what is quick first, a background last', () => {
    const plan = planWrites(
      [
        { key: 'background_gif', value: gif },
        { key: 'agc_cg_db', value: 9 },
        { key: 'avatar_gif', value: gif },
        { key: 'ssid', value: 'Home' },
      ],
      around,
    );
    expect(plan.ok && plan.value.map(({ name }) => name)).toEqual([
      'ssid',
      'agc_cg_db',
      'avatar_gif',
      'background_gif',
    ]);
  });
  it('[G5] begin a second avatar with the empty write, and refuse a second background', () => {
    const [first, second] = [{}, { avatar: sent }].map((memory) =>
      planWrites([{ key: 'avatar_gif', value: gif }], { ...around, memory }),
    );
    expect(first?.ok && first.value[0]?.values[0]?.length).toBe(500);
    expect(second?.ok && second.value[0]?.values.map(({ length }) => length).slice(0, 2)).toEqual([0, 500]);
    const memory = { background: { ...sent, isWhole: false } };
    expect(refusal([{ key: 'background_gif', value: gif }], { ...around, memory })).toBe(
      'bt-second-background',
    );
  });
  it('refuse what the box would crash of, does not know or has no room for', () => {
    const broken = gif.slice(0, -1);
    expect([
      refusal([{ key: 'background_gif', value: broken }], around),
      refusal([{ key: 'background_gif', value: new Uint8Array() }], around),
      refusal([{ key: 'background_gif', value: new Uint8Array(508_001) }], around),
      refusal([{ key: 'avatar_gif', value: new Uint8Array(131_073) }], around),
      refusal([{ key: 'background_gif', value: null }], around),
      refusal([{ key: 'avatar_gif', value: null }], around),
      refusal([{ key: 'state', value: 1 }], around),
      refusal([{ key: 'avatar_gif', value: gif }], { ...around, offered: new Set(['ssid']) }),
      refusal([{ key: 'server_url', value: 'x'.repeat(513) }], around),
      refusal([{ key: 'agc_cg_db', value: 1.5 }], around),
      refusal([{ key: 'afe_linear_gain', value: Infinity }], around),
      refusal([{ key: 'ssid', value: 'Home' }], { ...around, isVibeKeys: true }),
    ]).toEqual([
      'bt-bad-picture',
      'bt-bad-picture',
      'bt-picture-too-large',
      'bt-picture-too-large',
      'bt-background-stays',
      'planned',
      'bt-missing',
      'bt-missing',
      'bt-value-too-long',
      'bt-bad-number',
      'bt-bad-number',
      'bt-vibekeys',
    ]);
  });
});

it('what was kept is believed only as far as it makes sense', () => {
  const sent = { fileBytes: 9, isWhole: false, at: 5 };
  expect(readSetupMemory({ background: sent, avatar: { fileBytes: '9' } })).toEqual({ background: sent });
  for (const nonsense of [null, 3, 'x', [], { background: null }])
    expect(readSetupMemory(nonsense)).toEqual({});
});
