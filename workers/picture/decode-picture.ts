/** Frames of any picture that the browser can decode. */
import { decodeGif } from '../../core/gif/decode-gif.ts';
import { drawFrames } from '../../core/gif/draw-gif.ts';

/** Frames that can be drawn in any order, any number of times. */
export interface PictureSource {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** The caller closes it. */
  frame(index: number): Promise<CanvasImageSource & { close(): void }>;
  close(): void;
}

/** What a file of each format begins with. */
const signatures: readonly (readonly [type: string, begins: string, at: number])[] = [
  ['image/gif', 'GIF8', 0],
  ['image/png', '\x89PNG', 0],
  ['image/webp', 'WEBP', 8],
  ['image/avif', 'ftypavis', 4],
];

/** @throws what the browser throws for a file that it cannot decode */
export async function openPicture(file: Blob): Promise<PictureSource> {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  const type = signatures.find(([, begins, at]) => head.startsWith(begins, at))?.[0];
  if (type !== undefined) {
    const animation =
      (await openAnimation(file, type)) ?? (type === 'image/gif' ? await openGif(file) : null);
    if (animation) return animation;
  }
  return openStill(file);
}

/** @returns null for a picture that does not move, or where the browser cannot take animations apart */
async function openAnimation(file: Blob, type: string): Promise<PictureSource | null> {
  if (!('ImageDecoder' in globalThis) || !(await ImageDecoder.isTypeSupported(type))) return null;
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type });
  try {
    await decoder.completed;
    const frames = decoder.tracks.selectedTrack?.frameCount ?? 1;
    if (frames > 1) {
      const { image } = await decoder.decode();
      const { displayWidth: width, displayHeight: height } = image;
      image.close();
      const frame = async (frameIndex: number) => (await decoder.decode({ frameIndex })).image;
      return { width, height, frames, frame, close: () => decoder.close() };
    }
  } catch {
    // Damaged in a way that another decoder may forgive.
  }
  decoder.close();
  return null;
}

/** Browsers without ImageDecoder: GIFs are taken apart here. */
async function openGif(file: Blob): Promise<PictureSource | null> {
  const decoded = decodeGif(new Uint8Array(await file.arrayBuffer()), {
    bytes: 32 * 1024 * 1024,
    side: 4096,
    frames: 200,
    pixels: 40_000_000,
  });
  if (!decoded.ok || decoded.value.frames.length < 2) return null;
  const { width, height } = decoded.value;
  const rasters = drawFrames(decoded.value);
  return {
    width,
    height,
    frames: rasters.length,
    frame: (index) => createImageBitmap(new ImageData(rasters[index]!.rgba, width, height)),
    close: () => undefined,
  };
}

async function openStill(file: Blob): Promise<PictureSource> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  return {
    width,
    height,
    frames: 1,
    frame: () => createImageBitmap(bitmap),
    close: () => bitmap.close(),
  };
}

/** Several pictures, a frame each. The first one gives the size; the others are drawn as large. */
export function joinPictures(sources: readonly PictureSource[]): PictureSource {
  const [first] = sources;
  if (!first || sources.length === 1) return first ?? fail();
  return {
    width: first.width,
    height: first.height,
    frames: sources.length,
    frame: (index) => sources[index]!.frame(0),
    close: () => sources.forEach((source) => source.close()),
  };
}

function fail(): never {
  throw new Error('no picture was given');
}
