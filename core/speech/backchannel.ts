/**
 * Tells "mm-hm" from words that take the floor. While the app speaks, a backchannel leaves the reply whole; anything
 * else interrupts it. In doubt it is no backchannel: being interrupted wrongly costs less than not being heard.
 */
import { speechLanguageOf, speechLanguages, type SpeechLanguage } from './languages.ts';
import { plainText } from './plain-words.ts';

/** Sounds that mean the same everywhere, and "ok". Doubled letters are folded before they are compared. */
const everywhere =
  'm|mm|mmh|hm|hmm|mhm|mm hm|mm hmm|hm hm|uh huh|uhuh|uh hum|um hum|ah|aha|ah ha|oh|ooh|ok|okay|o k|okey|wow';

/** Entries are plain text as {@link plainText} gives it; several words make one entry. */
const lists: Readonly<Record<SpeechLanguage, string>> = {
  en: "yeah|yea|yep|yup|yes|ya|right|alright|all right|sure|sure thing|of course|i see|i know|got it|gotcha|i got it|oh yeah|huh|exactly|absolutely|definitely|totally|indeed|true|that's true|that's right|sounds good|makes sense|that makes sense|good|very good|great|nice|cool|fine|perfect|interesting|amazing|really|understood|i understand|fair enough|no doubt|for sure|you bet|go on|go ahead|keep going|please continue|continue",
  zh: '嗯|嗯哼|恩|唔|哦|噢|喔|啊|对|对的|对对|对啊|对呀|是|是的|是啊|是呀|好|好的|好啊|好吧|行|行啊|可以|没错|不错|当然|明白|明白了|我明白|我明白了|知道|知道了|我知道|我知道了|了解|懂了|我懂|原来如此|原来是这样|这样啊|有道理|确实|真的|真不错|太好了|没问题|继续|继续说|你继续|你说|接着说|请继续',
  ja: 'うん|うんうん|うーん|うむ|ん|んー|はい|はーい|ええ|へえ|へ|ほう|ほお|ふーん|ふうん|ふむ|ふんふん|ああ|あー|おー|おお|おっけー|オッケー|オーケー|そう|そうそう|そうです|そうですね|そうですか|そうなんだ|そうなんですね|そうなんですか|そっか|そうか|そうだね|そうね|なるほど|なるほどね|なるほどですね|確かに|たしかに|わかった|わかりました|分かった|分かりました|了解|了解です|もちろん|いいね|いいですね|すごい|すごいですね|本当|ほんと|本当に|ほんとに|本当ですか|ですね|だね|ね|続けて|続けてください|どうぞ',
  fr: "ouais|oui|ouaip|mouais|mh|d'accord|daccord|entendu|compris|j'ai compris|je comprends|je vois|ah oui|ah bon|ah ouais|ah|bah oui|ben oui|bien|très bien|bien sûr|c'est ça|c'est vrai|c'est clair|exact|exactement|tout à fait|absolument|effectivement|en effet|voilà|parfait|super|génial|bon|ça marche|ça va|vas y|certes|évidemment|continue|continuez|allez y",
  de: 'ja|jo|jaja|ja ja|jawohl|jap|jep|joa|genau|mhm|hmhm|ach|ach so|achso|ach ja|aha|klar|na klar|alles klar|ist klar|stimmt|das stimmt|richtig|gut|sehr gut|schön|okay|verstehe|ich verstehe|verstanden|natürlich|sicher|eben|echt|wirklich|krass|super|toll|prima|gern|gerne|in ordnung|einverstanden|ach was|tja|so ist es|absolut|na gut|passt|weiter|mach weiter|nur zu',
  es: 'sí|si|sip|ajá|aja|vale|claro|claro que sí|ya|ya veo|ya entiendo|bueno|bien|muy bien|de acuerdo|exacto|exactamente|correcto|entiendo|entendido|comprendo|así es|eso es|eso|perfecto|por supuesto|desde luego|cierto|es cierto|es verdad|verdad|genial|qué bien|ah|ándale|órale|okey|dale|en serio|sigue|continúa|adelante',
};

/** More than three in a row is talk. */
const maxTokens = 3;
/** The longest entry has this many characters or words; looking further is of no use. */
const longestEntry = 12;

const byLanguage = new Map<SpeechLanguage, ReadonlySet<string>>(
  speechLanguages.map((language) => [language, entriesOf(`${everywhere}|${lists[language]}`)]),
);
const anyLanguage: ReadonlySet<string> = entriesOf([everywhere, ...Object.values(lists)].join('|'));

/**
 * True when a text consists of one to three backchannels and of nothing else. Commands ("stop", 等一下, "attends"),
 * refusals and questions ("ok?", 嗯？) are none, nor is an empty text.
 * @param language BCP 47 tag of what is spoken; without one the lists of all languages count
 */
export function isBackchannel(text: string, language?: string): boolean {
  if (/[?？]/u.test(text)) return false;
  const known = speechLanguageOf(language);
  const entries = known === undefined ? anyLanguage : byLanguage.get(known)!;
  const words = foldedWords(plainText(text));
  if (words.length === 0 || words[0] === '' || words.length > longestEntry * maxTokens) return false;
  return consistsOf(words, 0, entries, maxTokens);
}

/** Whether the words from `at` on are at most `left` entries; tries the longest entry first. */
function consistsOf(
  words: readonly string[],
  at: number,
  entries: ReadonlySet<string>,
  left: number,
): boolean {
  if (at === words.length) return true;
  if (left === 0) return false;
  for (let end = Math.min(words.length, at + longestEntry); end > at; end--) {
    if (!entries.has(entryKey(words.slice(at, end)))) continue;
    // 嗯嗯嗯嗯 and "yeah yeah yeah yeah" are one thing said with feeling.
    if (consistsOf(words, afterRepeats(words, at, end), entries, left - 1)) return true;
    if (consistsOf(words, end, entries, left - 1)) return true;
  }
  return false;
}

/** Skips further copies of words[at, end): 对对对 counts once. */
function afterRepeats(words: readonly string[], at: number, end: number): number {
  const size = end - at;
  let next = end;
  while (
    next + size <= words.length &&
    words.slice(next, next + size).every((word, index) => word === words[at + index])
  ) {
    next += size;
  }
  return next;
}

function entriesOf(list: string): ReadonlySet<string> {
  return new Set(list.split('|').map((entry) => entryKey(foldedWords(entry))));
}

/** The words of a plain text without what was stretched: "yeahhh", "mmmm", へえー. No entry depends on it. */
function foldedWords(plain: string): string[] {
  const words = plain.replaceAll('ー', '').split(' ').flatMap(splitWide);
  return words.map((word) => word.replace(/(\p{L})\1+/gu, '$1'));
}

function entryKey(words: readonly string[]): string {
  return words.join(' ');
}

/** CJK has no blanks, so each character stands alone; Latin words stay whole. */
function splitWide(word: string): string[] {
  return (
    word.match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu,
    ) ?? [word]
  );
}
