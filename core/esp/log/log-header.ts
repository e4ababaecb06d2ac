/** How ESP-IDF begins a line: `I (1234) tag: text`. Boot ROM, boot loader and panics have lines without it. */
import type { LogLevel } from './log-types.ts';

export interface LogHeader {
  readonly level: LogLevel;
  readonly tag: string;
  /** After the tag. */
  readonly message: string;
}

const levels: Readonly<Record<string, LogLevel>> = {
  E: 'error',
  W: 'warning',
  I: 'info',
  D: 'debug',
  V: 'verbose',
};
// Noise may stand before it: the first line after a reset often begins with some. Tags of Rust have `::` in them.
const header = /(?:^|\W)([EWIDV]) \([\d:.]{1,24}\) ((?:[^:]|::){1,64}?):(?!:) ?/;
const trouble =
  /Guru Meditation|panicked at|abort\(\) was called|assert failed|\*\*\*ERROR\*\*\*|Stack (canary|smashing)|CORRUPT HEAP|invalid header:/;

/** @param text without escape sequences. Null for a line without a header. */
export function readHeader(text: string): LogHeader | null {
  const found = header.exec(text);
  if (found === null) return null;
  const [all, letter = '', tag = ''] = found;
  return {
    level: levels[letter] ?? 'plain',
    tag: tag.trim(),
    message: text.slice(found.index + all.length),
  };
}

export const levelOf = (text: string, found: LogHeader | null): LogLevel =>
  found?.level ?? (trouble.test(text) ? 'error' : 'plain');
