import { describe, expect, test } from 'vitest';
import { readVoicePack, writeVoicePack, type VoicePackHeader } from './voice-pack.ts';

const original = Uint8Array.from({ length: 100 }, (_, i) => i + 1);
const header: VoicePackHeader = {
  version: '1.2.3',
  originalBytes: 100,
  kept: [
    { name: '/a', start: 10, end: 14 },
    { name: '/b', start: 90, end: 100 },
  ],
  left: ['/c', '/d'],
};
const pack = writeVoicePack(header, original);

describe('voice pack', () => {
  test('puts the kept files back where the loader looks, with nothing between them', () => {
    const read = readVoicePack(pack);
    if (!read.ok) throw new Error(read.error);
    expect(read.value.header).toEqual(header);
    const data = new Uint8Array(read.value.data);
    expect(data).toHaveLength(100);
    expect([...data.subarray(9, 15)]).toEqual([0, 11, 12, 13, 14, 0]);
    expect([...data.subarray(89)]).toEqual([0, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
  });

  test('every cut of it is refused, none throws', () => {
    for (let length = 0; length < pack.length; length++) {
      expect(readVoicePack(pack.subarray(0, length)).ok).toBe(false);
    }
  });

  test.each([
    ['another file', new TextEncoder().encode('<!doctype html><title>not found</title>'), 'not-a-voice-pack'],
    ['a file out of bounds', withHeader({ ...header, originalBytes: 50 }), 'voice-pack-broken'],
    [
      'a file that ends before it begins',
      withHeader({ ...header, kept: [{ name: '/a', start: 9, end: 2 }] }),
      'voice-pack-broken',
    ],
    ['a gigantic original', withHeader({ ...header, originalBytes: 1e12 }), 'voice-pack-broken'],
    ['a header that is no JSON', withText('{oops'), 'voice-pack-broken'],
    ['a header without its lists', withText('{"version":"1","originalBytes":3}'), 'voice-pack-broken'],
  ])('%s is refused', (_, bytes, error) => {
    expect(readVoicePack(bytes)).toEqual({ ok: false, error });
  });
});

/** A pack whose header says something else than what follows. */
function withHeader(lie: object): Uint8Array {
  return withText(JSON.stringify(lie));
}

function withText(json: string): Uint8Array {
  const bytes = new Uint8Array(12 + json.length);
  bytes.set(pack.subarray(0, 8));
  new DataView(bytes.buffer).setUint32(8, json.length, true);
  bytes.set(new TextEncoder().encode(json), 12);
  return bytes;
}
