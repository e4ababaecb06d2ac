/** Which eSpeak voice the page's names mean. Pure. */
import type { EspeakVoiceEntry } from './espeak-module.ts';

/** The voice that follows the text: by its script, and by the language of the conversation where that does not tell. */
export const autoVoice = 'auto';

const variants = /^(?:f[1-5]|m[1-8])$/;

/** Kana before the Han that Japanese uses too. */
const scripts: readonly (readonly [script: RegExp, voice: string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Han}/u, 'cmn'],
];

/** Languages in Latin letters, by the primary tag of the conversation's language. */
const latin: Readonly<Record<string, string>> = { en: 'en-us', fr: 'fr', de: 'de', es: 'es' };

/** Identifier of the voice that speaks `text`, or undefined if it is not on offer. */
export function voiceFor(
  request: { readonly text: string; readonly voice: string; readonly language?: string },
  voices: readonly EspeakVoiceEntry[],
): string | undefined {
  const [name = '', variant] = request.voice.toLowerCase().split('+', 2);
  if (variant !== undefined && !variants.test(variant)) return undefined;
  const wanted = name === autoVoice || name === '' ? autoName(request.text, request.language) : name;
  const voice =
    voices.find(({ identifier }) => lastPart(identifier) === wanted) ??
    voices.find(({ languages }) => languages.some((language) => language.name.toLowerCase() === wanted));
  if (voice === undefined) return undefined;
  return variant === undefined ? voice.identifier : `${voice.identifier}+${variant}`;
}

function autoName(text: string, language: string | undefined): string {
  const byScript = scripts.find(([script]) => script.test(text))?.[1];
  const primary = language?.split('-')[0]?.toLowerCase() ?? 'en';
  // Japanese without kana looks Chinese; the conversation's language knows better.
  if (byScript === 'cmn' && primary === 'ja') return 'ja';
  return byScript ?? latin[primary] ?? 'en-us';
}

/** A name to choose a voice by: the last part of its identifier. */
export const lastPart = (identifier: string): string => identifier.split('/').at(-1)!.toLowerCase();
