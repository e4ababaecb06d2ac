/** A GIF as plain data: what {@link decodeGif} gives and `encodeGif` takes. Source: GIF89a specification. */

export interface Gif {
  /** The logical screen, in pixels. */
  readonly width: number;
  readonly height: number;
  /** At least one. */
  readonly frames: readonly GifFrame[];
}

export interface GifFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** What becomes of it before the next one is drawn. */
  readonly disposal: 'keep' | 'background' | 'previous';
  /** 1/100 s. The box does not honour it. */
  readonly delay: number;
  /** Pixels of this index are left out; null for none. */
  readonly transparent: number | null;
  /** Red, green, blue of each index, 3 bytes each. */
  readonly palette: Uint8Array;
  /** One index per pixel, row by row from the top, whatever order the file has. */
  readonly pixels: Uint8Array;
}

/** Pixels of a picture, red, green, blue, alpha. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Why a file is not taken. Strict on purpose: what is refused here can always be made anew. */
export type GifErrorCode =
  | 'gif-too-large'
  | 'gif-empty'
  /** It is no GIF at all. */
  | 'gif-no-signature'
  | 'gif-cut-short'
  /** A screen without area, or larger than any box has memory for. */
  | 'gif-screen-size'
  | 'gif-too-many-frames'
  | 'gif-too-many-pixels'
  | 'gif-no-frames'
  | 'gif-no-colours'
  | 'gif-frame-outside'
  | 'gif-bad-block'
  | 'gif-bad-disposal'
  | 'gif-bad-lzw'
  | 'gif-missing-pixels'
  | 'gif-surplus-pixels'
  | 'gif-colour-outside'
  | 'gif-no-trailer'
  | 'gif-bytes-after-trailer';

/** A bound on what is decoded; work and memory grow with it. */
export interface GifLimits {
  readonly bytes: number;
  /** Width and height of the screen. */
  readonly side: number;
  readonly frames: number;
  /** Of all frames together. */
  readonly pixels: number;
}

/** Of anything a box may be sent. A screen of 1,024 x 1,024 takes 4 MiB of its 5.2 MB while it is decoded. */
export const gifLimits: GifLimits = { bytes: 1024 * 1024, side: 1024, frames: 1000, pixels: 40_000_000 };
