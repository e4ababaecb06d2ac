/** Languages that speech texts are cut, weighed and judged in; others fall back on rules that hold for all. */
export type SpeechLanguage = 'en' | 'zh' | 'ja' | 'fr' | 'de' | 'es';

export const speechLanguages: readonly SpeechLanguage[] = ['en', 'zh', 'ja', 'fr', 'de', 'es'];

/**
 * The speech language of a BCP 47 tag or of an ASR service's name for it (`zh-CN`, `cmn`, `English`), or undefined
 * for `auto` and for languages without rules of their own.
 */
export function speechLanguageOf(tag: string | undefined): SpeechLanguage | undefined {
  const primary = tag?.trim().toLowerCase().split(/[-_]/, 1)[0];
  if (primary === undefined) return undefined;
  return speechLanguages.find((language) => language === primary || otherNames[language].includes(primary));
}

/** ISO 639-3 codes, and the English names that Whisper's `verbose_json` gives. */
const otherNames: Readonly<Record<SpeechLanguage, readonly string[]>> = {
  en: ['eng', 'english'],
  zh: ['zho', 'chi', 'cmn', 'yue', 'chinese', 'mandarin', 'cantonese'],
  ja: ['jpn', 'japanese'],
  fr: ['fra', 'fre', 'french'],
  de: ['deu', 'ger', 'german'],
  es: ['spa', 'spanish', 'castilian'],
};
