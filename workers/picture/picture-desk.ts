/** One picture on the desk: opened, drawn as it is placed, and made into a GIF that a box surely decodes. */
import { transfer } from 'comlink';
import {
  avatarSize,
  fitsAvatar,
  fitsBackground,
  mouthCount,
  screenSizes,
  type PictureSize,
} from '../../core/gif/box-pictures.ts';
import { mouthFrames, screenFrames } from '../../core/gif/box-screen.ts';
import { fitGif, pickFrames } from '../../core/gif/fit-gif.ts';
import type { Raster } from '../../core/gif/gif.ts';
import { placePicture } from '../../core/gif/place-picture.ts';
import { err, ok } from '../../core/result.ts';
import type {
  LookedAt,
  MadePicture,
  OpenedPicture,
  PictureApi,
  PictureFailureCode,
  PictureRecipe,
  PictureResult,
  PictureTarget,
} from '../picture-api.ts';
import { joinPictures, openPicture, type PictureSource } from './decode-picture.ts';

const maxFileBytes = 32 * 1024 * 1024;
/** More are left out, evenly: each takes memory, and the box shows them one after the other before it starts. */
const maxFrames = 60;
/** Longest side of the sample that the page shows. */
const sampleSide = 1024;

const fail = (code: PictureFailureCode, message: string) => err({ code, message });

export class PictureDesk implements PictureApi {
  #source: PictureSource | undefined;

  async open(
    files: readonly Blob[],
    target: PictureTarget,
    maxBytes: number,
  ): Promise<PictureResult<OpenedPicture>> {
    this.#source?.close();
    this.#source = undefined;
    if (files.some(({ size }) => size > maxFileBytes))
      return fail('file-too-large', `at most ${maxFileBytes} bytes are read`);
    try {
      const source = joinPictures(await Promise.all(files.map(openPicture)));
      this.#source = source;
      const { width, height, frames } = source;
      const sample = await sampleOf(source);
      const [only] = files;
      const bytes =
        files.length === 1 && only && only.size <= maxBytes ? await only.arrayBuffer() : undefined;
      const looked = bytes && lookAt(new Uint8Array(bytes), target, maxBytes);
      const asItIs = looked?.ok === true ? looked.value : null;
      return transfer(ok({ width, height, frames, sample, asItIs }), [sample]);
    } catch (cause) {
      return fail('undecodable', String(cause));
    }
  }

  async make(recipe: PictureRecipe): Promise<PictureResult<MadePicture>> {
    const source = this.#source;
    if (!source) return fail('failed', 'no picture is open');
    try {
      const { target, isSmooth, goalBytes, backdrop } = recipe;
      const isAvatar = target.kind === 'avatar';
      const rasters = await drawAll(source, recipe);
      const fitted = fitGif(rasters, {
        goalBytes,
        isSmooth,
        keepsTransparency: backdrop === null,
        keepsFrames: isAvatar,
        delay: 10,
      });
      if (!fitted.fits) return fail('does-not-fit', `${fitted.bytes.length} bytes are the fewest`);
      // What was made is held to the same rules as what comes from elsewhere.
      const looked = lookAt(fitted.bytes, target, goalBytes);
      if (!looked.ok) return looked;
      return handOver({ ...looked.value, frames: fitted.frames, colours: fitted.colours });
    } catch (cause) {
      return fail('failed', String(cause));
    }
  }

  look(
    bytes: Uint8Array<ArrayBuffer>,
    target: PictureTarget,
    maxBytes: number,
  ): Promise<PictureResult<LookedAt>> {
    const looked = lookAt(bytes, target, maxBytes);
    return Promise.resolve(looked.ok ? handOver(looked.value) : looked);
  }
}

function lookAt(
  bytes: Uint8Array<ArrayBuffer>,
  target: PictureTarget,
  maxBytes: number,
): PictureResult<LookedAt> {
  const suitable =
    target.kind === 'avatar' ? fitsAvatar(bytes, maxBytes) : fitsBackground(bytes, target.board, maxBytes);
  if (!suitable.ok) return fail(suitable.error.code, suitable.error.message);
  const { gif, remarks } = suitable.value;
  const shown = target.kind === 'avatar' ? mouthFrames(gif) : screenFrames(gif, target.board);
  return ok({ bytes, shown, remarks });
}

const handOver = <T extends LookedAt>(looked: T): PictureResult<T> =>
  transfer(
    ok(looked),
    looked.shown.map(({ rgba }) => rgba.buffer),
  );

const sizeOf = (target: PictureTarget): PictureSize =>
  target.kind === 'avatar' ? avatarSize : screenSizes[target.board];

/** The frames as they are placed. A still avatar has the same mouth six times. */
async function drawAll(
  source: PictureSource,
  { target, view, backdrop, frames }: PictureRecipe,
): Promise<Raster[]> {
  const size = sizeOf(target);
  const isAvatar = target.kind === 'avatar';
  const wanted = isAvatar
    ? Array.from({ length: Math.min(mouthCount, source.frames) }, (_, i) => i)
    : pickFrames(source.frames, Math.min(maxFrames, frames));
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.imageSmoothingQuality = 'high';
  const { left, top, width, height } = placePicture(view, source, size);
  const rasters: Raster[] = [];
  for (const index of wanted) {
    const image = await source.frame(index);
    context.clearRect(0, 0, size.width, size.height);
    if (backdrop !== null) {
      context.fillStyle = backdrop;
      context.fillRect(0, 0, size.width, size.height);
    }
    context.drawImage(image, left, top, width, height);
    image.close();
    const { data } = context.getImageData(0, 0, size.width, size.height);
    rasters.push({ ...size, rgba: new Uint8ClampedArray(data) });
  }
  while (isAvatar && rasters.length < mouthCount) rasters.push(rasters.at(-1)!);
  return rasters;
}

async function sampleOf(source: PictureSource): Promise<ImageBitmap> {
  const scale = Math.min(1, sampleSide / Math.max(source.width, source.height));
  const image = await source.frame(0);
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(source.width * scale)),
    Math.max(1, Math.round(source.height * scale)),
  );
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return canvas.transferToImageBitmap();
}
