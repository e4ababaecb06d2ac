import { describe, expect, it } from 'vitest';
import { decodeGif } from './decode-gif.ts';
import { drawFrames } from './draw-gif.ts';
import type { Raster } from './gif.ts';
import { makeGif } from './make-gif.ts';
import { sceneOf } from './pictures.testing.ts';
import { choosePalette } from './quantise.ts';

const plain = { colours: 64, isSmooth: false, keepsTransparency: false, delay: 10 } as const;

function frames(bytes: Uint8Array): Raster[] {
  const decoded = decodeGif(bytes);
  if (!decoded.ok) throw decoded.error;
  return drawFrames(decoded.value);
}

/** Root of the mean squared difference of the channels. */
function distance(a: Raster, b: Raster): number {
  let sum = 0;
  for (let at = 0; at < a.rgba.length; at++) sum += (a.rgba[at]! - b.rgba[at]!) ** 2;
  return Math.sqrt(sum / a.rgba.length);
}

describe('a picture made anew', () => {
  it('looks like the original, the more the more colours it has', () => {
    const scene = sceneOf(120, 90);
    const distances = [4, 16, 64, 256].map((colours) =>
      distance(scene, frames(makeGif([scene], { ...plain, colours }))[0]!),
    );
    expect(distances).toEqual([...distances].sort((a, b) => b - a));
    expect(distances[3]).toBeLessThan(6);
    expect(distances[0]).toBeLessThan(45);
  });
  it('takes fewer bytes with fewer colours', () => {
    const sizes = [256, 64, 16, 4].map(
      (colours) => makeGif([sceneOf(120, 90)], { ...plain, colours }).length,
    );
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });
  it('keeps few colours exactly as the screen shows them', () => {
    const rgba = new Uint8ClampedArray(16).fill(255);
    rgba.set([0, 0, 0], 0);
    rgba.set([255, 0, 0], 4);
    rgba.set([0, 255, 0], 8);
    expect(frames(makeGif([{ width: 4, height: 1, rgba }], plain))[0]!.rgba).toEqual(rgba);
  });
  it('stores of each frame only what differs', () => {
    const scenes = Array.from({ length: 8 }, (_, i) => sceneOf(120, 90, i));
    const all = makeGif(scenes, plain);
    const [first] = scenes;
    expect(all.length).toBeLessThan(3 * makeGif([first!], plain).length);
    frames(all).forEach((frame, i) => expect(distance(frame, scenes[i]!)).toBeLessThan(12));
    const still = makeGif([first!, first!, first!], plain);
    expect(frames(still)).toHaveLength(3);
    expect(still.length - makeGif([first!, first!], plain).length).toBeLessThan(40);
  });
  it('keeps holes where they are wanted', () => {
    const scene = sceneOf(40, 40);
    for (let at = 0; at < 800; at++) scene.rgba[4 * at + 3] = 0;
    const other = sceneOf(40, 40, 2);
    const made = frames(makeGif([scene, other], { ...plain, keepsTransparency: true }));
    expect([made[0]!.rgba[3], made[0]!.rgba[4 * 800 + 3], made[1]!.rgba[3]]).toEqual([0, 255, 255]);
    const again = frames(makeGif([other, scene], { ...plain, keepsTransparency: true }));
    expect(again[1]!.rgba[3]).toBe(0);
  });
  it('breaks bands into patterns where that is asked for', () => {
    const scene = sceneOf(64, 64);
    const ofRow = (isSmooth: boolean) => {
      const { rgba } = frames(makeGif([scene], { ...plain, colours: 8, isSmooth }))[0]!;
      let changes = 0;
      for (let x = 1; x < 64; x++) if (rgba[4 * x] !== rgba[4 * x - 4]) changes++;
      return changes;
    };
    expect(ofRow(true)).toBeGreaterThan(2 * ofRow(false));
  });
});

describe('the palette', () => {
  it('has no more colours than there are', () => {
    const rgba = new Uint8ClampedArray(8).fill(255);
    expect(choosePalette([{ width: 2, height: 1, rgba }], 256)).toEqual(Uint8Array.of(255, 255, 255));
  });
  it('has one colour for a picture of nothing', () => {
    expect(choosePalette([{ width: 1, height: 1, rgba: new Uint8ClampedArray(4) }], 4)).toHaveLength(3);
  });
});
