/** Lines as ESP-IDF prints them, with the colour of their level. */
import type { Millis } from '../../../core/units.ts';

type Level = 'E' | 'W' | 'I';
const colours: Readonly<Record<Level, number>> = { E: 31, W: 33, I: 32 };

/** @param uptimeMs since the chip started */
export const logLine = (level: Level, uptimeMs: Millis, tag: string, text: string): string =>
  `\u001b[0;${colours[level]}m${level} (${Math.round(uptimeMs)}) ${tag}: ${text}\u001b[0m\r\n`;

/** What Rust's debug format makes of a string. */
export const quoted = (text: string): string =>
  `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`;

export const hex = (value: number, digits = 0): string => value.toString(16).padStart(digits, '0');
