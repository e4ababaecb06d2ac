/** Somebody else's GIF codec, to judge ours by. */
import { createRequire } from 'node:module';

interface FrameOptions {
  readonly palette?: readonly number[];
  readonly delay?: number;
  readonly disposal?: number;
  readonly transparent?: number;
}

interface ForeignWriter {
  addFrame(x: number, y: number, w: number, h: number, pixels: Uint8Array, options?: FrameOptions): number;
  end(): number;
}

interface ForeignReader {
  readonly width: number;
  readonly height: number;
  numFrames(): number;
  decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array | Uint8ClampedArray): void;
}

const omggif = createRequire(import.meta.url)('omggif') as {
  readonly GifReader: new (bytes: Uint8Array) => ForeignReader;
  readonly GifWriter: new (
    buffer: Uint8Array,
    width: number,
    height: number,
    options?: { readonly palette?: readonly number[]; readonly loop?: number },
  ) => ForeignWriter;
};

export const readForeign = (bytes: Uint8Array): ForeignReader => new omggif.GifReader(bytes);

/** @param add draws the frames */
export function writeForeign(
  width: number,
  height: number,
  palette: readonly number[] | undefined,
  add: (writer: ForeignWriter) => void,
): Uint8Array {
  const buffer = new Uint8Array(width * height * 20 + 10_000);
  const writer = new omggif.GifWriter(buffer, width, height, palette ? { palette, loop: 0 } : {});
  add(writer);
  return buffer.slice(0, writer.end());
}

/** Compares large arrays without the matcher's report of every element. */
export const isSame = (a: Uint8Array | Uint8ClampedArray, b: Uint8Array | Uint8ClampedArray): boolean =>
  a.length === b.length && a.every((value, at) => value === b[at]);
