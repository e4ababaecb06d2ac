import { describe, expect, it } from 'vitest';
import { encodeSlip, SlipDecoder } from './slip.ts';

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);
const textBytes = (text: string): readonly number[] => [...Buffer.from(text)];

describe('frames', () => {
  it('have both ends, and escapes inside', () => {
    expect([...encodeSlip(bytes(1, 0xc0, 2, 0xdb))]).toEqual([0xc0, 1, 0xdb, 0xdc, 2, 0xdb, 0xdd, 0xc0]);
  });

  it('are found however the bytes are portioned', () => {
    const frames = [bytes(1, 2), bytes(0xc0, 0xdb, 0xdc, 0xdd), bytes(...Array(300).keys())];
    const stream = frames.flatMap((frame) => [...encodeSlip(frame)]);
    for (const size of [1, 2, 3, 7, stream.length]) {
      const decoder = new SlipDecoder();
      const found = [];
      for (let at = 0; at < stream.length; at += size)
        found.push(...decoder.push(Uint8Array.from(stream.slice(at, at + size))));
      expect(found, `${size} at a time`).toEqual(frames);
    }
  });

  it('are found between text', () => {
    const decoder = new SlipDecoder();
    const frame = bytes(1, 8, 0, 0);
    const stream = [
      ...textBytes('rst:0x1 '),
      ...encodeSlip(frame),
      ...textBytes('I (1) log'),
      ...encodeSlip(frame),
    ];
    expect(decoder.push(Uint8Array.from(stream))).toEqual([frame, frame]);
  });

  it('are found again after a lost end, a wrong escape and endless text', () => {
    const good = bytes(9, 9);
    const lostEnd = new SlipDecoder();
    expect(lostEnd.push(bytes(0xc0, 1, 2))).toEqual([]);
    expect([good, good, good].flatMap((frame) => [...lostEnd.push(encodeSlip(frame))]).at(-1)).toEqual(good);

    const wrongEscape = new SlipDecoder();
    expect(wrongEscape.push(bytes(0xc0, 1, 0xdb, 7, 2, 0xc0))).toEqual([]);
    expect(wrongEscape.push(encodeSlip(good))).toEqual([good]);

    const endless = new SlipDecoder();
    endless.push(bytes(0xc0));
    expect(endless.push(new Uint8Array(100_000).fill(65))).toEqual([]);
    expect(endless.push(bytes(0xc0))).toEqual([]);
    expect(endless.push(encodeSlip(good))).toEqual([good]);
  });
});
