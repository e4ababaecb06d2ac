import { describe, expect, it } from 'vitest';
import { classOf } from './char-class.ts';
import { isCjk, letterWeight, textWeight } from './text-weights.ts';

describe('weights', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['a1 b2!', 4],
    ['你好', 5],
    ['ひらカタ', 10],
    ['スーパー', 10],
    ['안녕', 4],
    ['été', 3],
    ['𠮷', 2.5],
    ['…。！ ', 0],
    ['😀', 0],
    ['Привет', 6],
  ])('%s weighs %d letters', (text, weight) => {
    expect(textWeight(text)).toBe(weight);
  });

  it('knows CJK from its punctuation', () => {
    expect(['你', 'あ', 'ア', 'ー', '々', '𠮷'].every(isCjk)).toBe(true);
    expect(['。', '、', '「', 'a', '한', '１', ''].some(isCjk)).toBe(false);
    expect(letterWeight('１')).toBe(1);
  });
});

describe('classes of characters', () => {
  it.each([
    ['a', 'letter'],
    ['7', 'letter'],
    ['你', 'letter'],
    ['\u0301', 'letter'],
    [' ', 'space'],
    ['\u00a0', 'space'],
    ['\u3000', 'space'],
    ['\r', 'space'],
    ['\n', 'newline'],
    ['\u2028', 'newline'],
    ['!', 'mark'],
    ['。', 'mark'],
    ['©', 'mark'],
    ['😀', 'emoji'],
    ['\ufe0f', 'emoji'],
    ['\u20e3', 'emoji'],
    ['🇫', 'emoji'],
    ['🏽', 'emoji'],
    ['\u200d', 'joiner'],
    ['\u200b', 'unseen'],
    ['\ufeff', 'unseen'],
    ['\u0007', 'unseen'],
    ['\ud800', 'unseen'],
  ])('%j is %s', (char, kind) => {
    expect(classOf(char)).toBe(kind);
  });
});
