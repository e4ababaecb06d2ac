/** What a box can show: sizes of its screens and pictures, and whether a GIF suits. Sources: EchoKit sheet 7.1, 7.3. */
import { EchoError } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import { decodeGif, type GifError } from './decode-gif.ts';
import { gifLimits, type Gif, type GifErrorCode } from './gif.ts';

/** `square`: DIY and both Cubes; `wide`: EchoKit Box. */
export type BoxBoard = 'square' | 'wide';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export const screenSizes: Readonly<Record<BoxBoard, PictureSize>> = {
  square: { width: 240, height: 240 },
  wide: { width: 320, height: 240 },
};

export const avatarSize: PictureSize = { width: 96, height: 96 };
/** Closed, A, E, I, O, U. */
export const mouthCount = 6;

/** ESP-IDF stores no larger blob, and the firmware panics when it tries. */
export const maxBackgroundBytes = 508_000;
/** The firmware throws a longer one away. */
export const maxAvatarBytes = 128 * 1024;
/** Upstream's documentation advises to stay below. */
export const advisedPictureBytes = 15_000;

/** @param nvsBytes size of the partition that holds the settings */
export const maxBlobBytes = (nvsBytes: number): number =>
  Math.max(0, Math.min(maxBackgroundBytes, Math.floor(nvsBytes * 0.976) - 4000));

/** What the box would do with it, and people may not expect. None of it does harm. */
export type PictureRemark =
  /** Loading takes longer, over Bluetooth above all. */
  | 'large-file'
  /** Some of it is outside the screen. */
  | 'cut-off'
  /** It is drawn in the upper left corner, as large as it is. */
  | 'smaller-than-screen'
  /** Frames after the sixth are never shown. */
  | 'surplus-frames';

export type PictureErrorCode = GifErrorCode | 'picture-too-large' | 'picture-too-few-frames';

export interface SuitablePicture {
  readonly gif: Gif;
  readonly remarks: readonly PictureRemark[];
}

/**
 * Decodes it whole.
 * @param maxBytes what fits, {@link maxBlobBytes} of the partition where that is known
 */
export function fitsBackground(
  bytes: Uint8Array,
  board: BoxBoard,
  maxBytes = maxBackgroundBytes,
): Result<SuitablePicture, GifError | EchoError<PictureErrorCode>> {
  return suits(bytes, screenSizes[board], Math.min(maxBytes, maxBackgroundBytes));
}

/**
 * Decodes it whole. Fewer than six frames are refused: the firmware looks up each mouth by its number.
 * @param maxBytes what fits
 */
export function fitsAvatar(
  bytes: Uint8Array,
  maxBytes = maxAvatarBytes,
): Result<SuitablePicture, GifError | EchoError<PictureErrorCode>> {
  const suitable = suits(bytes, avatarSize, Math.min(maxBytes, maxAvatarBytes));
  if (!suitable.ok) return suitable;
  const { gif, remarks } = suitable.value;
  const frames = gif.frames.length;
  if (frames < mouthCount) {
    const message = `an avatar needs ${mouthCount} frames, this has ${frames}`;
    return err(new EchoError('picture-too-few-frames', message, { details: { frames } }));
  }
  return ok({ gif, remarks: frames > mouthCount ? [...remarks, 'surplus-frames'] : remarks });
}

function suits(
  bytes: Uint8Array,
  size: PictureSize,
  maxBytes: number,
): Result<SuitablePicture, GifError | EchoError<PictureErrorCode>> {
  if (bytes.length > maxBytes) {
    const message = `the picture has ${bytes.length} bytes, at most ${maxBytes} fit`;
    return err(new EchoError('picture-too-large', message, { details: { bytes: bytes.length, maxBytes } }));
  }
  const decoded = decodeGif(bytes, { ...gifLimits, bytes: maxBytes });
  if (!decoded.ok) return decoded;
  const gif = decoded.value;
  const remarks: PictureRemark[] = [];
  if (bytes.length > advisedPictureBytes) remarks.push('large-file');
  if (gif.width > size.width || gif.height > size.height) remarks.push('cut-off');
  if (gif.width < size.width || gif.height < size.height) remarks.push('smaller-than-screen');
  return ok({ gif, remarks });
}
