/** Punctuation by what it does to a sentence. Source: sheet `providers.md` section 7. */

/** Ends a sentence whatever follows. */
const alwaysEnds = '。！？；｡．।॥؟۔។‼⁉⁇⁈';
/** Ends one when a blank, the end, a quote or CJK follows. */
const endsBeforeBlank = '!?;';
/** A short pause inside a sentence; a piece that is long enough may end there. */
const clauseMarks = ',:，、：،؛—';
const closers = '”’"\'」』｣）)]】〕》〉»›}';
const openers = '“‘「『｢（([【〔《〈«‹„‚¿¡{';
/** Marks that French sets off with a space: that space belongs to the mark. */
const spacedMarks = '!?;:»›%…';

export type SentenceMark = 'strong' | 'bang' | 'stop' | 'ellipsis' | 'clause';

/** What `char` may end, or undefined for everything that is no such mark. */
export function sentenceMarkOf(char: string): SentenceMark | undefined {
  if (char === '.') return 'stop';
  if (char === '…' || char === '⋯') return 'ellipsis';
  if (endsBeforeBlank.includes(char)) return 'bang';
  if (clauseMarks.includes(char)) return 'clause';
  return alwaysEnds.includes(char) ? 'strong' : undefined;
}

export const isCloser = (char: string): boolean => char !== '' && closers.includes(char);
export const isOpener = (char: string): boolean => char !== '' && openers.includes(char);
export const isSpacedMark = (char: string): boolean => char !== '' && spacedMarks.includes(char);
