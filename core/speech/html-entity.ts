import type { Read } from './read-ahead.ts';

export interface HtmlEntity {
  readonly char: string;
  readonly length: number;
}

/** `&` + name or number + `;`: the longest name kept here has six letters. */
const maxEntityLength = 10;

/** The names that language models write; every other entity comes as a number or stays as it is. */
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  laquo: '«',
  raquo: '»',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  bull: '•',
  middot: '·',
  deg: '°',
  times: '×',
  divide: '÷',
  plusmn: '±',
  frac12: '½',
  euro: '€',
  pound: '£',
  cent: '¢',
  yen: '¥',
  copy: '©',
  reg: '®',
  trade: '™',
  sect: '§',
  rarr: '→',
  larr: '←',
  shy: '',
  zwj: '',
  zwnj: '',
};

/** Reads `&amp;`, `&#39;` or `&#x27;` from its `&`. An ampersand of the text (`AT&T`, `R&D;`) is `none`. */
export function readHtmlEntity(text: string, at: number, final: boolean): Read<HtmlEntity> {
  const window = text.slice(at, at + maxEntityLength);
  const match = /^&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,7}));/.exec(window);
  if (match === null) {
    const mayGoOn = /^&(?:#(?:\d{0,7}|[xX][\da-fA-F]{0,6})|[a-zA-Z][a-zA-Z0-9]{0,7})?$/.test(window);
    return mayGoOn && window.length < maxEntityLength && !final ? 'wait' : 'none';
  }
  const [whole, decimal, hexadecimal, name] = match;
  const char =
    name === undefined
      ? charOfCode(decimal === undefined ? parseInt(hexadecimal ?? '', 16) : parseInt(decimal, 10))
      : Object.hasOwn(named, name)
        ? named[name]
        : undefined;
  return char === undefined ? 'none' : { char, length: whole.length };
}

function charOfCode(code: number): string | undefined {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code === 0 || code > 0x10ffff || isSurrogate ? undefined : String.fromCodePoint(code);
}
