/**
 * Cuts a text where eSpeak itself pauses, so that its thread can look up between two pieces: at other requests, or at a
 * message that this one was given up. Nothing but blanks at the end is left out, and eSpeak's melody follows the mark at
 * a clause's end, so it is kept.
 */

/** Shorter clauses stay together: each start costs some milliseconds. */
const leastClause = 40;
/** Without any mark in reach, a cut between words. About 16 s of speech. */
const longestClause = 240;

const clauseEnd = /[.!?;:,…]+["'”’)\]»]*\s+|[。！？；：，、…]+[」』”’）】》]*|\n+/gu;

/** Pieces of at most 240 characters; none for a text of blanks. */
export function speechPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of text.matchAll(clauseEnd)) {
    const end = match.index + match[0].length;
    if (end - from >= leastClause) {
      pieces.push(...split(text.slice(from, end)));
      from = end;
    }
  }
  pieces.push(...split(text.slice(from)));
  return pieces.filter((piece) => piece.trim() !== '');
}

function split(clause: string): readonly string[] {
  const pieces: string[] = [];
  let rest = clause;
  while (rest.length > longestClause) {
    const blank = rest.lastIndexOf(' ', longestClause - 1);
    const cut = blank > 0 ? blank + 1 : betweenCharacters(rest, longestClause);
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...pieces, rest];
}

/** Not inside a surrogate pair. */
const betweenCharacters = (text: string, end: number): number =>
  /[\uD800-\uDBFF]/.test(text[end - 1]!) ? end - 1 : end;
