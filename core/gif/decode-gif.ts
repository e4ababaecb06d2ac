/**
 * Reads a GIF whole, and takes only what every decoder surely takes: a background that the firmware cannot decode makes
 * the box panic at every boot, and only a cable cures that. Source: GIF89a specification; device sheet C.7.
 */
import { EchoError } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import { ByteReader } from './byte-reader.ts';
import { gifLimits, type Gif, type GifErrorCode, type GifFrame, type GifLimits } from './gif.ts';
import { decodeLzw } from './lzw-decode.ts';

export type GifError = EchoError<GifErrorCode>;

/** What a graphic control extension says about the frame after it. */
interface Control {
  readonly disposal: GifFrame['disposal'];
  readonly delay: number;
  readonly transparent: number | null;
}

const plainControl: Control = { disposal: 'keep', delay: 0, transparent: null };
/** Index 0 is "not said". */
const disposals = ['keep', 'keep', 'background', 'previous'] as const;

/**
 * @param bytes anything; nothing is thrown for it
 * @returns the frames with their rows in order, or the first thing that is wrong: `details.at` is the offset after it,
 * `details.frame` counts from 0
 */
export function decodeGif(bytes: Uint8Array, limits: GifLimits = gifLimits): Result<Gif, GifError> {
  const frames: GifFrame[] = [];
  const reader = new ByteReader(bytes);
  const refuse = (code: GifErrorCode): Result<never, GifError> => {
    // A field past the end reads as zero; what follows from that is not the reason.
    const isOwnReason = code === 'gif-no-signature' || code === 'gif-no-trailer' || !reader.isShort;
    const reason = isOwnReason ? code : 'gif-cut-short';
    const details = { at: reader.at, frame: frames.length, bytes: bytes.length };
    return err(new EchoError(reason, `GIF refused at byte ${reader.at}: ${reason}`, { details }));
  };
  if (bytes.length === 0) return refuse('gif-empty');
  if (bytes.length > limits.bytes) return refuse('gif-too-large');
  const signature = String.fromCharCode(...reader.take(6));
  if (signature !== 'GIF87a' && signature !== 'GIF89a') return refuse('gif-no-signature');

  const [width, height] = [reader.u16(), reader.u16()];
  const flags = reader.u8();
  reader.take(2);
  const shared = readColours(reader, flags);
  if (reader.isShort) return refuse('gif-cut-short');
  if (width === 0 || height === 0 || width > limits.side || height > limits.side)
    return refuse('gif-screen-size');

  let control: Control | undefined;
  let pixelsLeft = limits.pixels;
  for (;;) {
    const block = reader.u8();
    if (reader.isShort) return refuse('gif-no-trailer');
    switch (block) {
      case 0x21: {
        const extension = readExtension(reader);
        if (!extension.ok) return refuse(extension.error);
        // A second one before the frame: which of them holds is anybody's guess.
        if (extension.value && control) return refuse('gif-bad-block');
        control ??= extension.value;
        break;
      }
      case 0x2c: {
        if (frames.length >= limits.frames) return refuse('gif-too-many-frames');
        const frame = readFrame(reader, {
          width,
          height,
          shared,
          pixelsLeft,
          control: control ?? plainControl,
        });
        if (!frame.ok) return refuse(frame.error);
        frames.push(frame.value);
        pixelsLeft -= frame.value.pixels.length;
        control = undefined;
        break;
      }
      case 0x3b:
        if (frames.length === 0) return refuse('gif-no-frames');
        if (control) return refuse('gif-bad-block');
        if (reader.left > 0) return refuse('gif-bytes-after-trailer');
        return ok({ width, height, frames });
      default:
        return refuse('gif-bad-block');
    }
  }
}

/** @returns the table that the flags announce, or null for none */
function readColours(reader: ByteReader, flags: number): Uint8Array | null {
  return flags & 0x80 ? reader.take(3 << ((flags & 7) + 1)) : null;
}

/** @returns a control extension, undefined for one that may be passed over */
function readExtension(reader: ByteReader): Result<Control | undefined, GifErrorCode> {
  const label = reader.u8();
  switch (label) {
    case 0xf9: {
      if (reader.u8() !== 4) return err('gif-bad-block');
      const flags = reader.u8();
      const delay = reader.u16();
      const index = reader.u8();
      if (reader.u8() !== 0 || reader.isShort) return err('gif-bad-block');
      const disposal = disposals[(flags >> 2) & 7];
      if (!disposal) return err('gif-bad-disposal');
      return ok({ disposal, delay, transparent: flags & 1 ? index : null });
    }
    // A comment, or an application's own: nothing to draw.
    case 0xfe:
    case 0xff:
      return joinBlocks(reader) ? ok(undefined) : err('gif-cut-short');
    default:
      return err('gif-bad-block');
  }
}

interface FrameSurroundings {
  readonly width: number;
  readonly height: number;
  readonly shared: Uint8Array | null;
  readonly pixelsLeft: number;
  readonly control: Control;
}

function readFrame(reader: ByteReader, around: FrameSurroundings): Result<GifFrame, GifErrorCode> {
  const [left, top, width, height] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  const flags = reader.u8();
  const palette = readColours(reader, flags) ?? around.shared;
  const codeBits = reader.u8();
  if (reader.isShort) return err('gif-cut-short');
  const isInside = left + width <= around.width && top + height <= around.height;
  if (width === 0 || height === 0 || !isInside) return err('gif-frame-outside');
  if (!palette) return err('gif-no-colours');
  if (codeBits < 2 || codeBits > 8) return err('gif-bad-lzw');
  if (width * height > around.pixelsLeft) return err('gif-too-many-pixels');
  const data = joinBlocks(reader);
  if (!data) return err('gif-cut-short');
  const decoded = decodeLzw(data, codeBits, width * height);
  if (!decoded.ok) return decoded;
  const colours = palette.length / 3;
  if (colours < 1 << codeBits && decoded.value.some((index) => index >= colours))
    return err('gif-colour-outside');
  const pixels = flags & 0x40 ? inOrder(decoded.value, width, height) : decoded.value;
  return ok({ left, top, width, height, ...around.control, palette, pixels });
}

/** @returns the sub-blocks up to the empty one, joined; null where the file ends before */
function joinBlocks(reader: ByteReader): Uint8Array | null {
  const blocks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const length = reader.u8();
    const block = reader.take(length);
    if (reader.isShort) return null;
    if (length === 0) break;
    blocks.push(block);
    total += length;
  }
  const joined = new Uint8Array(total);
  let at = 0;
  for (const block of blocks) {
    joined.set(block, at);
    at += block.length;
  }
  return joined;
}

/** Interlaced rows come in four passes: every 8th, those between, and so on. */
function inOrder(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const ordered = new Uint8Array(pixels.length);
  let from = 0;
  for (const [start, step] of [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const)
    for (let row = start; row < height; row += step) {
      ordered.set(pixels.subarray(from, from + width), row * width);
      from += width;
    }
  return ordered;
}
