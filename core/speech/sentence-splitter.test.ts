import { describe, expect, it } from 'vitest';
import { sentenceCorpus } from './sentence-corpus.testing.ts';
import type { Piece } from './piece.ts';
import { createSentenceSplitter, type SentenceSplitterOptions } from './sentence-splitter.ts';
import { textWeight } from './text-weights.ts';

/** Pushes a text in chunks whose lengths `nextLength` gives, without ticks, and ends it. */
function split(
  text: string,
  options: SentenceSplitterOptions = {},
  nextLength: () => number = () => text.length,
): Piece[] {
  const splitter = createSentenceSplitter(options);
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length;) {
    const length = Math.max(1, nextLength());
    pieces.push(...splitter.push(text.slice(at, at + length), 0));
    at += length;
  }
  return [...pieces, ...splitter.end()];
}

const said = (pieces: readonly Piece[]): string[] => pieces.map((piece) => piece.speakable);

describe('lengths of pieces', () => {
  it('gives the first sentence at once when it has ten letters', () => {
    expect(said(split('Hello there. How are you?', { language: 'en' }))).toEqual([
      'Hello there.',
      'How are you?',
    ]);
  });

  it('gives the first sentence as soon as the blank behind it has come', () => {
    const splitter = createSentenceSplitter({ language: 'en' });
    expect(splitter.push('Hello there.', 0)).toEqual([]);
    expect(said(splitter.push(' ', 1))).toEqual(['Hello there.']);
  });

  it('gives a Chinese sentence of four characters with the next character', () => {
    const splitter = createSentenceSplitter({ language: 'zh' });
    expect(splitter.push('没有问题。', 0)).toEqual([]);
    expect(said(splitter.push('我', 1))).toEqual(['没有问题。']);
  });

  it('joins a first sentence that is too short with the next one', () => {
    expect(said(split('Sure! I can do that. What else?'))).toEqual(['Sure! I can do that.', 'What else?']);
    expect(said(split('好的。我来看看。还有吗？'))).toEqual(['好的。我来看看。', '还有吗？']);
  });

  it('cuts the first piece at a comma once it has 40 letters, and not before', () => {
    const text = 'Well, when the weather is as good as it is this afternoon, I would rather go out and walk.';
    expect(said(split(text))[0]).toBe('Well, when the weather is as good as it is this afternoon,');
  });

  it('cuts the first Chinese piece at a comma once it has 15 characters', () => {
    const text = '今天，天气预报说下午可能会有一阵大雨，所以出门的时候要记得带伞。';
    expect(said(split(text))[0]).toBe('今天，天气预报说下午可能会有一阵大雨，');
  });

  it('joins later sentences up to 50 letters', () => {
    const text = 'This is the first one. ' + 'One. Two. Three. Four. '.repeat(20);
    const later = split(text).slice(1, -1);
    expect(later.length).toBeGreaterThan(1);
    for (const piece of later) {
      expect(textWeight(piece.speakable)).toBeGreaterThanOrEqual(50);
      expect(textWeight(piece.speakable)).toBeLessThan(56);
    }
  });

  it('leaves a short sentence to itself when the next one would make it too long', () => {
    const long = `${'so it goes on and on '.repeat(14).trim()}.`;
    expect(said(split(`Let me tell you. It was a fine day. ${long}`))[1]).toBe('It was a fine day.');
  });

  it('never gives more than 250 letters or 100 Chinese characters', () => {
    const texts = [
      'word '.repeat(300),
      'a'.repeat(1200),
      '我'.repeat(450),
      '今天我们谈谈人工智能的发展以及它的影响'.repeat(30),
      'clause after clause, '.repeat(80),
      'สวัสดีครับวันนี้อากาศดีมาก'.repeat(40),
      '한국어문장은이렇게길어질수있습니다'.repeat(30),
    ];
    for (const text of texts) {
      for (const piece of split(text)) expect(textWeight(piece.speakable)).toBeLessThanOrEqual(250);
    }
  });

  it('cuts a long piece behind a comma, else between words, else between Chinese words', () => {
    const commas = said(split('First of all a short one. ' + 'it goes on without any end, '.repeat(20)));
    for (const piece of commas.slice(1, -1)) expect(piece).toMatch(/end,$/);
    for (const piece of said(split('letters '.repeat(120)))) expect(piece).toMatch(/^(letters ?)+$/);
    const chinese = said(split('人工智能'.repeat(60)));
    for (const piece of chinese) expect(piece).toMatch(/^(人工智能|人工(?=$)|智能)+(人工)?$/);
  });

  it('cuts a piece that became too long behind a clause rather than behind a later word', () => {
    const first = `${'some words '.repeat(16).trim()},`;
    const pieces = said(split(`Let me tell you. ${first} ${'more words '.repeat(30)}`));
    expect(pieces[1]).toBe(first);
  });

  it('bounds marks too, and still takes the first sentence behind them for the first', () => {
    const marks = '-='.repeat(500);
    const pieces = split(`${marks} Hello there. How are you?`);
    for (const piece of pieces) expect(piece.raw.length).toBeLessThanOrEqual(500);
    const spoken = pieces.filter((piece) => !piece.silent);
    expect(spoken.at(-1)!.speakable).toBe('How are you?');
  });

  it('never parts a surrogate pair, a joined emoji or a letter from its accent', () => {
    const accents = 'e\u0301'.repeat(400);
    for (const piece of split(accents)) expect(piece.raw).toMatch(/^(e\u0301)+$/);
    const tower = `e${'\u0301'.repeat(5)}`;
    for (const piece of split(tower.repeat(200))) expect(piece.raw.length % tower.length).toBe(0);
    const rare = '𠮷'.repeat(300);
    for (const piece of split(rare)) expect(piece.raw).toMatch(/^(𠮷)+$/u);
    const family = 'Hello 👨‍👩‍👧‍👦 there. '.repeat(40);
    for (const piece of split(family))
      expect(piece.raw.replaceAll('👨‍👩‍👧‍👦', '')).not.toMatch(/[👨👩👧👦\u200d]/u);
  });

  it('gives out what was said before a block of code, however short, and does not wait for its end', () => {
    const splitter = createSentenceSplitter({ language: 'en' });
    expect(said(splitter.push('So:\n```js\nlet a', 0))).toEqual(['So: Code omitted.']);
    const rest = [...splitter.push(' = 1;\n```\nThat is it.', 1), ...splitter.end()];
    expect(said(rest)).toEqual(['That is it.']);
  });

  it('refuses lengths that contradict each other', () => {
    expect(() => createSentenceSplitter({ lengths: { later: 300 } })).toThrow(/later <= long/);
    expect(() => createSentenceSplitter({ lengths: { firstSentence: 0 } })).toThrow(/firstSentence/);
  });
});

describe('silent pieces', () => {
  it('marks what has no letter or digit', () => {
    const pieces = split('That is it then. 😀\n');
    expect(pieces.map((piece) => [piece.speakable, piece.silent])).toEqual([
      ['That is it then.', false],
      ['', true],
    ]);
  });

  it('knows digits of every script as something to say', () => {
    expect(split('٣').map((piece) => piece.silent)).toEqual([false]);
    expect(split('…').map((piece) => piece.silent)).toEqual([true]);
  });

  it('gives nothing for an answer without text', () => {
    expect(createSentenceSplitter().end()).toEqual([]);
  });
});

describe('a stream that stalls', () => {
  const at = 1000;

  it('gives out a sentence that only lacked its neighbour', () => {
    const splitter = createSentenceSplitter({ language: 'en' });
    splitter.push('I will look.', at);
    expect(splitter.tick(at + 699)).toEqual([]);
    expect(said(splitter.tick(at + 700))).toEqual(['I will look.']);
    expect(splitter.tick(at + 5000)).toEqual([]);
  });

  it('gives out short sentences that waited for company', () => {
    const splitter = createSentenceSplitter({ language: 'zh' });
    splitter.push('好。', at);
    expect(said(splitter.tick(at + 700))).toEqual(['好。']);
  });

  it('keeps the word that may not be complete', () => {
    const splitter = createSentenceSplitter({ language: 'en' });
    splitter.push('Let me see what the wea', at);
    expect(said(splitter.tick(at + 700))).toEqual(['Let me see what the']);
    expect(said([...splitter.push('ther is.', at + 900), ...splitter.end()])).toEqual(['weather is.']);
  });

  it('does not take an abbreviation or half a number for the end', () => {
    for (const text of ['Ask Dr.', 'It is 3.', 'He is a. m.']) {
      const splitter = createSentenceSplitter({ language: 'en' });
      splitter.push(text, at);
      expect(splitter.tick(at + 700)).toEqual([]);
    }
  });

  it('leaves a French mark with the word it is set off from', () => {
    const splitter = createSentenceSplitter({ language: 'fr' });
    splitter.push('Cela fait bien 50 %', at);
    expect(said(splitter.tick(at + 700))).toEqual(['Cela fait bien']);
  });

  it('does not dribble words out: one flush for each stall', () => {
    const splitter = createSentenceSplitter({ language: 'en' });
    splitter.push('It is done. Now the next thing I wo', at);
    expect(splitter.tick(at + 700)).toHaveLength(1);
    expect(splitter.tick(at + 1400)).toEqual([]);
  });

  it('says when a tick is due, and only while something waits', () => {
    const splitter = createSentenceSplitter({ language: 'en' });
    expect(splitter.dueAt()).toBeUndefined();
    splitter.push('I will look.', at);
    expect(splitter.dueAt()).toBe(at + 700);
    splitter.tick(at + 700);
    expect(splitter.dueAt()).toBeUndefined();
  });

  it('has stalled for the listener while it reasons', () => {
    const splitter = createSentenceSplitter({ language: 'en' });
    splitter.push('Let me see. <think>', at);
    for (let ms = 100; ms < 700; ms += 100) splitter.push('and so on ', at + ms);
    expect(said(splitter.tick(at + 700))).toEqual(['Let me see.']);
  });

  it('still gives pieces whose raw text is the whole text', () => {
    const text = 'Well... *maybe* <b>so</b>, `x`. Then 3.14 [a](b) & more 😀.';
    for (let stallAt = 1; stallAt < text.length; stallAt++) {
      const splitter = createSentenceSplitter({ language: 'en' });
      const pieces = [
        ...splitter.push(text.slice(0, stallAt), 0),
        ...splitter.tick(700),
        ...splitter.push(text.slice(stallAt), 800),
        ...splitter.end(),
      ];
      expect(pieces.map((piece) => piece.raw).join('')).toBe(text);
    }
  });
});

describe('reasoning', () => {
  it('is never said, whatever was chunked where', () => {
    const text = '<think>\nFirst. I think. Second.\n</think>\n\nThe answer is four.';
    for (const length of [1, 3, 7, text.length]) {
      expect(said(split(text, {}, () => length))).toEqual(['The answer is four.']);
    }
  });

  it('tells from where on it was the answer when the opener is missing', () => {
    const text = 'I should say four. Let me check that again.\n</think>\nThe answer is four.';
    const splitter = createSentenceSplitter();
    const pieces = [...splitter.push(text, 0), ...splitter.end()];
    const border = splitter.reasoningUntil();
    expect(border).toBe(text.indexOf('</think>') + '</think>'.length);
    expect(pieces.filter((piece) => piece.end > border!).map((piece) => piece.speakable)).toEqual([
      'The answer is four.',
    ]);
  });

  it('is known from the start when asked to', () => {
    const pieces = split('So be it. Yes.</think>Fine, as you like it.', { startsInReasoning: true });
    expect(said(pieces)).toEqual(['Fine, as you like it.']);
  });
});

describe('any text, any chunks', () => {
  const corpus = Object.values(sentenceCorpus)
    .flat()
    .map(([, marked]) => marked.replaceAll('¦', ''));
  /** Markup and marks that mean something together, broken off at every place. */
  const fragments = [
    ...'*,**,__,_,`,```,~~~,~~,[,](,),],![,<b>,</b>,<think>,</think>,<br>,<!-- c -->,&amp;,&,&#39;,<,>,|,|---|,\\*'.split(
      ',',
    ),
    ...[
      '😀',
      '𠮷',
      '👨‍👩‍👧',
      '1️⃣',
      '🇫🇷',
      'e\u0301',
      '\u200d',
      '\ud83d',
      '\ude00',
      '«',
      '»',
      ' ',
      '\u00a0',
      '「',
      '」',
      '“',
      '”',
      '"',
      "'",
    ],
    ...[
      '!',
      '?',
      ';',
      ':',
      '-----',
      '!!!!!',
      '...',
      '…',
      '。',
      '，',
      ' - ',
      '—',
      '~5',
      '[1]',
      '【3†x】',
      '<|im|>',
      '<a href="x y">',
    ],
    ...[
      '\n',
      '\r\n',
      '\n# ',
      '\n- ',
      '\n1. ',
      '\n| a | b |',
      'word ',
      'Dr. ',
      'www.',
      'http',
      '://',
      'snake_case',
      '3 * 4',
      'https://a.b/c.',
    ],
  ];

  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('seed %i: same pieces, whole text', (seed) => {
    const random = seededRandom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    for (let round = 0; round < 20; round++) {
      let text = '';
      const parts = 1 + Math.floor(random() * 40);
      for (let part = 0; part < parts; part++) text += random() < 0.2 ? `${pick(corpus)} ` : pick(fragments);
      const options = { language: pick(['en', 'zh', 'ja', 'fr', 'de', 'es']) };
      const whole = split(text, options);
      expect(whole.map((piece) => piece.raw).join('')).toBe(text);
      expect(split(text, options, () => 1)).toEqual(whole);
      expect(split(text, options, () => 1 + Math.floor(random() * 9))).toEqual(whole);
      checkMap(whole, text);
    }
  });

  /** Spans are in order, without gaps in what is said, and inside their piece. */
  function checkMap(pieces: readonly Piece[], text: string): void {
    const wrong = pieces.filter((piece, index) => {
      let at = 0;
      let raw = piece.start;
      for (const span of piece.spans) {
        if (span.at !== at || span.start < raw || span.end < span.start) return true;
        at += span.length;
        raw = span.end;
      }
      const isWhole = at === piece.speakable.length && raw <= piece.end;
      const isTrimmed = piece.speakable === piece.speakable.trim();
      return (
        !isWhole || !isTrimmed || piece.index !== index || text.slice(piece.start, piece.end) !== piece.raw
      );
    });
    expect(wrong).toEqual([]);
  }
});

describe('work', () => {
  const texts: readonly (readonly [string, string])[] = [
    ['prose', 'The quick brown fox jumps over the lazy dog, and then it sleeps. '],
    ['Chinese', '今天天气很好，我们去公园吧。'],
    ['no blanks', 'a'],
    ['hidden text', '<think>'],
    ['dashes', '-'],
    ['open tags', '<a href="'],
    ['open links', '[a]('],
    ['open citations', '[1, 2, '],
    ['open code', '```\nx\n'],
    ['quotes behind marks', '!"'],
  ];

  it.each(texts)('grows no faster than the text: %s', (_name, unit) => {
    const short = cpuOf(unit, 10_000);
    const long = cpuOf(unit, 100_000);
    // Ten times the text is ten times the work; a quadratic one would be a hundred times.
    expect(long).toBeLessThan(short * 30 + 50);
  });

  /** Least processor time, in ms, of two runs that push `length` characters one by one. */
  function cpuOf(unit: string, length: number): number {
    const text = unit.repeat(Math.ceil(length / unit.length));
    const runs = [0, 1].map(() => {
      const before = process.cpuUsage();
      split(text, {}, () => 1);
      return process.cpuUsage(before).user / 1000;
    });
    return Math.min(...runs);
  }
});

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
