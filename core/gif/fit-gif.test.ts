/** Pictures that have to fit: into a screen, and into a number of bytes. */
import { describe, expect, it } from 'vitest';
import { fitGif, pickFrames } from './fit-gif.ts';
import { sceneOf } from './pictures.testing.ts';
import { clampView, fillView, fitZoom, movedView, placePicture } from './place-picture.ts';

describe('bytes', () => {
  const fitting = { isSmooth: false, keepsTransparency: false, delay: 10, keepsFrames: false };
  const scenes = Array.from({ length: 6 }, (_, i) => sceneOf(80, 60, i));

  it('buy colours and frames', () => {
    const made = [100_000, 6000, 2500, 1200].map((goalBytes) => fitGif(scenes, { ...fitting, goalBytes }));
    made.forEach(({ bytes, fits }, i) => {
      expect(fits).toBe(true);
      expect(bytes.length).toBeLessThanOrEqual([100_000, 6000, 2500, 1200][i]!);
    });
    expect(made[0]).toMatchObject({ frames: 6, colours: 256 });
    const colours = made.map((one) => one.colours);
    expect(colours).toEqual([...colours].sort((a, b) => b - a));
    expect(made[3]!.colours).toBeLessThan(made[0]!.colours);
  });
  it('that are too few are said to be', () => {
    expect(fitGif(scenes, { ...fitting, goalBytes: 50 })).toMatchObject({
      fits: false,
      colours: 2,
      frames: 1,
    });
  });
  it('never cost a mouth', () => {
    const made = fitGif(scenes, { ...fitting, goalBytes: 2500, keepsFrames: true });
    expect(made).toMatchObject({ frames: 6, fits: true });
  });
  it('leave frames out evenly', () => {
    expect([pickFrames(3, 5), pickFrames(10, 4), pickFrames(10, 1), pickFrames(2, 2)]).toEqual([
      [0, 1, 2],
      [0, 3, 6, 9],
      [0],
      [0, 1],
    ]);
  });
});

describe('a screen', () => {
  const [wide, square] = [
    { width: 400, height: 200 },
    { width: 240, height: 240 },
  ];
  it('is filled, or shows all', () => {
    expect(placePicture(fillView, wide, square)).toEqual({ left: -120, top: 0, width: 480, height: 240 });
    expect(fitZoom(wide, square)).toBe(0.5);
    expect(placePicture({ ...fillView, zoom: 0.5 }, wide, square)).toEqual({
      left: 0,
      top: 60,
      width: 240,
      height: 120,
    });
  });
  it('is never left half empty', () => {
    expect(clampView({ zoom: 0.1, x: 0, y: 9 }, wide, square)).toEqual({ zoom: 0.5, x: 0.5, y: 0.5 });
    expect(clampView({ zoom: 1, x: 0, y: 0 }, wide, square)).toEqual({ zoom: 1, x: 0.25, y: 0.5 });
    expect(clampView({ zoom: 99, x: 0, y: 1 }, wide, square).zoom).toBe(8);
  });
  it('follows the hand', () => {
    const moved = movedView(fillView, 48, 0, wide, square);
    expect(moved).toEqual({ zoom: 1, x: 0.4, y: 0.5 });
    expect(placePicture(moved, wide, square).left).toBeCloseTo(-72);
  });
});
