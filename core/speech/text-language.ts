/** A guess at the language of a text, for choosing a voice. It knows the languages that have rules here. */
import type { SpeechLanguage } from './languages.ts';
import { textWeight } from './text-weights.ts';

export type TextScript = 'latin' | 'han' | 'kana' | 'hangul' | 'cyrillic' | 'arabic' | 'other';

const scripts: readonly (readonly [TextScript, RegExp])[] = [
  ['latin', /\p{Script=Latin}+/gu],
  ['han', /\p{Script=Han}+/gu],
  ['kana', /[\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu],
  ['hangul', /\p{Script=Hangul}+/gu],
  ['cyrillic', /\p{Script=Cyrillic}+/gu],
  ['arabic', /\p{Script=Arabic}+/gu],
];

/** Beyond this much text a guess gets no better. */
const readAtMost = 2_000;
/** Share of kana above which Han characters are kanji; a lone の in a Chinese sentence is decoration. */
const kanaShare = 0.1;

/** The script that carries most of the text, or undefined where there are no letters. */
export function scriptOf(text: string): TextScript | undefined {
  return dominant(scriptWeights(text.slice(0, readAtMost)));
}

function scriptWeights(text: string): Map<TextScript, number> {
  const weights = new Map<TextScript, number>();
  let known = 0;
  for (const [script, pattern] of scripts) {
    let weight = 0;
    for (const [run] of text.matchAll(pattern)) weight += textWeight(run);
    if (weight > 0) weights.set(script, weight);
    known += weight;
  }
  const rest = textWeight(text.replace(/\p{N}/gu, '')) - known;
  if (rest > 0) weights.set('other', rest);
  return weights;
}

function dominant(weights: ReadonlyMap<TextScript, number>): TextScript | undefined {
  let best: TextScript | undefined;
  for (const [script, weight] of weights) {
    if (best === undefined || weight > weights.get(best)!) best = script;
  }
  return best;
}

/**
 * The language a text is written in, or `fallback` when it does not show: no letters, a script without rules here, or
 * Latin text without a word that gives it away. Han text without kana is Chinese unless the fallback is Japanese and
 * the text is too short to tell.
 */
export function guessLanguage(text: string, fallback?: SpeechLanguage): SpeechLanguage | undefined {
  const read = text.slice(0, readAtMost);
  const weights = scriptWeights(read);
  const han = weights.get('han') ?? 0;
  const kana = weights.get('kana') ?? 0;
  const latin = weights.get('latin') ?? 0;
  if (han + kana > 0 && han + kana >= latin) {
    if (kana > (han + kana) * kanaShare) return 'ja';
    return fallback === 'ja' && han <= shortHan ? 'ja' : 'zh';
  }
  return dominant(weights) === 'latin' ? guessLatin(read, fallback) : fallback;
}

/** Six characters: a Japanese name or title may well have no kana. */
const shortHan = 15;

type LatinLanguage = Extract<SpeechLanguage, 'en' | 'fr' | 'de' | 'es'>;
const latinLanguages: readonly LatinLanguage[] = ['en', 'fr', 'de', 'es'];

/** Words that are frequent in one of the four languages and not words of the others. */
const hints: Readonly<Record<LatinLanguage, ReadonlySet<string>>> = {
  en: wordSet(
    'the and is are was were you your i it its this that these with for from have has had not what which who how why when where will would can could should there their they we he she my of to be been do does did okay yes hello thanks please',
  ),
  fr: wordSet(
    "le les des est et vous nous je il elle ils elles pas que qui dans pour sur avec une du au aux ce cette ces mais ou où comme très bien oui merci bonjour être avoir c'est j'ai n'est qu'il d'un d'une l'on s'il suis sont votre notre mon tout plus aujourd'hui",
  ),
  de: wordSet(
    'der die das und ist sind nicht ich sie wir ihr ein eine einen einem einer mit auf für von zu den dem des im am auch es dass wie was wenn aber oder noch nur schon sehr gut ja nein danke bitte hallo haben hat kann werden wird mein dein kein',
  ),
  es: wordSet(
    'el los las es son está están y usted nosotros yo él ella que no en con por para una del al se su sus mi muy pero como más qué cómo cuándo dónde hay tengo tiene puede puedo gracias hola sí también este esta esto eso lo le bien buenos días',
  ),
};

/** Letters that hardly any other of the four uses. */
const letters: readonly (readonly [LatinLanguage, RegExp])[] = [
  ['de', /[äöüß]/gu],
  ['fr', /[çœàèêëîïûù]/gu],
  ['es', /[ñ¿¡áíóú]/gu],
];

function guessLatin(text: string, fallback: SpeechLanguage | undefined): SpeechLanguage | undefined {
  const lower = text.toLowerCase().replaceAll('’', "'");
  const scores: Record<LatinLanguage, number> = { en: 0, fr: 0, de: 0, es: 0 };
  for (const [word] of lower.matchAll(/\p{L}+(?:'\p{L}+)?/gu)) {
    for (const language of latinLanguages) if (hints[language].has(word)) scores[language] += 1;
  }
  for (const [language, pattern] of letters) scores[language] += [...lower.matchAll(pattern)].length;
  const ranked = latinLanguages.toSorted((a, b) => scores[b] - scores[a]);
  const [best, second] = ranked;
  if (best === undefined || second === undefined || scores[best] === 0) return fallback;
  if (scores[best] > scores[second]) return best;
  const tied =
    fallback !== undefined && latinLanguages.some((one) => one === fallback && scores[one] === scores[best]);
  return tied ? fallback : (fallback ?? best);
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
