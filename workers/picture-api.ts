/**
 * Types only: what the page may ask of picture.worker (comlink): pictures for a box's screen, made of any that the
 * browser can decode, and looked at as the box would draw them. Failures are data: comlink would lose their class.
 */
import type { BoxBoard, PictureErrorCode, PictureRemark } from '../core/gif/box-pictures.ts';
import type { Raster } from '../core/gif/gif.ts';
import type { PictureView } from '../core/gif/place-picture.ts';
import type { Result } from '../core/result.ts';

/** The words are in `app/device/pictures/pictures.strings.ts`. */
export type PictureFailureCode =
  | PictureErrorCode
  /** The file is larger than we read. */
  | 'file-too-large'
  /** The browser cannot decode it. */
  | 'undecodable'
  /** Even with the fewest colours it is larger than it may be. */
  | 'does-not-fit'
  | 'failed';

export interface PictureFailure {
  readonly code: PictureFailureCode;
  readonly message: string;
}

export type PictureResult<T> = Result<T, PictureFailure>;

export type PictureTarget =
  { readonly kind: 'background'; readonly board: BoxBoard } | { readonly kind: 'avatar' };

export interface OpenedPicture {
  readonly width: number;
  readonly height: number;
  /** Of an animation, or of all files together. */
  readonly frames: number;
  /** The first frame, no larger than needed to show it. */
  readonly sample: ImageBitmap;
  /** The file itself, where it can be taken as it is. */
  readonly asItIs: LookedAt | null;
}

export interface PictureRecipe {
  readonly target: PictureTarget;
  readonly view: PictureView;
  /** CSS colour of what the picture leaves free, or see-through (avatars). */
  readonly backdrop: string | null;
  /** Patterns in place of bands. */
  readonly isSmooth: boolean;
  /** As good as this many bytes allow. */
  readonly goalBytes: number;
  /** At most; the mouths of an avatar are always six. */
  readonly frames: number;
}

/** A GIF that was decoded whole, and how the box shows it. */
export interface LookedAt {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The screen after each frame, or the mouths. */
  readonly shown: readonly Raster[];
  readonly remarks: readonly PictureRemark[];
}

export interface MadePicture extends LookedAt {
  readonly frames: number;
  readonly colours: number;
}

export interface PictureApi {
  /** Any pictures that the browser can decode; several are the frames, one each. Replaces what was open. */
  open(
    files: readonly Blob[],
    target: PictureTarget,
    maxBytes: number,
  ): Promise<PictureResult<OpenedPicture>>;
  /** Of what is open. */
  make(recipe: PictureRecipe): Promise<PictureResult<MadePicture>>;
  /** A GIF as the box would show it, or why it would not. */
  look(
    bytes: Uint8Array<ArrayBuffer>,
    target: PictureTarget,
    maxBytes: number,
  ): Promise<PictureResult<LookedAt>>;
}
