import { readRun } from './read-ahead.ts';
import { readUrlPart } from './bare-url.ts';
import { charBefore, say, sayClosing, sayLineEnd, textMode, type SpeakableState } from './speakable-state.ts';
import { isCjk } from './text-weights.ts';

/** Next buffer position, or -1 when the answer depends on text to come. */
export type Scan = number;
export const waitForMore: Scan = -1;

/** Reasoning, comments and scripts: skipped up to their end. */
export function scanHidden(state: SpeakableState, at: number, until: string): Scan {
  const { buffer } = state;
  const found = buffer.charAt(at) === until.charAt(0) ? at : buffer.indexOf(until.charAt(0), at);
  if (found < 0) return buffer.length;
  const ahead = buffer.slice(found, found + until.length).toLowerCase();
  if (ahead === until) {
    state.mode = textMode;
    return found + until.length;
  }
  if (ahead.length < until.length && until.startsWith(ahead) && !state.final) {
    return found > at ? found : waitForMore;
  }
  return found + 1;
}

/** Fenced code: its opening line, then every line up to a fence at least as long. */
export function scanFence(
  state: SpeakableState,
  at: number,
  mode: Extract<SpeakableState['mode'], { kind: 'fence' }>,
): Scan {
  const { buffer } = state;
  const char = buffer.charAt(at);
  if (mode.part === 'line-start') {
    if (char === ' ' || char === '\t') return at + 1;
    if (char === mode.mark) return scanFenceEnd(state, at, mode);
    state.mode = { ...mode, part: 'body' };
    return at;
  }
  if (char === '\n') {
    state.mode = { ...mode, part: 'line-start' };
    return at + 1;
  }
  if (mode.part === 'info' && char === '`' && mode.mark === '`') {
    // Backticks on the opening line: code of one line (```like this```), and the text goes on behind it.
    const run = readRun(buffer, at, mode.length, state.final);
    if (run === 'wait') return waitForMore;
    if (run === mode.length) return leaveFence(state, at + run);
  }
  const line = buffer.indexOf('\n', at);
  const tick = mode.part === 'info' && mode.mark === '`' ? buffer.indexOf('`', at + 1) : -1;
  const stop = tick >= 0 && (line < 0 || tick < line) ? tick : line;
  return stop < 0 ? buffer.length : Math.max(stop, at + 1);
}

function scanFenceEnd(
  state: SpeakableState,
  at: number,
  mode: Extract<SpeakableState['mode'], { kind: 'fence' }>,
): Scan {
  const run = readRun(state.buffer, at, mode.length, state.final);
  if (run === 'wait') return waitForMore;
  if (run === mode.length) {
    const end = leaveFence(state, at + run);
    state.mode = { kind: 'run', mark: mode.mark };
    return end;
  }
  state.mode = { ...mode, part: 'body' };
  return at;
}

function leaveFence(state: SpeakableState, end: number): number {
  state.mode = textMode;
  sayClosing(state, end);
  return end;
}

/** Says the phrase that stands for code, whose fence is at buffer positions [at, at + length). */
export function enterFence(state: SpeakableState, at: number, mark: string, length: number): number {
  if (state.codePhrase !== '') say(state, state.codePhrase, at, length, true);
  sayLineEnd(state, at + length);
  state.units.push({ kind: 'block-start' });
  state.lineStart = false;
  state.mode = { kind: 'fence', mark, length, part: 'info' };
  return at + length;
}

/** The `(…)` or `[…]` behind a label. A line's end closes a target that was never closed. */
export function scanLinkTarget(
  state: SpeakableState,
  at: number,
  mode: Extract<SpeakableState['mode'], { kind: 'link-target' }>,
): Scan {
  const char = state.buffer.charAt(at);
  if (char === '\n') {
    state.mode = textMode;
    return at;
  }
  if (char === mode.end && mode.openParens === 0) {
    state.mode = textMode;
    sayClosing(state, at + 1);
    return at + 1;
  }
  if (char === '(') state.mode = { ...mode, openParens: mode.openParens + 1 };
  if (char === ')') state.mode = { ...mode, openParens: Math.max(0, mode.openParens - 1) };
  return at + 1;
}

/** A bare URL: its host is said, the rest is not. */
export function scanUrl(
  state: SpeakableState,
  at: number,
  mode: Extract<SpeakableState['mode'], { kind: 'url' }>,
): Scan {
  const inHost = mode.part === 'host';
  const part = readUrlPart(state.buffer, at, inHost, mode.openParens, state.final);
  const char = state.buffer.charAt(at);
  switch (part) {
    case 'wait':
      return waitForMore;
    case 'end':
      state.mode = textMode;
      if (!inHost) sayClosing(state, at);
      return at;
    case 'host':
      say(state, char, at, 1, true);
      return at + 1;
    case 'rest': {
      const opened = char === '(' ? 1 : char === ')' ? -1 : 0;
      state.mode = { kind: 'url', part: 'rest', openParens: mode.openParens + opened };
      return at + 1;
    }
  }
}

export function scanRun(state: SpeakableState, at: number, mark: string): Scan {
  if (state.buffer.charAt(at) === mark) return at + 1;
  state.mode = textMode;
  return at;
}

/** Whether a word may begin at buffer position `at`. */
export function startsWord(state: SpeakableState, at: number): boolean {
  const before = charBefore(state, at);
  return isCjk(before) || !/[\p{L}\p{N}_@./-]/u.test(before);
}
