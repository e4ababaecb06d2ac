import { isCjk } from './text-weights.ts';

/** `[00:00:00.000 --> 00:00:03.540]`, with or without hours, with a full stop or a comma before the milliseconds. */
const stamp =
  /^\s*\[\s*(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?\s*\]/;

/**
 * The words of a transcript whose lines begin with time stamps, as LlamaEdge's whisper-api-server writes them into
 * `text`. Lines are joined by a blank, CJK without one. Text without stamps comes back as it is, trimmed; a bracket that
 * holds no times is part of what was said.
 * Source: sheet `providers.md` 2.1.
 */
export function stripBracketedTimestamps(text: string): string {
  const lines = text.split(/\r?\n/);
  if (!lines.some((line) => stamp.test(line))) return text.trim();
  let joined = '';
  for (const line of lines) {
    const words = line.replace(stamp, '').trim();
    if (words === '') continue;
    joined += joined === '' || touchesWithoutBlank(joined, words) ? words : ` ${words}`;
  }
  return joined;
}

/** 今天天气很好， + 我们走吧: no blank belongs between two CJK lines. */
function touchesWithoutBlank(before: string, after: string): boolean {
  return isWide(before.charAt(before.length - 1)) && isWide(after.charAt(0));
}

const isWide = (char: string): boolean => isCjk(char) || /[\u3000-\u303f\uff01-\uff60“”‘’…—]/.test(char);
