import { readRun, type Read } from './read-ahead.ts';

/** Markdown that only means something at the start of a line. */
export type LineStart =
  | { readonly kind: 'fence'; readonly mark: string; readonly length: number }
  /** Headings, quotes, bullets and task boxes: seen, not spoken. */
  | { readonly kind: 'silent'; readonly length: number }
  /** `---`, `***`, `===`: the rest of the run goes with it. */
  | { readonly kind: 'rule'; readonly mark: string; readonly length: number }
  /** `1.` or `2)`: spoken, and its full stop ends no sentence (nor does the one of `3.14`). */
  | { readonly kind: 'marker'; readonly length: number }
  | { readonly kind: 'table'; readonly length: number };

const spacedBullets = '-+*–';
const bareBullets = '•●▪■◦‣○';
const rules = '-*_=';
/** Fences longer than this are cut down to it; nobody writes them. */
const maxFence = 12;
const shortestRule = 3;

/** Reads what a line begins with, from its first character that is no space. */
export function readLineStart(text: string, at: number, final: boolean): Read<LineStart> {
  const char = text.charAt(at);
  const next = text.charAt(at + 1);
  if (char === '`' || char === '~') return readFence(text, at, final);
  if (char === '#') return readHeading(text, at, final);
  if (char === '>') return readQuote(next, final);
  if (char === '|') return { kind: 'table', length: 1 };
  if (char === '[') return readTaskBox(text, at, final);
  if (char >= '0' && char <= '9') return readMarker(text, at, final);
  if (bareBullets.includes(char)) return { kind: 'silent', length: 1 };
  if (rules.includes(char)) {
    const run = readRun(text, at, shortestRule, final);
    if (run === 'wait') return run;
    if (run === shortestRule) return { kind: 'rule', mark: char, length: run };
  }
  if (!spacedBullets.includes(char)) return 'none';
  if (next === '') return final ? 'none' : 'wait';
  return isBlank(next) ? { kind: 'silent', length: 2 } : 'none';
}

function readFence(text: string, at: number, final: boolean): Read<LineStart> {
  const run = readRun(text, at, maxFence, final);
  if (run === 'wait') return run;
  return run < 3 ? 'none' : { kind: 'fence', mark: text.charAt(at), length: run };
}

function readHeading(text: string, at: number, final: boolean): Read<LineStart> {
  const run = readRun(text, at, 7, final);
  if (run === 'wait') return run;
  const after = text.charAt(at + run);
  if (run === 7) return 'none';
  return after === '' || isBlank(after) || after === '\n' ? { kind: 'silent', length: run } : 'none';
}

/** `>` of a quotation; `>= 5` and `>3` are comparisons. */
function readQuote(next: string, final: boolean): Read<LineStart> {
  if (next === '') return final ? 'none' : 'wait';
  return next === '=' || (next >= '0' && next <= '9') ? 'none' : { kind: 'silent', length: 1 };
}

function readTaskBox(text: string, at: number, final: boolean): Read<LineStart> {
  const box = text.slice(at, at + 4);
  if (/^\[[ xX]\]\s$/.test(box)) return { kind: 'silent', length: 4 };
  return /^\[(?:[ xX]\]?)?$/.test(box) && !final ? 'wait' : 'none';
}

function readMarker(text: string, at: number, final: boolean): Read<LineStart> {
  const window = text.slice(at, at + 4);
  const match = /^\d{1,3}[.)．、]/u.exec(window);
  if (match !== null) return { kind: 'marker', length: match[0].length };
  return /^\d{1,3}$/.test(window) && !final ? 'wait' : 'none';
}

const isBlank = (char: string): boolean =>
  char === ' ' || char === '\t' || char === '\u3000' || char === '\u00a0';
