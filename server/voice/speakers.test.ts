import { describe, expect, test } from 'vitest';
import type { EspeakVoice } from './espeak-synth.ts';
import { languageOfScript, speakerNames, voiceOfSpeaker } from './speakers.ts';

const voice = (identifier: string, ...languages: string[]): EspeakVoice => ({
  identifier,
  name: identifier,
  languages,
});
const voices = [
  voice('gmw/en', 'en-gb', 'en'),
  voice('gmw/en-US', 'en-us', 'en'),
  voice('sit/cmn', 'cmn', 'zh-cmn', 'zh'),
  voice('roa/fr', 'fr-fr', 'fr'),
  voice('jpx/ja', 'ja'),
];

describe('voiceOfSpeaker', () => {
  test.each([
    ['en-us', 'gmw/en-US'],
    ['EN-US', 'gmw/en-US'],
    ['en', 'gmw/en'],
    ['en-gb', 'gmw/en'],
    ['fr', 'roa/fr'],
    ['fr-fr', 'roa/fr'],
    ['zh', 'sit/cmn'],
    ['gmw/en-us', 'gmw/en-US'],
    ['fr+f3', 'roa/fr+f3'],
    ['cmn+M2', 'sit/cmn+m2'],
  ])('%s is %s', (speaker, identifier) => {
    expect(voiceOfSpeaker(speaker, '', voices)).toBe(identifier);
  });

  test.each([
    '',
    'alloy',
    'ht',
    'en-us+',
    'en-us+f9',
    'en-us+../../x',
    'en-us+f3+f3x',
    'de',
    '+f3',
    'mb/mb-us1',
  ])('%j is unknown', (speaker) => {
    expect(voiceOfSpeaker(speaker, '', voices)).toBeUndefined();
  });

  test.each([
    ['Hello', 'gmw/en-US'],
    ['你好', 'sit/cmn'],
    ['OK, 你好', 'sit/cmn'],
    ['東京へ行く', 'jpx/ja'],
    ['123', 'gmw/en-US'],
  ])('auto takes the voice of %s', (text, identifier) => {
    expect(voiceOfSpeaker('auto', text, voices)).toBe(identifier);
  });

  test('auto takes a variant too', () => {
    expect(voiceOfSpeaker('auto+f2', '你好', voices)).toBe('sit/cmn+f2');
  });
});

test.each([
  ['カタカナ', 'ja'],
  ['안녕하세요', 'ko'],
  ['Привет', 'ru'],
  ['مرحبا', 'ar'],
  ['नमस्ते', 'hi'],
  ['Γειά', 'el'],
  ['', 'en-us'],
])('%s is written as %s', (text, language) => {
  expect(languageOfScript(text)).toBe(language);
});

test('only voices that are there are offered, auto first', () => {
  expect(speakerNames(voices)).toEqual([
    'auto',
    'en-us',
    'en-us+f3',
    'en-gb',
    'en-gb+f3',
    'cmn',
    'cmn+f3',
    'ja',
    'ja+f3',
    'fr',
    'fr+f3',
  ]);
});
