/**
 * Few colours for many, by cutting the box of all colours where they differ most (median cut by variance). Colours are
 * counted as the box's screen has them, 5, 6 and 5 bits: what it cannot show is not worth a place.
 */
import { invariant } from '../assert.ts';
import type { Raster } from './gif.ts';

const cells = 65_536;

interface ColourBox {
  /** Places in the list of used cells. */
  readonly from: number;
  readonly to: number;
  /** Channel with the largest spread, and how much it would gain to cut there. */
  readonly channel: 0 | 1 | 2;
  readonly gain: number;
}

/** The cell of a colour. */
export const cellOf = (red: number, green: number, blue: number): number =>
  ((red >> 3) << 11) | ((green >> 2) << 5) | (blue >> 3);

/** The middle of a channel's cell, as it is shown. */
const channelOf = (cell: number, channel: 0 | 1 | 2): number => {
  if (channel === 0) return Math.round(((cell >> 11) * 255) / 31);
  if (channel === 1) return Math.round((((cell >> 5) & 63) * 255) / 63);
  return Math.round(((cell & 31) * 255) / 31);
};

/**
 * @param rasters all pictures that will share the colours; pixels with alpha below 128 are not counted
 * @param maxColours 1 to 256
 * @returns 3 bytes per colour, at least one colour
 */
export function choosePalette(rasters: readonly Raster[], maxColours: number): Uint8Array {
  invariant(maxColours >= 1 && maxColours <= 256, 'a palette has 1 to 256 colours');
  const counts = new Uint32Array(cells);
  for (const { rgba } of rasters)
    for (let at = 0; at < rgba.length; at += 4) {
      if (rgba[at + 3]! < 128) continue;
      counts[cellOf(rgba[at]!, rgba[at + 1]!, rgba[at + 2]!)]! += 1;
    }
  const used: number[] = [];
  for (let cell = 0; cell < cells; cell++) if (counts[cell]! > 0) used.push(cell);
  if (used.length === 0) return new Uint8Array(3);
  const list = Uint16Array.from(used);

  const boxes: ColourBox[] = [measure(list, counts, 0, list.length)];
  while (boxes.length < maxColours) {
    let widest = 0;
    for (let i = 1; i < boxes.length; i++) if (boxes[i]!.gain > boxes[widest]!.gain) widest = i;
    const box = boxes[widest]!;
    if (box.gain <= 0) break;
    const middle = cut(list, counts, box);
    boxes[widest] = measure(list, counts, box.from, middle);
    boxes.push(measure(list, counts, middle, box.to));
  }
  return Uint8Array.from(boxes.flatMap((box) => meanColour(list, counts, box)));
}

function measure(list: Uint16Array, counts: Uint32Array, from: number, to: number): ColourBox {
  let widest: 0 | 1 | 2 = 0;
  let gain = -1;
  for (const channel of [0, 1, 2] as const) {
    let [weight, sum, squares] = [0, 0, 0];
    for (let i = from; i < to; i++) {
      const cell = list[i]!;
      const count = counts[cell]!;
      const value = channelOf(cell, channel);
      weight += count;
      sum += count * value;
      squares += count * value * value;
    }
    // The eye tells green apart best.
    const spread = (squares - (sum * sum) / weight) * (channel === 1 ? 1.5 : 1);
    if (spread > gain) [widest, gain] = [channel, spread];
  }
  return { from, to, channel: widest, gain: to - from > 1 ? gain : 0 };
}

/** Sorts the box's cells along its channel and cuts at the mean. @returns where the upper part begins */
function cut(list: Uint16Array, counts: Uint32Array, { from, to, channel }: ColourBox): number {
  const part = list.subarray(from, to);
  part.sort((a, b) => channelOf(a, channel) - channelOf(b, channel));
  let [weight, sum] = [0, 0];
  for (const cell of part) {
    weight += counts[cell]!;
    sum += counts[cell]! * channelOf(cell, channel);
  }
  const mean = sum / weight;
  let middle = from + 1;
  while (middle < to - 1 && channelOf(list[middle]!, channel) <= mean) middle++;
  return middle;
}

function meanColour(list: Uint16Array, counts: Uint32Array, { from, to }: ColourBox): number[] {
  const sums = [0, 0, 0];
  let weight = 0;
  for (let i = from; i < to; i++) {
    const cell = list[i]!;
    const count = counts[cell]!;
    weight += count;
    for (const channel of [0, 1, 2] as const) sums[channel]! += count * channelOf(cell, channel);
  }
  return sums.map((sum) => Math.round(sum / weight));
}
