/** Lines of the log as text: to search in, and to save. Pure. */
import type { LogLine } from '../../../workers/loader-api.ts';

const texts = new WeakMap<LogLine, string>();

/** Without colours. Made once for each line. */
export function textOf(line: LogLine): string {
  let text = texts.get(line);
  if (text === undefined) {
    text = line.runs.map((run) => run.text).join('');
    texts.set(line, text);
  }
  return text;
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** `14:03:07.042`, in the person's time zone. */
export function clockOf(at: number): string {
  const date = new Date(at);
  return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}.${pad(date.getMilliseconds(), 3)}`;
}

/** One line each, with the instant in front of it. */
export const fileOf = (lines: readonly LogLine[]): string =>
  lines.map((line) => `${new Date(line.at).toISOString()} ${textOf(line)}\n`).join('');

/** Which lines hold a text, as far as they were looked at. */
export interface Matches {
  readonly query: string;
  readonly lines: readonly LogLine[];
  readonly seen: number;
  /** Places in `lines`, ascending. */
  readonly at: readonly number[];
}

/**
 * Looks at what is new only, for the list grows in place.
 * @param query in any case @param seen how many lines there are now
 */
export function findMatches(
  query: string,
  lines: readonly LogLine[],
  seen: number,
  before: Matches | null,
): Matches {
  const wanted = query.toLowerCase();
  const goesOn = before !== null && before.query === wanted && before.lines === lines && before.seen <= seen;
  const at = goesOn ? [...before.at] : [];
  for (let index = goesOn ? before.seen : 0; index < seen; index += 1) {
    const line = lines[index];
    if (line && textOf(line).toLowerCase().includes(wanted)) at.push(index);
  }
  return { query: wanted, lines, seen, at };
}
