import { describe, expect, test } from 'vitest';
import type { EspeakVoice } from './espeak-synth.ts';
import { voiceFor } from './voice-names.ts';

const voice = (identifier: string, ...languages: string[]): EspeakVoice => ({
  identifier,
  name: identifier,
  languages,
});
const voices = [
  voice('gmw/en', 'en-gb', 'en'),
  voice('gmw/en-US', 'en-us', 'en'),
  voice('gmw/de', 'de'),
  voice('sit/cmn', 'cmn', 'zh-cmn', 'zh'),
  voice('roa/fr', 'fr-fr', 'fr'),
  voice('jpx/ja', 'ja'),
];
const choose = (name: string, text = '', language?: string) => voiceFor({ name, text, language }, voices);

describe('voiceFor', () => {
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
  ])('%s is %s', (name, identifier) => {
    expect(choose(name)).toBe(identifier);
  });

  test.each([
    '',
    'alloy',
    'ht',
    'en-us+',
    'en-us+f9',
    'en-us+../../x',
    'en-us+f3+f3x',
    'pt',
    '+f3',
    'mb/mb-us1',
  ])('%j is unknown', (name) => {
    expect(choose(name)).toBeUndefined();
  });

  test.each([
    ['Hello', undefined, 'gmw/en-US'],
    ['Hello', 'en-GB', 'gmw/en-US'],
    ['Bonjour', 'fr-CA', 'roa/fr'],
    ['你好', undefined, 'sit/cmn'],
    ['OK, 你好', 'fr', 'sit/cmn'],
    ['东京', 'zh-CN', 'sit/cmn'],
    ['東京都', 'ja-JP', 'jpx/ja'],
    ['東京へ行く', 'en', 'jpx/ja'],
    ['123', undefined, 'gmw/en-US'],
    // Not among the voices: better some voice than none.
    ['Hej', 'sv', 'gmw/en-US'],
    ['Привет', undefined, 'gmw/en-US'],
  ])('auto for "%s" (%s) is %s', (text, language, identifier) => {
    expect(choose('auto', text, language)).toBe(identifier);
  });

  test.each([
    ['カタカナ', 'ja'],
    ['안녕하세요', 'ko'],
    ['Привет', 'ru'],
    ['مرحبا', 'ar'],
    ['नमस्ते', 'hi'],
    ['Γειά', 'el'],
  ])('auto knows the script of %s', (text, language) => {
    expect(voiceFor({ name: 'auto', text }, [voice('gmw/en-US'), voice(`any/${language}`)])).toBe(
      `any/${language}`,
    );
  });

  test('auto takes a variant too', () => {
    expect(choose('auto+f2', '你好')).toBe('sit/cmn+f2');
  });
});
