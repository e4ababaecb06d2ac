import { describe, expect, test } from 'vitest';
import type { EspeakVoiceEntry } from './espeak-module.ts';
import { plainText } from './espeak-voice.ts';
import { voiceFor } from './page-voices.ts';
import { speechClauses } from './speech-clauses.ts';

const voice = (identifier: string, ...languages: string[]): EspeakVoiceEntry => ({
  identifier,
  name: identifier,
  languages: languages.map((name) => ({ name })),
});
const voices = [
  voice('gmw/en', 'en-gb', 'en'),
  voice('gmw/en-US', 'en-us', 'en'),
  voice('gmw/de', 'de'),
  voice('sit/cmn', 'cmn', 'zh-cmn', 'zh'),
  voice('jpx/ja', 'ja'),
  voice('roa/fr', 'fr-fr', 'fr'),
];
const choose = (name: string, text = 'Hello', language?: string) =>
  voiceFor({ voice: name, text, ...(language === undefined ? {} : { language }) }, voices);

describe('voiceFor', () => {
  test.each([
    ['en-us', 'gmw/en-US'],
    ['EN-US', 'gmw/en-US'],
    ['en-gb', 'gmw/en'],
    ['zh', 'sit/cmn'],
    ['fr+f3', 'roa/fr+f3'],
    ['fr+x9', undefined],
    ['tlh', undefined],
  ])('%s is %s', (name, identifier) => {
    expect(choose(name)).toBe(identifier);
  });

  test.each([
    ['Hello', undefined, 'gmw/en-US'],
    ['Bonjour', 'fr-CA', 'roa/fr'],
    ['今天', 'fr', 'sit/cmn'],
    ['こんにちは', 'en', 'jpx/ja'],
    ['東京都', 'ja-JP', 'jpx/ja'],
    ['東京都', 'zh-CN', 'sit/cmn'],
    ['Hej', 'sv', 'gmw/en-US'],
  ])('auto for "%s" (%s) is %s', (text, language, identifier) => {
    expect(choose('auto', text, language)).toBe(identifier);
  });
});

describe('speechClauses', () => {
  const long = 'One two three. '.repeat(30);
  test.each([
    ['Short.'],
    ['A sentence that goes on for a while, and then some. And a second one that is long enough, too.'],
    ['今天天气很好，我们出去走走吧。'.repeat(5)],
    [long],
    ['no mark at all '.repeat(40)],
    ['x'.repeat(500)],
    ['👋'.repeat(300)],
  ])('cuts "%s" without losing a letter, none too long', (text) => {
    const clauses = speechClauses(text);
    expect(clauses.join('')).toBe(text);
    for (const clause of clauses) {
      expect(clause.length).toBeLessThanOrEqual(240);
      expect(clause, 'no half characters').not.toMatch(/\p{Surrogate}/u);
    }
  });

  test('short clauses stay together', () => {
    expect(speechClauses('Yes, of course.')).toEqual(['Yes, of course.']);
    expect(speechClauses(long).length).toBeGreaterThan(5);
    expect(speechClauses('  ')).toEqual([]);
  });
});

test('eSpeak reads text, never commands', () => {
  expect(plainText('a\u0000b <mark> [[x]] & \ud800')).toBe('a b &lt;mark> [ [x]] &amp; ');
});
