import { readWord, type Read } from './read-ahead.ts';

/** `name` in lower case; `!--` for a comment's opener, `|` for a model's own token such as `<|im_end|>`. */
export interface HtmlTag {
  readonly name: string;
  readonly closing: boolean;
  readonly length: number;
}

/** A tag longer than this is taken for text, so that a stray `<` holds back little. */
const maxTagLength = 300;
const maxNameLength = 30;
const maxTokenLength = 60;
const nameStart = /[a-z]/i;
const namePart = /[\w:-]/;
const attributePart = /[\w:.@-]/;
const blank = /[ \t\r\n]/;

/**
 * Reads a tag from its `<`. Comparisons in prose (`a < b`, `a <b and c`) are told from tags by their shape: after the
 * name only attributes with a value, one bare attribute or the end may follow.
 */
export function readHtmlTag(text: string, at: number, final: boolean): Read<HtmlTag> {
  const more = final ? 'none' : 'wait';
  const second = text.charAt(at + 1);
  if (second === '') return more;
  if (second === '!') {
    const comment = readWord(text, at, '<!--', final);
    if (typeof comment === 'number') return { name: '!--', closing: false, length: comment };
    return comment === 'wait' ? 'wait' : readUntil(text, at, '>', '!', more);
  }
  if (second === '|') return readUntil(text, at, '|>', '|', more);
  const closing = second === '/';
  const nameAt = at + (closing ? 2 : 1);
  let index = nameAt;
  if (index >= text.length) return more;
  if (!nameStart.test(text.charAt(index))) return 'none';
  while (namePart.test(text.charAt(index))) index++;
  if (index - nameAt > maxNameLength) return 'none';
  const end = readAttributes(text, index, at + maxTagLength);
  if (end === 'wait') return more;
  if (end === 'none') return 'none';
  return { name: text.slice(nameAt, index).toLowerCase(), closing, length: end - at };
}

/** Position after the closing `>`. */
function readAttributes(text: string, from: number, limit: number): number | 'wait' | 'none' {
  let index = from;
  for (;;) {
    const spaced = skip(text, index, blank);
    if (spaced > limit) return 'none';
    const char = text.charAt(spaced);
    if (char === '') return 'wait';
    if (char === '>') return spaced + 1;
    if (char === '/') {
      const next = text.charAt(spaced + 1);
      if (next === '') return 'wait';
      return next === '>' ? spaced + 2 : 'none';
    }
    if (spaced === index || !attributePart.test(char)) return 'none';
    const nameEnd = skip(text, spaced, attributePart);
    const equals = skip(text, nameEnd, blank);
    if (equals > limit) return 'none';
    const after = text.charAt(equals);
    if (after === '') return 'wait';
    if (after === '>' || after === '/') {
      index = equals;
      continue;
    }
    if (after !== '=') return 'none';
    const valueEnd = readValue(text, skip(text, equals + 1, blank), limit);
    if (typeof valueEnd === 'string') return valueEnd;
    index = valueEnd;
  }
}

function readValue(text: string, at: number, limit: number): number | 'wait' | 'none' {
  const quote = text.charAt(at);
  if (quote === '') return at > limit ? 'none' : 'wait';
  if (quote === '"' || quote === "'") {
    const end = text.slice(0, limit + 1).indexOf(quote, at + 1);
    if (end >= 0) return end + 1;
    return text.length > limit ? 'none' : 'wait';
  }
  let index = at;
  while (index < text.length && index <= limit && !/[\s>"'<]/.test(text.charAt(index))) index++;
  if (index > limit) return 'none';
  return index >= text.length ? 'wait' : index;
}

/** Comments and model tokens: everything up to `close`, if it comes within {@link maxTokenLength} characters. */
function readUntil(
  text: string,
  at: number,
  close: string,
  name: string,
  more: 'wait' | 'none',
): Read<HtmlTag> {
  const window = text.slice(at, at + maxTokenLength);
  const end = window.indexOf(close, 2);
  if (end >= 0) return { name, closing: false, length: end + close.length };
  return window.length < maxTokenLength ? more : 'none';
}

function skip(text: string, from: number, pattern: RegExp): number {
  let index = from;
  while (index < text.length && pattern.test(text.charAt(index))) index++;
  return index;
}
