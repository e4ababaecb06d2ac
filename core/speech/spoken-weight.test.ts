import { describe, expect, it } from 'vitest';
import { estimateSpeechMs, spokenWords, totalMs, wordsBegun, wordsHeard } from './spoken-weight.ts';
import { timedSentences, type TimedSentence } from './word-times.testing.ts';

const wordTexts = (text: string): string[] =>
  spokenWords(text).map((word) => text.slice(word.start, word.end));

describe('words', () => {
  it('are what stands between blanks, with the marks that touch them', () => {
    expect(wordTexts('Well, "yes" – or no?')).toEqual(['Well,', '"yes" –', 'or', 'no?']);
    expect(wordTexts('¿Qué? ¡No!')).toEqual(['¿Qué?', '¡No!']);
  });

  it('are single characters in Chinese and Japanese', () => {
    expect(wordTexts('你好，世界。')).toEqual(['你', '好，', '世', '界。']);
    expect(wordTexts('「はい。」')).toEqual(['「は', 'い。」']);
    expect(wordTexts('我用Node.js写')).toEqual(['我', '用', 'Node.js', '写']);
  });

  it('are none in a text without letters', () => {
    expect(wordTexts('')).toEqual([]);
    expect(totalMs(spokenWords(''))).toBe(0);
  });

  it('keep the marks in front of the first word with it', () => {
    expect(wordTexts('— « Oui »')).toEqual(['— « Oui »']);
  });
});

describe('durations', () => {
  it.each([
    ['longer words', 'cat', 'caterpillar'],
    ['digits', 'a 7', 'a 1998'],
    ['a digit is a word', 'a b', 'a 7'],
    ['acronyms are spelled', 'the use', 'the USE'],
    ['commas', 'yes no', 'yes, no'],
    ['full stops pause longer than commas', 'yes, no', 'yes. No'],
    ['signs', '5', '5%'],
    ['decimal point', '314', '3.14'],
    ['kanji beside kana', '日本', '日本の'],
  ])('%s', (_name, shorter, longer) => {
    expect(estimateSpeechMs(longer)).toBeGreaterThan(estimateSpeechMs(shorter));
  });

  it('do not count the pause after the last word', () => {
    expect(estimateSpeechMs('Yes.')).toBe(estimateSpeechMs('Yes'));
  });

  it.each(timedSentences)('are near those of a real voice: $text', ({ text, totalMs: real }) => {
    expect(estimateSpeechMs(text) / real).toBeGreaterThan(0.65);
    expect(estimateSpeechMs(text) / real).toBeLessThan(1.5);
  });
});

describe('the word at a playhead', () => {
  /** How far off the model is, in words, every 10 ms of a recording. */
  function errorsOf({ text, totalMs: real, onsetsMs }: TimedSentence): number[] {
    const words = spokenWords(text);
    const ends = [...onsetsMs.slice(1), real];
    const errors: number[] = [];
    for (let ms = 0; ms < real; ms += 10) {
      const begun = onsetsMs.filter((onset) => onset <= ms).length;
      const heard = onsetsMs.filter((onset, index) => (onset + ends[index]!) / 2 <= ms).length;
      errors.push(
        Math.abs(wordsBegun(words, ms / real) - begun),
        Math.abs(wordsHeard(words, ms / real) - heard),
      );
    }
    return errors;
  }

  it('is right within one word for 98 % of the time', () => {
    const errors = timedSentences.flatMap(errorsOf);
    expect(errors.filter((error) => error > 1).length / errors.length).toBeLessThan(0.02);
  });

  it.each(timedSentences)('is never off by more than two: $text', (sentence) => {
    expect(spokenWords(sentence.text)).toHaveLength(sentence.onsetsMs.length);
    expect(Math.max(...errorsOf(sentence))).toBeLessThanOrEqual(2);
  });

  it('goes from nothing to everything and never back', () => {
    const words = spokenWords('One, two. Three four 56!');
    let before = 0;
    for (let fraction = 0; fraction <= 1; fraction += 0.01) {
      const heard = wordsHeard(words, fraction);
      expect(heard).toBeGreaterThanOrEqual(before);
      expect(wordsBegun(words, fraction)).toBeGreaterThanOrEqual(heard);
      before = heard;
    }
    expect(wordsHeard(words, 0)).toBe(0);
    expect(wordsBegun(words, 0)).toBe(0);
    expect(wordsHeard(words, 1)).toBe(5);
  });
});
