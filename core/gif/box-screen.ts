/** A GIF as the box's screen shows it: from the upper left corner, in 16-bit colours. Sources: EchoKit sheet 7.1, 7.4. */
import { avatarSize, mouthCount, screenSizes, type BoxBoard, type PictureSize } from './box-pictures.ts';
import { drawFrames } from './draw-gif.ts';
import type { Gif, Raster } from './gif.ts';

/** Height of the status bar on top. */
export const statusBarPixels = 32;

/**
 * The screen after each frame. What a frame leaves transparent stays as the frame before left it, also where the GIF
 * asks for it to be cleared; the last one stays behind everything.
 */
export function screenFrames(gif: Gif, board: BoxBoard): Raster[] {
  const size = screenSizes[board];
  const screen = blackScreen(size);
  return drawFrames(gif).map((frame) => {
    drawOnto(screen, frame, 0, 0);
    return { ...size, rgba: screen.rgba.slice() };
  });
}

/** The six mouths; transparent pixels show what is behind. */
export function mouthFrames(gif: Gif): Raster[] {
  return drawFrames(gif, mouthCount).map((frame) => {
    const mouth = { ...avatarSize, rgba: new Uint8ClampedArray(avatarSize.width * avatarSize.height * 4) };
    drawOnto(mouth, frame, 0, 0);
    return mouth;
  });
}

/** Where the avatar's upper left corner is. */
export function avatarCorner(board: BoxBoard): { readonly x: number; readonly y: number } {
  if (board === 'wide') return { x: 0, y: 0 };
  const { width, height } = screenSizes.square;
  return { x: (width - avatarSize.width) / 2, y: (height - avatarSize.height) / 2 };
}

function blackScreen({ width, height }: PictureSize): Raster {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
  return { width, height, rgba };
}

function drawOnto(target: Raster, source: Raster, left: number, top: number): void {
  const width = Math.min(source.width, target.width - left);
  const height = Math.min(source.height, target.height - top);
  for (let y = 0; y < height; y++) {
    let from = y * source.width * 4;
    let to = ((top + y) * target.width + left) * 4;
    for (let x = 0; x < width; x++, from += 4, to += 4) {
      if (source.rgba[from + 3] === 0) continue;
      target.rgba[to] = shown5(source.rgba[from]!);
      target.rgba[to + 1] = shown6(source.rgba[from + 1]!);
      target.rgba[to + 2] = shown5(source.rgba[from + 2]!);
      target.rgba[to + 3] = 255;
    }
  }
}

/** Five bits of eight, and back to what they look like. */
const shown5 = (value: number): number => Math.round(((value >> 3) * 255) / 31);
const shown6 = (value: number): number => Math.round(((value >> 2) * 255) / 63);
