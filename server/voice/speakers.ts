/** Which voice a speaker's name means. Pure. */
import type { EspeakVoice } from './espeak-synth.ts';

/** The speaker that takes the voice from the script of the text. */
export const autoSpeaker = 'auto';

/** What is on offer by name, the likely ones first. Every other language code of eSpeak is understood as well. */
const offered: readonly string[] = [
  'en-us',
  'en-us+f3',
  'en-gb',
  'en-gb+f3',
  'cmn',
  'cmn+f3',
  'yue',
  'ja',
  'ja+f3',
  'ko',
  'fr',
  'fr+f3',
  'de',
  'de+f3',
  'es',
  'es+f3',
  'es-419',
  'it',
  'pt',
  'pt-br',
  'nl',
  'sv',
  'pl',
  'uk',
  'ru',
  'tr',
  'ar',
  'he',
  'fa',
  'hi',
  'bn',
  'id',
  'vi',
  'th',
  'el',
];

/** Variants that ship with eSpeak: the timbre of another speaker on any language. */
const variants = /^(?:f[1-5]|m[1-8])$/;

/** Scripts that tell the language, in the order they are looked for: kana before the Han that Japanese uses too. */
const scripts: readonly (readonly [script: RegExp, language: string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Han}/u, 'cmn'],
  [/\p{Script=Cyrillic}/u, 'ru'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Greek}/u, 'el'],
  [/\p{Script=Devanagari}/u, 'hi'],
  [/\p{Script=Bengali}/u, 'bn'],
  [/\p{Script=Thai}/u, 'th'],
];

/** eSpeak code of the language a text is most likely in, by its script alone; Latin letters and none are English. */
export const languageOfScript = (text: string): string =>
  scripts.find(([script]) => script.test(text))?.[1] ?? 'en-us';

/** Names for a list to choose from: `auto`, then those whose voice is there. */
export const speakerNames = (voices: readonly EspeakVoice[]): readonly string[] => [
  autoSpeaker,
  ...offered.filter((name) => findVoice(name, voices) !== undefined),
];

/**
 * The eSpeak voice for a speaker's name: `auto`, a language code, an identifier, each with a variant if wanted
 * (`fr+f3`), in any case.
 * @returns what `set_voice` takes, or undefined for an unknown speaker
 */
export function voiceOfSpeaker(
  speaker: string,
  text: string,
  voices: readonly EspeakVoice[],
): string | undefined {
  const name = speaker.toLowerCase();
  const isAuto = name === autoSpeaker || name.startsWith(`${autoSpeaker}+`);
  return findVoice(isAuto ? languageOfScript(text) + name.slice(autoSpeaker.length) : name, voices);
}

function findVoice(name: string, voices: readonly EspeakVoice[]): string | undefined {
  const [language = '', variant, ...rest] = name.split('+');
  if (rest.length > 0) return undefined;
  if (variant !== undefined && !variants.test(variant)) return undefined;
  const byRank = (rank: number) => voices.find(({ languages }) => languages[rank] === language);
  const voice =
    voices.find(({ identifier }) =>
      [identifier, identifier.split('/').at(-1)].some((id) => id?.toLowerCase() === language),
    ) ??
    byRank(0) ??
    byRank(1) ??
    byRank(2);
  if (voice === undefined) return undefined;
  return variant === undefined ? voice.identifier : `${voice.identifier}+${variant}`;
}
