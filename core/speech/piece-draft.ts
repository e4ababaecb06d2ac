import {
  closeSentence,
  createBoundaryState,
  noQuotes,
  observe,
  trackQuote,
  type BoundaryState,
  type CutLevel,
  type QuoteState,
} from './sentence-boundary.ts';
import type { SpeechLanguage } from './languages.ts';
import type { PieceLengths } from './piece-lengths.ts';
import { letterWeight } from './text-weights.ts';

/** Text waiting to become a piece. `lineEnds`: a line was over behind it. */
export interface DraftUnit {
  readonly text: string;
  readonly start: number;
  end: number;
  readonly glued: boolean;
  lineEnds: boolean;
}

/** The piece being written, with the places where it could be cut. */
export interface PieceDraft {
  readonly units: DraftUnit[];
  /** Letters in front of each unit, and in all of them. */
  readonly lettersBefore: number[];
  letters: number;
  chars: number;
  readonly boundary: BoundaryState;
  readonly quotesBefore: QuoteState;
  /** Last possible cut of each level, as a unit index; 0 where there is none. */
  readonly cuts: Record<CutLevel, number>;
}

export function createDraft(quotes: QuoteState = noQuotes): PieceDraft {
  return {
    units: [],
    lettersBefore: [],
    letters: 0,
    chars: 0,
    boundary: createBoundaryState(quotes),
    quotesBefore: quotes,
    cuts: { sentence: 0, clause: 0, space: 0 },
  };
}

/** What lengths and language ask of a draft. `first`: nothing of the reply was given to a voice yet. */
export interface DraftRules {
  readonly lengths: PieceLengths;
  readonly language: SpeechLanguage | undefined;
  readonly first: boolean;
}

/**
 * Adds one unit.
 * @returns the index of the unit in front of which the piece is to be cut now, or 0 to go on
 */
export function addToDraft(draft: PieceDraft, unit: DraftUnit, rules: DraftRules): number {
  if (unit.text === ' ' && draft.units.length === 0) return 0;
  const index = draft.units.length;
  draft.units.push(unit);
  draft.lettersBefore.push(draft.letters);
  for (const char of unit.text) draft.letters += letterWeight(char);
  draft.chars += unit.text.length;
  const cut = observe(draft.boundary, unit.text, index, unit.glued, rules.language);
  if (cut !== undefined) {
    draft.cuts[cut.level] = cut.at;
    if (mayCut(draft, cut.at, cut.level, rules)) return cut.at;
  }
  if (unit.lineEnds) {
    const atLine = endLine(draft, rules);
    if (atLine > 0) return atLine;
  }
  const { long, longest } = rules.lengths;
  const spoken = draft.cuts.sentence;
  if (draft.letters > long && lettersAt(draft, spoken) >= rules.lengths.firstSentence) return spoken;
  return draftLength(draft) > longest ? gracefulCut(draft, rules.lengths) : 0;
}

/** A line is over: a sentence is too. Gives the cut as {@link addToDraft} does. */
export function endLine(draft: PieceDraft, rules: DraftRules): number {
  const at = draft.units.length;
  if (at === 0) return 0;
  draft.units[at - 1]!.lineEnds = true;
  closeSentence(draft.boundary);
  draft.cuts.sentence = at;
  return mayCut(draft, at, 'sentence', rules) ? at : 0;
}

/** Letters in front of the unit at `index`. */
export function lettersAt(draft: PieceDraft, index: number): number {
  return draft.lettersBefore[index] ?? draft.letters;
}

/** Quotes as they stand in front of the unit at `index`. */
export function quotesAt(draft: PieceDraft, index: number): QuoteState {
  const quotes = { ...draft.quotesBefore };
  for (const unit of draft.units.slice(0, index)) trackQuote(quotes, unit.text);
  return quotes;
}

function mayCut(draft: PieceDraft, at: number, level: CutLevel, { lengths, first }: DraftRules): boolean {
  const letters = lettersAt(draft, at);
  switch (level) {
    case 'sentence':
      return letters >= (first ? lengths.firstSentence : lengths.later);
    case 'clause':
      return letters >= (first ? lengths.firstClause : lengths.long);
    case 'space':
      return false;
  }
}

/** Marks count too, if less: a page of dashes and digits must not grow for ever. */
const draftLength = (draft: PieceDraft): number => Math.max(draft.letters, draft.chars / 2);

/** Share of the longest piece that a clause or a word must fill to be worth a cut there. */
const worthwhile = 0.4;

/** Where a piece that became too long is cut: the best place that leaves neither part very short. */
function gracefulCut(draft: PieceDraft, lengths: PieceLengths): number {
  const { sentence, clause, space } = draft.cuts;
  const enough = draftLength(draft) * worthwhile;
  const fills = (at: number): boolean => at > 0 && Math.max(lettersAt(draft, at), at / 2) >= enough;
  if (lettersAt(draft, sentence) >= lengths.firstSentence) return sentence;
  if (fills(clause)) return clause;
  if (fills(space)) return space;
  const word = lastWordBreak(draft);
  if (fills(word)) return word;
  return Math.max(clause, space, word) || lastSafeBreak(draft);
}

/** Where scripts without blanks may be cut, by the words that ICU knows. */
function lastWordBreak(draft: PieceDraft): number {
  return lastSegment(draft, 'word');
}

/** A break between two graphemes: accents, surrogates and joined emoji stay whole. */
function lastSafeBreak(draft: PieceDraft): number {
  return lastSegment(draft, 'grapheme') || draft.units.length - 1;
}

function lastSegment(draft: PieceDraft, granularity: 'word' | 'grapheme'): number {
  const text = draft.units.map((unit) => unit.text).join('');
  let last = 0;
  for (const segment of segmenters[granularity].segment(text)) last = segment.index;
  // The last segment may go on beyond the draft, so the break in front of it is the last sure one.
  return unitIndexAt(draft, last);
}

const segmenters = {
  word: new Intl.Segmenter(undefined, { granularity: 'word' }),
  grapheme: new Intl.Segmenter(undefined, { granularity: 'grapheme' }),
};

/** The unit that begins at a text offset, or the one that holds it when a phrase must not be parted. */
function unitIndexAt(draft: PieceDraft, offset: number): number {
  let at = 0;
  let index = 0;
  for (const unit of draft.units) {
    if (at + unit.text.length > offset) return index;
    at += unit.text.length;
    index++;
  }
  return index;
}
