import { describe, expect, it } from 'vitest';
import { sentenceCorpus } from './sentence-corpus.testing.ts';
import { createSentenceSplitter } from './sentence-splitter.ts';

/** Lengths under which every sentence is a piece of its own, so that the borders show. */
const everySentence = { firstSentence: 0.5, later: 0.5, firstClause: 200 };

function rawPieces(text: string, language: string): string[] {
  const splitter = createSentenceSplitter({ language, lengths: everySentence });
  const pieces = [...splitter.push(text, 0), ...splitter.end()];
  return pieces.map((piece) => piece.raw.trim()).filter((raw) => raw !== '');
}

describe('sentence borders', () => {
  for (const [language, cases] of Object.entries(sentenceCorpus)) {
    describe(language, () => {
      it.each(cases)('%s', (_name, marked) => {
        const expected = marked.split('¦').map((sentence) => sentence.trim());
        expect(rawPieces(marked.replaceAll('¦', ''), language)).toEqual(expected);
      });
    });
  }

  it('is a corpus worth the name', () => {
    expect(Object.values(sentenceCorpus).flat().length).toBeGreaterThanOrEqual(150);
  });
});
