/**
 * Finds where sentences, clauses and words end, one character at a time. It judges by what stands around a mark and
 * never by the end of the text so far: a mark whose meaning hangs on the next character is decided by that character.
 */
import { abbreviationOf, type Abbreviation } from './abbreviations.ts';
import type { SpeechLanguage } from './languages.ts';
import { isCloser, isOpener, isSpacedMark, sentenceMarkOf, type SentenceMark } from './sentence-marks.ts';
import { hasLetterOrDigit, isCjk, isCombining, isDigit, isLowerCase } from './text-weights.ts';

export type CutLevel = 'sentence' | 'clause' | 'space';

/** A piece may end in front of the unit with index `at`. */
export interface Cut {
  readonly at: number;
  readonly level: CutLevel;
}

/** A mark seen, its meaning not yet known. */
interface Ending {
  mark: SentenceMark;
  /** The characters of the run, to tell `.` from `...`. */
  run: string;
  /** Index after the run and its closers. */
  after: number;
  /** Closers followed the run: `!"`, `。」`. */
  closed: boolean;
  /** A blank followed. */
  spaced: boolean;
  /** For a single full stop: what the word before it is. */
  word: Abbreviation | 'number' | 'ordinary';
}

export interface BoundaryState {
  /** Characters since the last blank, as many as an abbreviation can have. */
  word: string;
  /** Nothing was said yet since the sentence or the colon before; and so it was when `word` began. */
  fresh: boolean;
  wordFresh: boolean;
  /** The last number taken for a list marker: the next one counts on from it. */
  listNumber: number | undefined;
  ending: Ending | undefined;
  /** Index of a blank whose next neighbour is not known yet. */
  blankAt: number | undefined;
  before: string;
  readonly quotes: QuoteState;
}

/** Quotes that tell an opening from a closing mark. Kept when a piece is cut off; the rest starts anew. */
export interface QuoteState {
  straightOpen: boolean;
  lowOpen: boolean;
  lastGuillemet: string;
}

export const noQuotes: QuoteState = { straightOpen: false, lowOpen: false, lastGuillemet: '' };

export function createBoundaryState(quotes: QuoteState = noQuotes): BoundaryState {
  return {
    word: '',
    fresh: true,
    wordFresh: true,
    listNumber: undefined,
    ending: undefined,
    blankAt: undefined,
    before: '',
    quotes: { ...quotes },
  };
}

const longestWord = 24;
/** German counts days, kings and centuries with a full stop: `am 3. Oktober`, `im 19. Jahrhundert`. */
const longestOrdinal = 2;

/**
 * Takes the next character.
 * @param glued part of code, a host or a list marker, where no sentence ends
 * @returns the cut that this character decided, if any; `space` cuts come out only where no other did
 */
export function observe(
  state: BoundaryState,
  char: string,
  index: number,
  glued: boolean,
  language: SpeechLanguage | undefined,
): Cut | undefined {
  const isBlank = char === ' ';
  let cut: Cut | undefined;
  if (state.ending !== undefined) {
    const verdict = judge(state.ending, state, char, index, glued);
    if (verdict === 'absorbed') {
      state.blankAt = undefined;
      remember(state, char);
      return undefined;
    }
    if (verdict !== 'open') {
      if (verdict !== 'none') cut = { at: state.ending.after, level: verdict };
      if (verdict === 'sentence' || state.ending.run === ':' || state.ending.run === '：') state.fresh = true;
      state.ending = undefined;
    }
  }
  if (isBlank) {
    state.blankAt = index;
    state.word = '';
    state.before = char;
    return cut;
  }
  // A French mark (`50 %`) belongs to the word it is set off from.
  if (state.blankAt !== undefined && cut === undefined && !isSpacedMark(char) && state.ending === undefined) {
    cut = { at: state.blankAt, level: 'space' };
  }
  state.blankAt = undefined;
  if (!glued) openEnding(state, char, index, language);
  remember(state, char);
  return cut;
}

/** The sentence a line break or the end of the text closes; what was undecided is over. */
export function closeSentence(state: BoundaryState): void {
  state.ending = undefined;
  state.blankAt = undefined;
  state.word = '';
  state.fresh = true;
  state.listNumber = undefined;
}

/** Whether the text could end here, were nothing more to come: for a stream that has stalled. */
export function looksComplete(state: BoundaryState): boolean {
  const { ending } = state;
  if (ending === undefined || ending.mark === 'clause' || ending.mark === 'ellipsis') return false;
  return ending.mark !== 'stop' || ending.run.length > 1 || ending.word === 'ordinary';
}

function remember(state: BoundaryState, char: string): void {
  if (state.word === '') state.wordFresh = state.fresh;
  // Words of Latin letters begin anew behind CJK, which has no blanks: 找Dr.王
  if (isCjk(char)) state.word = '';
  else if (state.word.length < longestWord) state.word += char;
  if (hasLetterOrDigit(char)) state.fresh = false;
  trackQuote(state.quotes, char);
  state.before = char;
}

/** Follows quotes through a text, changing `quotes` in place. */
export function trackQuote(quotes: QuoteState, char: string): void {
  if (char === '"') quotes.straightOpen = !quotes.straightOpen;
  if (char === '«' || char === '»') quotes.lastGuillemet = char;
  if (char === '„') quotes.lowOpen = true;
  if (char === '“' || char === '”') quotes.lowOpen = false;
}

function openEnding(
  state: BoundaryState,
  char: string,
  index: number,
  language: SpeechLanguage | undefined,
): void {
  const mark = sentenceMarkOf(char) ?? dashMark(state, char);
  if (mark === undefined) return;
  const word = mark === 'stop' ? judgeWord(state, language) : 'ordinary';
  state.ending = { mark, run: char, after: index + 1, closed: false, spaced: false, word };
}

/** `this – that` and `this - that`: a dash between blanks parts clauses, one inside a word does not. */
function dashMark(state: BoundaryState, char: string): SentenceMark | undefined {
  return (char === '–' || char === '-') && state.before === ' ' ? 'clause' : undefined;
}

/** The word in front of a full stop. Numbers that begin a sentence or count on are list markers. */
function judgeWord(state: BoundaryState, language: SpeechLanguage | undefined): Ending['word'] {
  const number = /^[^\p{L}\p{N}]*(\d{1,9})$/u.exec(state.word)?.[1];
  if (number !== undefined) {
    const value = Number(number);
    const countsOn = state.listNumber !== undefined && value === state.listNumber + 1;
    if (number.length <= 3 && (state.wordFresh || countsOn)) {
      state.listNumber = value;
      return 'always';
    }
    return language === 'de' && number.length <= longestOrdinal ? 'always' : 'number';
  }
  return abbreviationOf(state.word, language) ?? 'ordinary';
}

type Verdict = 'sentence' | 'clause' | 'none' | 'absorbed' | 'open';

function judge(ending: Ending, state: BoundaryState, char: string, index: number, glued: boolean): Verdict {
  if (!glued && !ending.spaced && absorbs(ending, state, char)) {
    ending.after = index + 1;
    return 'absorbed';
  }
  if (char === ' ') {
    ending.spaced = true;
    return judgeBlank(ending, state);
  }
  if (ending.spaced && !glued && closesGuillemet(state, char)) {
    // « Bonjour ! » with a blank that is an ordinary one by now.
    ending.after = index + 1;
    ending.closed = true;
    ending.spaced = false;
    return 'absorbed';
  }
  return ending.spaced ? judgeNextWord(ending, char) : judgeNeighbour(ending, state, char);
}

/** More of the run, or a closer: both belong to the sentence that ends. */
function absorbs(ending: Ending, state: BoundaryState, char: string): boolean {
  const mark = sentenceMarkOf(char);
  if (mark !== undefined && mark !== 'clause' && ending.mark !== 'clause' && !ending.closed) {
    ending.run += char;
    ending.mark = strongest(ending.mark, mark, ending.run);
    return true;
  }
  if (ending.mark === 'clause' && char === '—' && ending.run === '—') return true;
  if (closes(ending, state, char)) {
    ending.closed = true;
    return true;
  }
  return isCombining(char) || char === '\u200d';
}

function strongest(before: SentenceMark, mark: SentenceMark, run: string): SentenceMark {
  if (before === 'strong' || mark === 'strong') return 'strong';
  if (before === 'bang' || mark === 'bang') return 'bang';
  return run.length > 1 ? 'ellipsis' : mark;
}

function closes(ending: Ending, state: BoundaryState, char: string): boolean {
  if (ending.mark === 'clause' && !commas.includes(ending.run)) return false;
  // Without blanks (他说。"好。"他走了。) only the count of quotes tells which one it is.
  if (char === '"' && ending.mark === 'strong') return state.quotes.straightOpen;
  // German „…“ closes with the mark that opens in English.
  if (char === '“') return state.quotes.lowOpen;
  return isCloser(char) || closesGuillemet(state, char);
}

const commas = ',，、';

/** « … » closes with the one, German » … « with the other. */
function closesGuillemet(state: BoundaryState, char: string): boolean {
  return (
    (char === '»' && state.quotes.lastGuillemet === '«') ||
    (char === '«' && state.quotes.lastGuillemet === '»' && state.before !== ' ')
  );
}

/** A blank decides unless the next word has a say. */
function judgeBlank(ending: Ending, state: BoundaryState): Verdict {
  if (ending.mark === 'clause') return 'clause';
  if (state.quotes.lastGuillemet === '«') return 'open';
  if (ending.mark === 'strong') return 'sentence';
  if (ending.closed || ending.mark === 'ellipsis') return 'open';
  if (ending.mark === 'bang') return 'sentence';
  if (ending.word === 'always') return 'none';
  return ending.word === 'ordinary' ? 'sentence' : 'open';
}

function judgeNextWord(ending: Ending, char: string): Verdict {
  if (ending.mark === 'strong') return 'sentence';
  if (ending.mark === 'stop' && ending.run.length === 1 && !ending.closed) {
    if (ending.word === 'always') return 'none';
    if (ending.word === 'before-number') return isDigit(char) ? 'none' : 'sentence';
    if (ending.word === 'may-end') return isLowerCase(char) || isDigit(char) ? 'none' : 'sentence';
    if (ending.word === 'number') return isLowerCase(char) ? 'none' : 'sentence';
  }
  // "Stop!" he said. Well... maybe.
  return (ending.closed || ending.mark === 'ellipsis') && isLowerCase(char) ? 'clause' : 'sentence';
}

/** The next character stands right behind the mark. */
function judgeNeighbour(ending: Ending, state: BoundaryState, char: string): Verdict {
  const wide = isCjk(char) || isWideOpener(char);
  switch (ending.mark) {
    case 'strong':
      return ending.run === '．' && isDigit(char) ? 'none' : 'sentence';
    case 'ellipsis':
      return wide ? 'sentence' : 'none';
    case 'bang':
      return wide || (isOpener(char) && char !== '(' && char !== '[' && char !== '{') ? 'sentence' : 'none';
    case 'stop':
      return wide && ending.word === 'ordinary' ? 'sentence' : 'none';
    case 'clause':
      return judgeClauseNeighbour(ending, state, char, wide);
  }
}

function judgeClauseNeighbour(ending: Ending, state: BoundaryState, char: string, wide: boolean): Verdict {
  const ascii = ending.run === ',' || ending.run === ':' || ending.run === '-' || ending.run === '–';
  if (ascii) return wide && !isDigit(char) ? 'clause' : 'none';
  return isDigit(char) && isDigit(state.before) ? 'none' : 'clause';
}

const isWideOpener = (char: string): boolean => isOpener(char) && char.charCodeAt(0) >= 0x2000;
