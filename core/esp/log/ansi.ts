/** Colours of a terminal, as ESP-IDF prints them: `ESC[0;32m` before a line, `ESC[0m` after it. */
import type { LogRun } from './log-types.ts';

export interface Style {
  /** 0 to 15, absent for the default. */
  readonly color?: number;
  readonly bold?: true;
}

/** Text without its escape sequences; `spans` follow each other, the last ends where the text does. */
export interface StyledText {
  readonly text: string;
  readonly spans: readonly { readonly end: number; readonly style: Style }[];
  /** What the next line begins with. */
  readonly style: Style;
}

export const plainStyle: Style = {};
const escape = '\u001b';
// A sequence that is longer is taken for text that happens to follow an ESC.
const sequence = /^\[([0-?]{0,32})[ -/]{0,4}([@-~])/;

/** Sequences other than colours are left out, and so is one that the end of `raw` cuts. */
export function readAnsi(raw: string, before: Style): StyledText {
  let style = before;
  let text = '';
  const spans: { end: number; style: Style }[] = [];
  const append = (piece: string) => {
    if (piece === '') return;
    text += piece;
    spans.push({ end: text.length, style });
  };
  const [first = '', ...rest] = raw.split(escape);
  append(first);
  for (const piece of rest) {
    const found = sequence.exec(piece);
    if (found === null) {
      append(/^\[[0-?]{0,32}[ -/]{0,4}$/.test(piece) ? '' : piece);
      continue;
    }
    if (found[2] === 'm') style = select(style, found[1] ?? '');
    append(piece.slice(found[0].length));
  }
  return { text, spans, style };
}

/** Select graphic rendition, ECMA-48 8.3.117: colours of the foreground and bold; all else leaves the style as it is. */
function select(before: Style, parameters: string): Style {
  let { color } = before;
  let isBold = before.bold === true;
  const codes = parameters.split(/[;:]/).map(Number);
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i]!;
    if (code === 0) [color, isBold] = [undefined, false];
    else if (code === 1) isBold = true;
    else if (code === 22) isBold = false;
    else if (code >= 30 && code <= 37) color = code - 30;
    else if (code >= 90 && code <= 97) color = code - 82;
    else if (code === 39) color = undefined;
    else if (code === 38 || code === 48) {
      const palette = codes[i + 1] === 5 ? codes[i + 2] : undefined;
      if (code === 38 && palette !== undefined && palette < 16) color = palette;
      i += codes[i + 1] === 5 ? 2 : 4;
    }
  }
  return { ...(color === undefined ? {} : { color }), ...(isBold ? { bold: true } : {}) };
}

/** A stretch of the text that is shown as something else. In order, apart from each other. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** Neighbours of one style are one run; a replacement has the style of its first character. */
export function toRuns({ text, spans }: StyledText, replacements: readonly Replacement[]): LogRun[] {
  const runs: LogRun[] = [];
  const append = (piece: string, style: Style) => {
    if (piece === '') return;
    const last = runs.at(-1);
    if (last !== undefined && last.color === style.color && last.bold === style.bold)
      runs[runs.length - 1] = { ...last, text: last.text + piece };
    else runs.push({ text: piece, ...style });
  };
  let at = 0;
  for (const { end, style } of spans) {
    while (at < end) {
      const next = replacements.find((one) => one.end > at && one.start < end);
      const stop = next === undefined ? end : Math.max(at, next.start);
      append(text.slice(at, stop), style);
      at = stop;
      if (next === undefined || at >= end) continue;
      append(at === next.start ? next.by : '', style);
      at = Math.min(end, next.end);
    }
  }
  return runs;
}
