/** Words of the command line to numbers within their range. */
import { isWithin, type NumberRange } from '../core/vad/parameters.ts';
import type { SileroVersion } from '../workers/vad/ort-silero.ts';

/** @throws with flag, value and expectation */
export function parseNumber(flag: string, text: string, range: NumberRange): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!isWithin(value, range))
    throw new Error(`--${flag} is "${text}", expected a number ${range.min} to ${range.max} (${range.unit})`);
  return value;
}

/** @throws with flag, value and expectation */
export function parseCount(flag: string, text: string): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value))
    throw new Error(`--${flag} is "${text}", expected a whole number, 0 or more`);
  return value;
}

/** @throws with value and expectation */
export function parseModel(text: string): SileroVersion {
  if (text === 'v5' || text === 'v6') return text;
  throw new Error(`--model is "${text}", expected v5 or v6`);
}
