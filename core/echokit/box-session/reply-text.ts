/** The spoken segments of a reply as one text, and as pieces whose playhead is told. */
import type { Piece } from '../../speech/piece.ts';

export interface JoinedPieces {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** Scripts that put no blanks between sentences. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。！？，、；：…]/u;

/** Segments come without the blanks that stood between them: one is put in, but where the script has none. */
export function joinPieces(texts: readonly string[]): JoinedPieces {
  let text = '';
  const pieces: Piece[] = [];
  for (const [index, spoken] of texts.entries()) {
    if (needsBlank(text, spoken)) {
      text += ' ';
      const last = pieces.at(-1);
      // The pieces in order are the whole text.
      if (last !== undefined) pieces[pieces.length - 1] = { ...last, raw: `${last.raw} `, end: last.end + 1 };
    }
    const start = text.length;
    text += spoken;
    const end = text.length;
    const spans = spoken === '' ? [] : [{ at: 0, length: spoken.length, start, end }];
    pieces.push({ index, raw: spoken, speakable: spoken, start, end, silent: false, spans });
  }
  return { text, pieces };
}

function needsBlank(before: string, after: string): boolean {
  const last = before.at(-1);
  const first = after.at(0);
  if (last === undefined || first === undefined || /\s/.test(last) || /\s/.test(first)) return false;
  return !unspaced.test(last) && !unspaced.test(first);
}
