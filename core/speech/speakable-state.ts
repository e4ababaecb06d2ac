import { isCjk, hasLetterOrDigit } from './text-weights.ts';
import type { SpokenUnit } from './spoken-unit.ts';

/** What the scanner is in the middle of. */
export type ScanMode =
  | { readonly kind: 'text' }
  /** Reasoning, comments, scripts: nothing is said up to and including `until` (lower case). */
  | { readonly kind: 'hidden'; readonly until: string }
  | {
      readonly kind: 'fence';
      readonly mark: string;
      readonly length: number;
      readonly part: 'info' | 'body' | 'line-start';
    }
  /** The `(url "title")` behind a link's label. */
  | { readonly kind: 'link-target'; readonly openParens: number; readonly end: string }
  | { readonly kind: 'url'; readonly part: 'host' | 'rest'; readonly openParens: number }
  /** More of a decorative run that is not spoken. */
  | { readonly kind: 'run'; readonly mark: string };

/** Everything the clean-up remembers between chunks. Changed in place by the scanner. */
export interface SpeakableState {
  mode: ScanMode;
  /** Raw text not yet judged, and the raw offset of its first unit. */
  buffer: string;
  base: number;
  /** No more text will come. */
  final: boolean;
  /** Text has stalled: plain marks no longer wait for their neighbours. */
  released: boolean;
  units: SpokenUnit[];
  lineStart: boolean;
  /** Backticks that opened the code we are in; 0 outside of code. */
  inlineCode: number;
  openEmphasis: Set<string>;
  /** Last raw character judged, in front of `buffer`. */
  rawBefore: string;
  /** Last text said, with and without spaces. */
  lastSaid: string;
  lastSolid: string;
  /** Something was said on this line; its last word has no mark after it yet; it ended in CJK. */
  lineSpoke: boolean;
  needsStop: boolean;
  lastWide: boolean;
  tableRow: boolean;
  /** Raw offset behind the last text and the markup that closes it. */
  lastEnd: number;
  /** Raw offset of a cell border not yet spoken as a comma. */
  cellBorder: number | undefined;
  reasoningSeen: boolean;
  readonly codePhrase: string;
}

export function createSpeakableState(codePhrase: string, startsInReasoning: boolean): SpeakableState {
  return {
    mode: startsInReasoning ? { kind: 'hidden', until: '</think>' } : { kind: 'text' },
    buffer: '',
    base: 0,
    final: false,
    released: false,
    units: [],
    lineStart: true,
    inlineCode: 0,
    openEmphasis: new Set(),
    rawBefore: '',
    lastSaid: '',
    lastSolid: '',
    lineSpoke: false,
    needsStop: false,
    lastWide: false,
    tableRow: false,
    lastEnd: 0,
    cellBorder: undefined,
    reasoningSeen: startsInReasoning,
    codePhrase,
  };
}

export const textMode: ScanMode = { kind: 'text' };

/** The raw character before buffer position `at`. */
export function charBefore(state: SpeakableState, at: number): string {
  return at > 0 ? state.buffer.charAt(at - 1) : state.rawBefore;
}

/** Says `text` for the raw text at buffer positions [at, at + length). */
export function say(state: SpeakableState, text: string, at: number, length: number, glued = false): void {
  if (state.cellBorder !== undefined) sayCellBorder(state, state.cellBorder);
  const start = state.base + at;
  pushText(state, text, start, start + length, glued || state.inlineCode > 0);
  const last = text.length <= 2 ? text : (Array.from(text).at(-1) ?? '');
  state.lineSpoke = true;
  state.lastSolid = last;
  state.lastWide = isWide(last);
  if (hasLetterOrDigit(last)) state.needsStop = true;
  else if (pausing.includes(last)) state.needsStop = false;
}

/** Says one space for any run of blanks. */
export function saySpace(state: SpeakableState, at: number): void {
  if (!state.lineSpoke || state.lastSaid === ' ') return;
  const start = state.base + at;
  pushText(state, ' ', start, start + 1);
}

/** Gives silent markup before buffer position `end` to the text in front of it. */
export function sayClosing(state: SpeakableState, end: number): void {
  state.lastEnd = state.base + end;
  state.units.push({ kind: 'closing', end: state.lastEnd });
}

/**
 * Ends the line at buffer position `at`. Headings and list items have no full stop; the voice needs one, or it would
 * run them into each other.
 */
export function sayLineEnd(state: SpeakableState, at: number): void {
  const raw = state.base + at;
  if (state.lineSpoke) {
    if (state.needsStop) pushText(state, state.lastWide ? '。' : '.', raw, raw);
    state.units.push({ kind: 'line-end' });
    sayJoint(state, raw);
  }
  state.cellBorder = undefined;
  state.tableRow = false;
  state.inlineCode = 0;
  state.openEmphasis.clear();
  state.lineStart = true;
  state.lineSpoke = false;
  state.needsStop = false;
}

/** Table cells are joined by commas; a border after other punctuation says nothing. */
function sayCellBorder(state: SpeakableState, border: number): void {
  const raw = Math.max(border, state.lastEnd);
  state.cellBorder = undefined;
  if (!state.lineSpoke) return;
  if (state.needsStop) pushText(state, state.lastWide ? '，' : ',', raw, raw);
  sayJoint(state, raw);
}

/** A blank between a mark put in and what follows. */
function sayJoint(state: SpeakableState, raw: number): void {
  if (!state.lastWide && state.lastSaid !== ' ') pushText(state, ' ', raw, raw);
}

function pushText(state: SpeakableState, text: string, start: number, end: number, glued = false): void {
  state.units.push({ kind: 'text', text, start, end, glued });
  state.lastSaid = text;
  state.lastEnd = end;
}

/** Marks after which a voice pauses anyway. */
const pausing = '.!?;:,…。！？；：，、｡．।॥؟۔،؛—–';

/** CJK text takes full-width marks and no spaces. */
const isWide = (char: string): boolean => isCjk(char) || /[\u3000-\u303f\uff01-\uff60]/.test(char);
