import type { Millis } from '../../core/units.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** A wall instant as the clock of this computer shows it: `16:04:59`. */
export function clockTime(at: Millis): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** The same to the millisecond: `16:04:59.021`. */
export function exactTime(at: Millis): string {
  return `${clockTime(at)}.${String(Math.floor(((at % 1000) + 1000) % 1000)).padStart(3, '0')}`;
}
