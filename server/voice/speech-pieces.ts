/** Most characters spoken in one go. A voice that serves many must not be held by one long text: about 20 s of speech. */
const longestPiece = 300;

/** Ends of sentences: Western marks before a space, others anywhere; closing quotes and brackets belong to the sentence. */
const sentenceEnd = /[.!?…]+["'”’)\]»]*(?=\s)|[。！？；…]+[」』”’）】》]*|\n+/gu;
/** Where a sentence without end may be cut. */
const breath = /[,;:，、：]+\s*|\s+/gu;

/**
 * Cuts a text into pieces of at most {@link longestPiece} characters, nothing left out: at the last end of a sentence
 * that fits, else at a breath, else anywhere between two characters. What fits whole stays whole, so that the voice
 * keeps its melody.
 */
export function speechPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > longestPiece) {
    const head = rest.slice(0, longestPiece);
    const cut = lastEnd(head, sentenceEnd) ?? lastEnd(head, breath) ?? betweenCharacters(head);
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  if (rest.trim() !== '') pieces.push(rest);
  return pieces;
}

function lastEnd(head: string, marks: RegExp): number | undefined {
  let end: number | undefined;
  for (const match of head.matchAll(marks)) end = match.index + match[0].length;
  return end;
}

/** Not inside a surrogate pair. */
const betweenCharacters = (head: string): number =>
  /[\uD800-\uDBFF]$/.test(head) ? head.length - 1 : head.length;
