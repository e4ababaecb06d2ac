/**
 * Whether a transcript reads as if the speaker had finished: with a stable transcript and final punctuation a turn may
 * end early. In doubt it has not; the silence timer is there anyway.
 */
import { abbreviationOf } from './abbreviations.ts';
import { speechLanguageOf, speechLanguages, type SpeechLanguage } from './languages.ts';
import { plainWords } from './plain-words.ts';

const finalMarks = '.!?。！？｡؟।';
const closers = /[\s"'”’」』）)\]】»›]+$/u;

/** Last words that ask for more, whatever mark a recogniser puts behind them. */
const goesOn: Readonly<Record<SpeechLanguage, string>> = {
  en: 'and|but|or|because|cause|if|while|which|of|the|a|an|my|your|and then|but then|and so|let me see|let me think|for example|such as',
  fr: 'et|mais|ou|car|parce que|si|quand|que|qui|avec|de|du|des|le|la|les|un|une|mon|ma|je|et puis|et alors|et donc|par exemple',
  de: 'und|aber|oder|denn|weil|wenn|dass|als|der|die|das|ein|eine|mein|meine|und dann|und so|zum beispiel',
  es: 'y|pero|o|porque|si|cuando|que|con|para|por|de|del|el|la|los|las|un|una|mi|y entonces|por ejemplo',
  zh: '和|跟|但|但是|可是|不过|然后|而且|所以|因为|如果|还有|或者|比如|比如说|的话',
  ja: 'そして|でも|けど|けれど|けれども|ので|で|は|が|を|に|とか|たり|それで|それから|だから|しかし|ただ|もし|たとえば|例えば',
};

/** Sounds and words that hold the floor when they stand alone; inside a sentence they may well end it. */
const fillers: Readonly<Record<SpeechLanguage, string>> = {
  en: 'um|uh|uhm|er|erm|hm|hmm|so|then|like|well|also|plus|i mean|you know|okay so',
  fr: 'euh|heu|hum|hm|ben|bah|bon|alors|donc|enfin|genre|comme|du coup',
  de: 'äh|ähm|öh|hm|also|naja|na ja|tja|so|dann',
  es: 'eh|em|este|pues|bueno|entonces|o sea|a ver|como',
  zh: '嗯|呃|额|那|那个|这个|就是|那么|我想想',
  ja: 'えっと|えーと|ええと|あの|あのー|その|えー|うーん|まあ|なんか|あと|と|も|の',
};

/** A number read out in parts pauses between them, and a recogniser puts a full stop behind each part. */
const endsInNumber = /\p{N}[.。]*$/u;

/**
 * Whether the text ends a turn: final punctuation, and nothing in front of it that goes on. An ellipsis, a comma, an
 * abbreviation, a number, a conjunction or a filler do not end one.
 * @param language BCP 47 tag; without one only rules that hold for all languages apply, and the words of all of them
 */
export function endsTurn(text: string, language?: string): boolean {
  const bare = text.trimEnd().replace(closers, '');
  const mark = bare.charAt(bare.length - 1);
  if (mark === '' || !finalMarks.includes(mark)) return false;
  if (/(?:[.。]{2,}|…[.。]*)$/u.test(bare)) return false;
  const known = speechLanguageOf(language);
  if (mark === '.' && endsInAbbreviation(bare, known)) return false;
  if ((mark === '.' || mark === '。') && endsInNumber.test(bare)) return false;
  return mark === '?' || mark === '？' || !endsUnfinished(bare, known);
}

function endsInAbbreviation(text: string, language: SpeechLanguage | undefined): boolean {
  const word = /(\S+)\.$/u.exec(text)?.[1];
  return word !== undefined && abbreviationOf(word, language) === 'always';
}

/** A question may end in any word ("Who is she with?"); a statement ends in none of these. */
function endsUnfinished(text: string, language: SpeechLanguage | undefined): boolean {
  const words = plainWords(text);
  const lastClause = plainWords(/[^,;:.!?，、；：。！？…]*[.!。！]*$/u.exec(text)?.[0] ?? '');
  const languages = language === undefined ? speechLanguages : [language];
  return languages.some(
    (one) =>
      phrases.goesOn[one].some((phrase) => endsWith(words, phrase)) ||
      phrases.fillers[one].some(
        (phrase) => phrase.length === lastClause.length && endsWith(lastClause, phrase),
      ),
  );
}

type PhraseTable = Readonly<Record<SpeechLanguage, readonly string[][]>>;

const tableOf = (lists: Readonly<Record<SpeechLanguage, string>>): PhraseTable => {
  const split = (list: string): string[][] => list.split('|').map(plainWords);
  const { en, zh, ja, fr, de, es } = lists;
  return { en: split(en), zh: split(zh), ja: split(ja), fr: split(fr), de: split(de), es: split(es) };
};

const phrases = { goesOn: tableOf(goesOn), fillers: tableOf(fillers) };

function endsWith(words: readonly string[], tail: readonly string[]): boolean {
  if (tail.length > words.length) return false;
  const from = words.length - tail.length;
  return tail.every((word, index) => word === words[from + index]);
}
