import { describe, expect, it } from 'vitest';
import { speechLanguageOf, type SpeechLanguage } from './languages.ts';
import { guessLanguage, scriptOf } from './text-language.ts';

describe('guessLanguage', () => {
  it.each<[SpeechLanguage, string]>([
    ['en', 'What is the weather like today?'],
    ['en', 'Hello there, how are you?'],
    ['en', 'I think this is a good idea.'],
    ['zh', '今天天气怎么样？'],
    ['zh', '我用 Node.js 写代码'],
    ['zh', '我最喜欢这家小店の味道'],
    ['ja', '今日の天気はどうですか？'],
    ['ja', '東京タワーに行きたい'],
    ['ja', 'コーヒー'],
    ['fr', 'Quel temps fait-il chez vous ?'],
    ['fr', 'Je suis très content.'],
    ['fr', "C'est l'été."],
    ['de', 'Wie wird das Wetter heute?'],
    ['de', 'Ich habe keine Zeit.'],
    ['de', 'Schöne Grüße'],
    ['es', '¿Qué tiempo hace hoy?'],
    ['es', 'Los niños están en la casa.'],
    ['es', 'Buenos días'],
  ])('%s: %s', (language, text) => {
    expect(guessLanguage(text)).toBe(language);
  });

  it('falls back where a text does not show it', () => {
    expect(guessLanguage('12:30')).toBeUndefined();
    expect(guessLanguage('12:30', 'fr')).toBe('fr');
    expect(guessLanguage('Taxi!', 'de')).toBe('de');
    expect(guessLanguage('Привет, как дела?', 'en')).toBe('en');
    expect(guessLanguage('안녕하세요')).toBeUndefined();
  });

  it('takes a few Han characters for Japanese where Japanese is expected', () => {
    expect(guessLanguage('東京駅', 'ja')).toBe('ja');
    expect(guessLanguage('東京駅')).toBe('zh');
    expect(guessLanguage('今天我们一起去公园散步吧好吗', 'ja')).toBe('zh');
  });

  it('decides a tie for the language that is expected', () => {
    expect(guessLanguage('no des', 'es')).toBe('es');
    expect(guessLanguage('no des', 'fr')).toBe('fr');
  });

  it('goes by the script that carries most of the text', () => {
    expect(guessLanguage('Please say 你好 to all of them when you are there')).toBe('en');
    expect(guessLanguage('请把这个文件发给 Bob 谢谢')).toBe('zh');
  });
});

describe('scriptOf', () => {
  it.each([
    ['Hello', 'latin'],
    ['你好', 'han'],
    ['こんにちは', 'kana'],
    ['안녕', 'hangul'],
    ['Привет', 'cyrillic'],
    ['مرحبا', 'arabic'],
    ['नमस्ते', 'other'],
    ['123 …', undefined],
  ])('%s', (text, script) => {
    expect(scriptOf(text)).toBe(script);
  });
});

describe('speechLanguageOf', () => {
  it.each([
    ['zh-CN', 'zh'],
    ['cmn', 'zh'],
    ['en_US', 'en'],
    ['English', 'en'],
    ['DE', 'de'],
    ['auto', undefined],
    ['ko', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (tag, language) => {
    expect(speechLanguageOf(tag)).toBe(language);
  });
});
