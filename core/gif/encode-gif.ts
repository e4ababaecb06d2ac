/** Writes a GIF in the plainest form there is: nothing that any decoder would have to guess about. */
import { invariant } from '../assert.ts';
import type { Gif, GifFrame } from './gif.ts';
import { encodeLzw } from './lzw-encode.ts';

const disposalCodes = { keep: 1, background: 2, previous: 3 } as const;

/**
 * One colour table for all frames where they share it, else one for each. It repeats for ever in programs that play it.
 * @param gif its palettes have 2 to 256 colours, and its indices are below that
 */
export function encodeGif(gif: Gif): Uint8Array<ArrayBuffer> {
  const shared = gif.frames[0]?.palette;
  invariant(shared, 'a GIF has a frame');
  const sharedBits = tableBits(shared);
  const parts: Uint8Array[] = [
    ascii('GIF89a'),
    u16(gif.width, gif.height),
    Uint8Array.of(0x80 | ((sharedBits - 1) << 4) | (sharedBits - 1), 0, 0),
    filledTable(shared, sharedBits),
  ];
  if (gif.frames.length > 1)
    parts.push(Uint8Array.of(0x21, 0xff, 11), ascii('NETSCAPE2.0'), Uint8Array.of(3, 1, 0, 0, 0));
  for (const frame of gif.frames) parts.push(...frameParts(frame, shared));
  parts.push(Uint8Array.of(0x3b));
  return join(parts);
}

function frameParts(frame: GifFrame, shared: Uint8Array): Uint8Array[] {
  const bits = tableBits(frame.palette);
  const isShared = frame.palette === shared;
  const flags = (disposalCodes[frame.disposal] << 2) | (frame.transparent === null ? 0 : 1);
  const codeBits = Math.max(2, bits);
  return [
    Uint8Array.of(0x21, 0xf9, 4, flags),
    u16(frame.delay),
    Uint8Array.of(frame.transparent ?? 0, 0),
    Uint8Array.of(0x2c),
    u16(frame.left, frame.top, frame.width, frame.height),
    Uint8Array.of(isShared ? 0 : 0x80 | (bits - 1)),
    ...(isShared ? [] : [filledTable(frame.palette, bits)]),
    Uint8Array.of(codeBits),
    ...subBlocks(encodeLzw(frame.pixels, codeBits)),
  ];
}

/** Exponent of the table's size: 2, 4, ... 256 colours. */
function tableBits(palette: Uint8Array): number {
  const colours = palette.length / 3;
  invariant(colours >= 1 && colours <= 256, 'a palette has 1 to 256 colours');
  return Math.max(1, Math.ceil(Math.log2(colours)));
}

function filledTable(palette: Uint8Array, bits: number): Uint8Array {
  const table = new Uint8Array(3 << bits);
  table.set(palette);
  return table;
}

function subBlocks(data: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const block = data.subarray(at, at + 255);
    blocks.push(Uint8Array.of(block.length), block);
  }
  return [...blocks, Uint8Array.of(0)];
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const u16 = (...values: number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value & 0xff, value >> 8]));

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
