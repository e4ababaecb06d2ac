/** A run of speakable text and the raw text it stands for. Offsets are UTF-16 units. */
export interface SpeakableSpan {
  /** Offset of the run in the piece's `speakable`, and its length there. */
  readonly at: number;
  readonly length: number;
  /**
   * The raw text it came from, as offsets in the whole assistant text. As long as the run when it was taken over
   * word for word; longer or shorter when it was rewritten (an entity, "code omitted") or took silent markup along.
   */
  readonly start: number;
  readonly end: number;
}

/** One piece of a reply: what a voice gets in one request. */
export interface Piece {
  /** 0 for the first piece of the reply. */
  readonly index: number;
  /** Raw text of the piece; all `raw` in order are exactly the assistant text. */
  readonly raw: string;
  /** What the voice says, without blanks at its ends. */
  readonly speakable: string;
  /** Offsets of `raw` in the whole assistant text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** No letter or digit: nothing to synthesise (some services fail on, or make up words for, such text). */
  readonly silent: boolean;
  /** Where `speakable` comes from, in order and without gaps. */
  readonly spans: readonly SpeakableSpan[];
}

/** Raw offset just after the speakable character in front of `offset`, silent markup that closes it included. */
export function rawEndOf(piece: Pick<Piece, 'spans' | 'start'>, offset: number): number {
  const span = spanAt(piece.spans, offset - 1);
  if (span === undefined) return piece.spans.at(-1)?.end ?? piece.start;
  return isVerbatim(span) ? span.start + (offset - span.at) : span.end;
}

const isVerbatim = (span: SpeakableSpan): boolean => span.end - span.start === span.length;

function spanAt(spans: readonly SpeakableSpan[], offset: number): SpeakableSpan | undefined {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle]!;
    if (offset < span.at) high = middle - 1;
    else if (offset >= span.at + span.length) low = middle + 1;
    else return span;
  }
  return undefined;
}

interface SpokenText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Joins spoken texts into one string and the fewest spans that describe where it came from. A mark that was put in (it
 * has no raw text of its own) takes the place of a blank in front of it: the full stop of `- item  `.
 */
export function joinSpoken(texts: readonly SpokenText[]): { speakable: string; spans: SpeakableSpan[] } {
  const spans: SpeakableSpan[] = [];
  let speakable = '';
  for (const { text, start, end } of texts) {
    if (start === end && text !== ' ' && speakable.endsWith(' ')) {
      speakable = speakable.slice(0, -1);
      dropLastChar(spans);
    }
    const last = spans.at(-1);
    const verbatim = end - start === text.length;
    if (verbatim && last !== undefined && isVerbatim(last) && last.end === start) {
      spans[spans.length - 1] = { ...last, length: last.length + text.length, end };
    } else {
      spans.push({ at: speakable.length, length: text.length, start, end });
    }
    speakable += text;
  }
  return { speakable, spans };
}

function dropLastChar(spans: SpeakableSpan[]): void {
  const last = spans.pop();
  if (last === undefined || last.length === 1) return;
  spans.push({ ...last, length: last.length - 1, end: isVerbatim(last) ? last.end - 1 : last.end });
}
