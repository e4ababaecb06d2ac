import { describe, expect, it } from 'vitest';
import { fitsAvatar, fitsBackground, maxBlobBytes } from './box-pictures.ts';
import { avatarCorner, mouthFrames, screenFrames } from './box-screen.ts';
import { encodeGif } from './encode-gif.ts';
import { makeGif } from './make-gif.ts';
import { decodeGif } from './decode-gif.ts';
import { frameOf, gifOf, sceneOf } from './pictures.testing.ts';

const remarks = (result: ReturnType<typeof fitsBackground>) =>
  result.ok ? result.value.remarks : result.error.code;

describe('a background', () => {
  it('of the size of the screen needs no remark', () => {
    const flat = (width: number, height: number) =>
      makeGif([sceneOf(width, height)], { colours: 8, isSmooth: false, keepsTransparency: false, delay: 0 });
    expect(remarks(fitsBackground(flat(240, 240), 'square'))).toEqual([]);
    expect(remarks(fitsBackground(flat(320, 240), 'wide'))).toEqual([]);
    expect(remarks(fitsBackground(flat(320, 240), 'square'))).toEqual(['cut-off']);
    expect(remarks(fitsBackground(flat(240, 240), 'wide'))).toEqual(['smaller-than-screen']);
  });
  it('that does not fit is refused before it is decoded', () => {
    expect(remarks(fitsBackground(new Uint8Array(508_001), 'square'))).toBe('picture-too-large');
    expect(remarks(fitsBackground(new Uint8Array(508_000), 'square'))).toBe('gif-no-signature');
    expect(remarks(fitsBackground(new Uint8Array(20_000), 'square', maxBlobBytes(24_576)))).toBe(
      'picture-too-large',
    );
  });
  it('may be as large as its partition lets it', () => {
    expect(maxBlobBytes(2 * 1024 * 1024)).toBe(508_000);
    expect(maxBlobBytes(24_576)).toBe(19_986);
    expect(maxBlobBytes(4096)).toBe(0);
  });
  it('above 15 KB is remarked upon', () => {
    const noise = encodeGif(gifOf(240, 240, 1, 256));
    expect(noise.length).toBeGreaterThan(15_000);
    expect(remarks(fitsBackground(noise, 'square'))).toEqual(['large-file']);
  });
});

describe('an avatar', () => {
  it('has a frame for each of six mouths', () => {
    expect(remarks(fitsAvatar(encodeGif(gifOf(96, 96, 6))))).not.toBe('picture-too-few-frames');
    expect(remarks(fitsAvatar(encodeGif(gifOf(96, 96, 5))))).toBe('picture-too-few-frames');
    expect(remarks(fitsAvatar(encodeGif(gifOf(20, 20, 7))))).toEqual([
      'smaller-than-screen',
      'surplus-frames',
    ]);
  });
  it('is at most 128 KiB', () => {
    expect(remarks(fitsAvatar(new Uint8Array(131_073)))).toBe('picture-too-large');
  });
  it('sits in the middle of a square screen and in the corner of a wide one', () => {
    expect([avatarCorner('square'), avatarCorner('wide')]).toEqual([
      { x: 72, y: 72 },
      { x: 0, y: 0 },
    ]);
  });
});

describe('the screen', () => {
  it('shows 16-bit colours, cuts off what is outside, and keeps what a frame leaves transparent', () => {
    const palette = Uint8Array.of(255, 255, 255, 7, 3, 7, 130, 130, 130, 0, 0, 0);
    const gif = {
      width: 300,
      height: 200,
      frames: [
        frameOf(300, 200, palette, { pixels: new Uint8Array(60_000).fill(2), disposal: 'background' }),
        frameOf(1, 1, palette, { pixels: Uint8Array.of(1), left: 10 }),
      ],
    } as const;
    const decoded = decodeGif(encodeGif(gif));
    const [first, second] = decoded.ok ? screenFrames(decoded.value, 'square') : [];
    expect([first?.width, first?.height]).toEqual([240, 240]);
    const at = (raster: typeof first, x: number, y: number) =>
      raster && [...raster.rgba.subarray((y * 240 + x) * 4, (y * 240 + x) * 4 + 4)];
    expect(at(first, 239, 199)).toEqual([132, 130, 132, 255]);
    expect(at(first, 0, 200)).toEqual([0, 0, 0, 255]);
    // The GIF asks for the first frame to be cleared; the box does not.
    expect(at(second, 0, 0)).toEqual([132, 130, 132, 255]);
    expect(at(second, 10, 0)).toEqual([0, 0, 0, 255]);
  });
  it('has six mouths at most', () => {
    const decoded = decodeGif(encodeGif(gifOf(96, 96, 8)));
    expect(decoded.ok && mouthFrames(decoded.value).map(({ width }) => width)).toEqual(Array(6).fill(96));
  });
});
