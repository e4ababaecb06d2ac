/** Where a picture goes on a screen of another shape: how large, and which part of it is seen. Pure. */
import type { PictureSize } from './box-pictures.ts';

/** What a person has chosen. */
export interface PictureView {
  /** 1: just fills the screen. Below that, bars are left; {@link fitZoom} shows all of it. */
  readonly zoom: number;
  /** The point of the picture that is in the middle, 0 to 1 each. */
  readonly x: number;
  readonly y: number;
}

export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const fillView: PictureView = { zoom: 1, x: 0.5, y: 0.5 };
export const maxZoom = 8;

/** The zoom at which all of it is seen; 1 where the shapes are the same. */
export function fitZoom(picture: PictureSize, screen: PictureSize): number {
  const [across, down] = [screen.width / picture.width, screen.height / picture.height];
  return Math.min(across, down) / Math.max(across, down);
}

/** Zoom within its range, and no bar where there is picture enough to fill it. */
export function clampView(view: PictureView, picture: PictureSize, screen: PictureSize): PictureView {
  const zoom = Math.min(maxZoom, Math.max(fitZoom(picture, screen), view.zoom));
  const { width, height } = drawnSize(zoom, picture, screen);
  return {
    zoom,
    x: clampMiddle(view.x, screen.width / width),
    y: clampMiddle(view.y, screen.height / height),
  };
}

/** @returns in pixels of the screen; parts of it may be outside */
export function placePicture(view: PictureView, picture: PictureSize, screen: PictureSize): Placement {
  const { zoom, x, y } = clampView(view, picture, screen);
  const { width, height } = drawnSize(zoom, picture, screen);
  return { left: screen.width / 2 - x * width, top: screen.height / 2 - y * height, width, height };
}

/** @param across how far it is dragged, in pixels of the screen @param down likewise */
export function movedView(
  view: PictureView,
  across: number,
  down: number,
  picture: PictureSize,
  screen: PictureSize,
): PictureView {
  const { width, height } = drawnSize(view.zoom, picture, screen);
  return clampView({ ...view, x: view.x - across / width, y: view.y - down / height }, picture, screen);
}

function drawnSize(zoom: number, picture: PictureSize, screen: PictureSize): PictureSize {
  const scale = zoom * Math.max(screen.width / picture.width, screen.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** @param share of the picture's length that the screen shows */
const clampMiddle = (middle: number, share: number): number =>
  share >= 1 ? 0.5 : Math.min(1 - share / 2, Math.max(share / 2, middle));
