/** Frames as a screen shows them: each over what the ones before have left. Source: GIF89a specification, 23. */
import type { Gif, GifFrame, Raster } from './gif.ts';

/**
 * @param limit frames to draw, all by default
 * @returns whole screens; what no frame has drawn is transparent
 */
export function drawFrames(gif: Gif, limit = gif.frames.length): Raster[] {
  const { width, height } = gif;
  let screen = new Uint8ClampedArray(width * height * 4);
  return gif.frames.slice(0, limit).map((frame) => {
    const before = frame.disposal === 'previous' ? screen.slice() : screen;
    drawFrame(screen, width, frame);
    const rgba = screen.slice();
    if (frame.disposal === 'previous') screen = before;
    if (frame.disposal === 'background') clearFrame(screen, width, frame);
    return { width, height, rgba };
  });
}

function drawFrame(screen: Uint8ClampedArray, screenWidth: number, frame: GifFrame): void {
  const { left, top, width, height, palette, pixels, transparent } = frame;
  for (let y = 0, from = 0; y < height; y++) {
    let to = ((top + y) * screenWidth + left) * 4;
    for (let x = 0; x < width; x++, from++, to += 4) {
      const index = pixels[from]!;
      if (index === transparent) continue;
      screen[to] = palette[3 * index]!;
      screen[to + 1] = palette[3 * index + 1]!;
      screen[to + 2] = palette[3 * index + 2]!;
      screen[to + 3] = 255;
    }
  }
}

function clearFrame(screen: Uint8ClampedArray, screenWidth: number, frame: GifFrame): void {
  for (let y = frame.top; y < frame.top + frame.height; y++) {
    const from = (y * screenWidth + frame.left) * 4;
    screen.fill(0, from, from + frame.width * 4);
  }
}
