import { expect, it } from 'vitest';
import { hexDump } from './hex-dump.ts';

it('writes 16 bytes to a line, with their place and their letters', () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, index) => 0x3a + index);
  expect(hexDump(bytes, 100)).toBe(
    [
      '000000  3a 3b 3c 3d 3e 3f 40 41 42 43 44 45 46 47 48 49  :;<=>?@ABCDEFGHI',
      '000010  4a 4b                                            JK',
    ].join('\n'),
  );
  expect(hexDump(Uint8Array.of(0, 0x20, 0x7f, 0xff), 3)).toBe(`000000  00 20 7f${' '.repeat(39)}  · ·`);
  expect(hexDump(new Uint8Array(), 100)).toBe('');
});
