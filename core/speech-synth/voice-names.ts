/** Which eSpeak voice a name means. Pure. */
import type { EspeakVoice } from './espeak-synth.ts';

/** The voice that follows the text: by its script, and by the language of the conversation where that does not tell. */
export const autoVoice = 'auto';

/** eSpeak's American English: what is spoken where nothing tells the language. */
const fallbackVoice = 'en-us';

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

/** Languages in Latin letters, by the primary tag of the conversation's language. */
const latin: ReadonlySet<string> = new Set([
  'fr',
  'de',
  'es',
  'it',
  'pt',
  'nl',
  'sv',
  'pl',
  'tr',
  'id',
  'vi',
]);

export interface VoiceWish {
  /** `auto`, a language code or an identifier, each with a variant if wanted (`fr+f3`), in any case. */
  readonly name: string;
  /** What is to be spoken: `auto` goes by its script. */
  readonly text: string;
  /** BCP 47, for `auto` where the script does not tell. */
  readonly language?: string | undefined;
}

/** What `set_voice` takes, or undefined if no such voice is among `voices`. */
export function voiceFor(wish: VoiceWish, voices: readonly EspeakVoice[]): string | undefined {
  const [name = '', variant, ...rest] = wish.name.toLowerCase().split('+');
  if (rest.length > 0 || (variant !== undefined && !variants.test(variant))) return undefined;
  const voice = name === autoVoice ? autoChoice(wish, voices) : voiceNamed(name, voices);
  if (voice === undefined) return undefined;
  return variant === undefined ? voice.identifier : `${voice.identifier}+${variant}`;
}

function autoChoice({ text, language }: VoiceWish, voices: readonly EspeakVoice[]): EspeakVoice | undefined {
  const primary = language?.split('-')[0]?.toLowerCase() ?? '';
  const byScript = scripts.find(([script]) => script.test(text))?.[1];
  // Japanese without kana looks Chinese; the conversation's language knows better.
  const code = byScript === 'cmn' && primary === 'ja' ? 'ja' : byScript;
  const wanted = code ?? (latin.has(primary) ? primary : fallbackVoice);
  return voiceNamed(wanted, voices) ?? voiceNamed(fallbackVoice, voices);
}

function voiceNamed(name: string, voices: readonly EspeakVoice[]): EspeakVoice | undefined {
  const byRank = (rank: number) => voices.find(({ languages }) => languages[rank] === name);
  return (
    voices.find(({ identifier }) => identifier.toLowerCase() === name || lastPart(identifier) === name) ??
    byRank(0) ??
    byRank(1) ??
    byRank(2)
  );
}

/** A name to choose a voice by: the last part of its identifier, in lower case. */
export const lastPart = (identifier: string): string => identifier.split('/').at(-1)!.toLowerCase();
