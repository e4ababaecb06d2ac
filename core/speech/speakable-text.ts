import { readCitation } from './citation.ts';
import { classOf } from './char-class.ts';
import { readHtmlEntity } from './html-entity.ts';
import { readHtmlTag, type HtmlTag } from './html-tag.ts';
import { readLineStart } from './line-start.ts';
import { readRun } from './read-ahead.ts';
import { readUrlOpener } from './bare-url.ts';
import { hasLetterOrDigit, isDigit } from './text-weights.ts';
import { enterFence, startsWord, waitForMore, type Scan } from './speakable-modes.ts';
import { charBefore, say, sayClosing, sayLineEnd, saySpace, type SpeakableState } from './speakable-state.ts';

/** First letters of `https://`, `http://` and `www.` */
const urlLetters = 'hHwW';
/** A run of the same mark as long as this is decoration. Source: sheet `providers.md` section 7. */
const decorativeRun = 5;
const sentenceMarks = '.!?…。！？';
const reasoningTags = new Set(['think', 'thinking', 'thought', 'reasoning', 'reflection']);
const unreadTags = new Set(['script', 'style', 'svg']);
const lineTags = new Set([
  'br',
  'p',
  'li',
  'div',
  'hr',
  'tr',
  'ul',
  'ol',
  'table',
  'blockquote',
  'pre',
  'details',
]);
const cellTags = new Set(['td', 'th']);

/** Judges the text at buffer position `at` outside of code, URLs and the like. */
export function scanText(state: SpeakableState, at: number): Scan {
  const { buffer, final } = state;
  const char = String.fromCodePoint(buffer.codePointAt(at) ?? 0);
  const kind = classOf(char);
  switch (kind) {
    case 'newline':
      sayLineEnd(state, at);
      return at + 1;
    case 'space':
      saySpace(state, at);
      return at + 1;
    case 'emoji':
    case 'unseen':
      return at + char.length;
    case 'joiner':
      // Between emoji it joins pictures; in Persian or Hindi it shapes a word.
      if (at + state.base > 0 && classOf(charBefore(state, at)) === 'letter') say(state, char, at, 1, true);
      return at + 1;
    case 'letter':
    case 'mark':
      break;
  }
  if (state.inlineCode > 0) return scanInlineCode(state, at, char);
  if (state.lineStart) {
    const next = scanLineStart(state, at);
    if (next !== undefined) return next;
    state.lineStart = false;
  }
  if (kind === 'mark') return scanMark(state, at, char);
  if (urlLetters.includes(char) && startsWord(state, at)) {
    const url = readUrlOpener(buffer, at, final);
    if (url === 'wait') return waitForMore;
    if (url !== 'none') {
      state.mode = { kind: 'url', part: 'host', openParens: 0 };
      return at + url;
    }
  }
  say(state, char, at, char.length);
  return at + char.length;
}

/** In backticks only as many backticks again, and underscores between letters, mean anything. */
function scanInlineCode(state: SpeakableState, at: number, char: string): Scan {
  if (char === '`') {
    const run = readRun(state.buffer, at, state.inlineCode, state.final);
    if (run === 'wait') return waitForMore;
    if (run === state.inlineCode) {
      state.inlineCode = 0;
      sayClosing(state, at + run);
    }
    return at + run;
  }
  if (char === '_') saySpace(state, at);
  else say(state, char, at, char.length);
  return at + char.length;
}

/** Undefined when the line begins with plain text. */
function scanLineStart(state: SpeakableState, at: number): Scan | undefined {
  const { buffer } = state;
  const read = readLineStart(buffer, at, state.final);
  if (read === 'wait') return waitForMore;
  if (read === 'none') return undefined;
  switch (read.kind) {
    case 'fence':
      return enterFence(state, at, read.mark, read.length);
    case 'silent':
      return at + read.length;
    case 'rule':
      state.mode = { kind: 'run', mark: read.mark };
      return at + read.length;
    case 'marker':
      say(state, buffer.slice(at, at + read.length), at, read.length, true);
      state.lineStart = false;
      return at + read.length;
    case 'table':
      state.tableRow = true;
      state.lineStart = false;
      return at + read.length;
  }
}

function scanMark(state: SpeakableState, at: number, char: string): Scan {
  const { buffer } = state;
  const length = readRun(
    buffer,
    at,
    decorativeRun,
    state.final || (state.released && !'`*_~<[&|\\'.includes(char)),
  );
  if (length === 'wait') return waitForMore;
  if (length === decorativeRun) {
    if (sentenceMarks.includes(char)) say(state, char === '.' ? '…' : char, at, length);
    state.mode = { kind: 'run', mark: char };
    return at + length;
  }
  const next = buffer.charAt(at + length);
  switch (char) {
    case '`':
      state.inlineCode = length;
      return at + length;
    case '*':
      return scanStar(state, at, length, next);
    case '_': {
      const joinsWord = length === 1 && hasLetterOrDigit(charBefore(state, at)) && hasLetterOrDigit(next);
      if (joinsWord) saySpace(state, at);
      else scanEmphasis(state, at, char, length);
      return at + length;
    }
    case '~':
      if (length === 1 && isDigit(next)) break;
      scanEmphasis(state, at, char, length);
      return at + length;
    case '<':
      return scanAngle(state, at);
    case '>':
      // What is left of `<https://…>` and of arrows; a comparison keeps its mark.
      if (isBlank(next) && isBlank(charBefore(state, at))) break;
      if (isDigit(next) || next === '=') break;
      return at + 1;
    case '&':
      return scanEntity(state, at);
    case '[':
    case '【': {
      const citation = readCitation(buffer, at, state.final);
      if (citation === 'wait') return waitForMore;
      if (citation !== 'none') return at + citation;
      if (char === '【') break;
      return at + 1;
    }
    case ']':
      sayClosing(state, at + 1);
      if (length > 1) return at + 1;
      if (next === '(') state.mode = { kind: 'link-target', openParens: 0, end: ')' };
      else if (next === '[') state.mode = { kind: 'link-target', openParens: 0, end: ']' };
      else return at + 1;
      return at + 2;
    case '!':
      if (length === 1 && next === '[') return at + 1;
      break;
    case '|':
      state.tableRow = true;
      state.cellBorder ??= state.base + at;
      return at + 1;
    case '\\':
      if (next === '\n') return at + 1;
      if (length === 1 && /[!-/:-@[-`{-~]/.test(next)) {
        say(state, next, at, 2);
        return at + 2;
      }
      break;
    case '-':
    case ':':
      // The line under a table's head: | --- | :-: |
      if (state.tableRow && isTableRule(charBefore(state, at), char, length, next)) return at + length;
      break;
  }
  say(state, char, at, 1);
  return at + 1;
}

const isBlank = (char: string): boolean => char === '' || /\s/.test(char);

/** A minus in a cell is none: only dashes that touch a colon, a dash or both borders are. */
const isTableRule = (before: string, char: string, length: number, next: string): boolean => {
  const other = char === '-' ? ':' : '-';
  return length > 1 || before === other || next === other || (before === '|' && next === '|');
};

/** `3 * 4` is a product, `*this*` is emphasis. */
function scanStar(state: SpeakableState, at: number, length: number, next: string): Scan {
  const { buffer } = state;
  const spaced = next === ' ';
  if (length === 1 && spaced && at + 2 >= buffer.length && !state.final) return waitForMore;
  const right = spaced ? buffer.charAt(at + 2) : next;
  if (length === 1 && isDigit(state.lastSolid) && isDigit(right)) say(state, '×', at, 1);
  else scanEmphasis(state, at, '*', length);
  return at + length;
}

/** Emphasis is silent; its closing half belongs to the text before it. */
function scanEmphasis(state: SpeakableState, at: number, mark: string, length: number): void {
  const key = mark.repeat(length);
  if (state.openEmphasis.delete(key)) sayClosing(state, at + length);
  else state.openEmphasis.add(key);
}

function scanEntity(state: SpeakableState, at: number): Scan {
  const entity = readHtmlEntity(state.buffer, at, state.final);
  if (entity === 'wait') return waitForMore;
  if (entity === 'none') {
    say(state, '&', at, 1);
    return at + 1;
  }
  if (entity.char === ' ') saySpace(state, at);
  else if (entity.char !== '' && classOf(entity.char) !== 'emoji') say(state, entity.char, at, entity.length);
  return at + entity.length;
}

function scanAngle(state: SpeakableState, at: number): Scan {
  const { buffer } = state;
  const tag = readHtmlTag(buffer, at, state.final);
  if (tag === 'wait') return waitForMore;
  if (tag !== 'none') return applyTag(state, at, tag);
  const next = buffer.charAt(at + 1);
  // `<https://…>` and `<bob@example.com>` lose their angles; `a < b` and `x <= 3` keep theirs.
  if (isBlank(next) || isDigit(next) || next === '=') say(state, '<', at, 1);
  return at + 1;
}

function applyTag(state: SpeakableState, at: number, tag: HtmlTag): Scan {
  const end = at + tag.length;
  if (tag.name === '!--') {
    state.mode = { kind: 'hidden', until: '-->' };
  } else if (reasoningTags.has(tag.name)) {
    if (!tag.closing) {
      state.mode = { kind: 'hidden', until: `</${tag.name}>` };
      state.lineStart = !state.lineSpoke;
    } else if (!state.reasoningSeen) retractReasoning(state, end);
    state.reasoningSeen = true;
  } else if (tag.name === 'pre' && !tag.closing) {
    enterFence(state, at, '`', tag.length);
    state.mode = { kind: 'hidden', until: '</pre>' };
  } else if (unreadTags.has(tag.name) && !tag.closing) {
    state.mode = { kind: 'hidden', until: `</${tag.name}>` };
  } else if (lineTags.has(tag.name) || /^h[1-6]$/.test(tag.name)) {
    if (tag.closing) sayClosing(state, end);
    sayLineEnd(state, end);
  } else if (cellTags.has(tag.name)) {
    if (tag.closing) state.cellBorder ??= state.base + at;
  } else if (tag.closing) {
    sayClosing(state, end);
  }
  return end;
}

/** A reasoning model whose opener was part of the prompt: what was taken for the answer was not. */
function retractReasoning(state: SpeakableState, end: number): void {
  state.units.push({ kind: 'reasoning-end', end: state.base + end });
  state.lastSaid = '';
  state.lineSpoke = false;
  state.needsStop = false;
  state.cellBorder = undefined;
  state.lineStart = true;
}
