import type { SpeechLanguage } from './languages.ts';

/**
 * Words whose full stop is part of them. `always`: never ends a sentence (`Mr. Smith`). `before-number`: only in front
 * of a number (`No. 5`, but `I said no. Then …`). `may-end`: ends one in front of a capital (`at 5 p.m. He left`).
 */
export type Abbreviation = 'always' | 'before-number' | 'may-end';

interface AbbreviationList {
  readonly always: string;
  readonly 'before-number': string;
  readonly 'may-end': string;
}

/**
 * Without the last full stop. Lower case matches any case; a capital matches only itself, where the small word is a
 * word of its own (`Gen.`, `gen`). Single letters (`J.`, `z. B.`, `p. ex.`) are known without a list.
 */
const lists: Readonly<Record<SpeechLanguage, AbbreviationList>> = {
  en: {
    always:
      'mr mrs ms mx messrs dr prof St Mt Rev Gen Col Sgt Capt Lt Cmdr Sen Rep Gov Pres Hon vs approx dept ft incl e.g i.e ph.d viz cf al',
    'before-number':
      'no nos fig figs pp vol vols ch chap sec eq ver jan feb mar apr jun jul aug sep sept oct nov dec tel ext',
    'may-end': 'etc a.m p.m jr sr inc ltd co corp bros esq b.c a.d',
  },
  fr: {
    always: 'mm mme mmes mlle mlles Me dr Pr ex cf av apr env Ste Sts boul chap éd hab max min',
    'before-number': 'art n° vol pp fig tél no',
    'may-end': 'etc',
  },
  de: {
    always:
      'Hr Fr Frl dr prof dipl ing bzw ca vgl ggf inkl exkl evtl sog bspw zzgl mio mrd tsd mind max min geb gest abk allg bes betr jhdt jh engl dt frz lat str z.b d.h u.a o.ä s.o s.u i.d.r',
    'before-number': 'nr art abs bd abb kap tel vers',
    'may-end': 'usw usf etc',
  },
  es: {
    always:
      'sr sra srta sres dr dra d dña prof profa lic ing ud uds vd vds ej aprox pág págs máx mín avda ee uu dto av',
    'before-number': 'núm art fig tel cap vol',
    'may-end': 'etc',
  },
  zh: { always: '', 'before-number': 'no fig', 'may-end': '' },
  ja: { always: '', 'before-number': 'no vol fig', 'may-end': '' },
};

type AbbreviationTable = ReadonlyMap<string, Abbreviation>;

const kinds = ['always', 'before-number', 'may-end'] as const;

function tableOf(languages: readonly SpeechLanguage[]): AbbreviationTable {
  const table = new Map<string, Abbreviation>();
  for (const language of languages) {
    for (const kind of kinds) {
      for (const word of lists[language][kind].split(' ')) {
        // The first language that knows a word decides about it.
        if (word !== '' && !table.has(word)) table.set(word, kind);
      }
    }
  }
  return table;
}

const byLanguage: Readonly<Record<SpeechLanguage, AbbreviationTable>> = {
  en: tableOf(['en']),
  fr: tableOf(['fr', 'en']),
  de: tableOf(['de', 'en']),
  es: tableOf(['es', 'en']),
  zh: tableOf(['zh', 'en']),
  ja: tableOf(['ja', 'en']),
};

/** French and German lists hold words of other languages (`ex`, `min`), so an unknown language gets titles alone. */
const unknownLanguage: AbbreviationTable = new Map<string, Abbreviation>([
  ...byLanguage.en,
  ...(['mme', 'mlle', 'bzw', 'z.b', 'd.h', 'vgl', 'sra', 'srta', 'ud', 'uds', 'nr'] as const).map(
    (word): [string, Abbreviation] => [word, word === 'nr' ? 'before-number' : 'always'],
  ),
  ['usw', 'may-end'],
]);

const initials = /^\p{L}$/u;
/** German counts kings with a full stop: `Ludwig XIV. regierte`. */
const romanNumeral = /^[IVXLC]{2,7}$/;
/** `U.S`, `z.B`, `p.ej`: letters with full stops between them. */
const dotted = /^(?:\p{L}{1,3}\.)+\p{L}{1,3}$/u;

/**
 * What the word in front of a full stop is, without that stop; undefined for an ordinary word.
 * @param word may begin with brackets or quotes, which are ignored
 */
export function abbreviationOf(word: string, language: SpeechLanguage | undefined): Abbreviation | undefined {
  const bare = word.replace(/^[^\p{L}\p{N}]+/u, '');
  if (bare === '') return undefined;
  const table = language === undefined ? unknownLanguage : byLanguage[language];
  const known = table.get(bare) ?? table.get(bare.toLowerCase());
  if (known !== undefined) return known;
  if (initials.test(bare) && !isCjkWord(bare)) {
    // "You and I. Then …" is far more common than a person called I.
    return bare === 'I' && (language ?? 'en') === 'en' ? undefined : 'always';
  }
  if (language === 'de' && romanNumeral.test(bare)) return 'may-end';
  return dotted.test(bare) && !isCjkWord(bare) ? 'always' : undefined;
}

const isCjkWord = (word: string): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word);
