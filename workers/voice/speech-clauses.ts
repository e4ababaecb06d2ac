/**
 * Cuts a text where eSpeak itself pauses, so that the voice worker can look up between two pieces: messages (an abort)
 * are only delivered then. Nothing is left out, and eSpeak's melody follows the mark at a clause's end, so it is kept.
 */

/** Shorter clauses stay together: each start costs some milliseconds. */
const leastClause = 40;
/** Without any mark in reach, a cut between words. */
const longestClause = 240;

const clauseEnd = /[.!?;:,…]+["'”’)\]»]*\s+|[。！？；：，、…]+[」』”’）】》]*|\n+/gu;

export function speechClauses(text: string): readonly string[] {
  const clauses: string[] = [];
  let from = 0;
  for (const match of text.matchAll(clauseEnd)) {
    const end = match.index + match[0].length;
    if (end - from >= leastClause) {
      clauses.push(...split(text.slice(from, end)));
      from = end;
    }
  }
  clauses.push(...split(text.slice(from)));
  return clauses.filter((clause) => clause.trim() !== '');
}

function split(clause: string): readonly string[] {
  const pieces: string[] = [];
  let rest = clause;
  while (rest.length > longestClause) {
    const space = rest.lastIndexOf(' ', longestClause);
    const cut =
      space > 0 ? space + 1 : longestClause - (/[\uD800-\uDBFF]/.test(rest[longestClause - 1]!) ? 1 : 0);
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...pieces, rest];
}
