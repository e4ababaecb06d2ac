import { describe, expect, it } from 'vitest';
import { joinSpoken } from './piece.ts';
import { createSpeakableStream, type SpeakableOptions } from './speakable.ts';
import type { SpokenUnit } from './spoken-unit.ts';

function unitsOf(text: string, options: SpeakableOptions = {}): SpokenUnit[] {
  const stream = createSpeakableStream(options);
  return [...Array.from(text).flatMap((char) => [...stream.push(char)]), ...stream.finish()];
}

/** What a voice would say, by single characters. */
function speak(text: string, options: SpeakableOptions = {}): string {
  const texts = unitsOf(text, options).filter((unit) => unit.kind === 'text');
  return joinSpoken(texts).speakable.trim();
}

describe('markup', () => {
  it.each([
    ['bold', 'This is **bold** text', 'This is bold text'],
    ['italic', 'This is *so* _very_ nice', 'This is so very nice'],
    ['bold italic', 'A ***strong*** word', 'A strong word'],
    ['struck out', 'It is ~~cheap~~ free', 'It is cheap free'],
    ['underscores in a name', 'my_file_name here', 'my file name here'],
    ['product', '3 * 4 is 12 and 3*4 too', '3 × 4 is 12 and 3×4 too'],
    ['about', 'It takes ~5 minutes', 'It takes ~5 minutes'],
    ['heading', '## Title\nText', 'Title. Text'],
    ['hash that is no heading', 'Use #hashtag and C# now', 'Use #hashtag and C# now'],
    ['underlined heading', 'Title\n=====\nText', 'Title. Text'],
    ['rule', 'One\n\n---\n\nTwo', 'One. Two'],
    ['quotation', '> Said he\n> and she', 'Said he. and she'],
    ['comparison at a line start', '>5 is more', '>5 is more'],
    ['bullets', '- one\n* two\n+ three\n• four', 'one. two. three. four'],
    ['nested bullets', '- one\n  - two', 'one. two'],
    ['minus at a line start', '-5 degrees', '-5 degrees'],
    ['numbers', '1. one\n2) two', '1. one. 2) two'],
    ['task boxes', '- [x] done\n- [ ] open', 'done. open'],
    ['list items with marks', '- one,\n- two;\n- three!', 'one, two; three!'],
    ['hard line break', 'One  \nTwo', 'One. Two'],
    ['Chinese list', '- 苹果\n- 香蕉', '苹果。香蕉'],
    ['inline code', 'Call `foo_bar(1)` now', 'Call foo bar(1) now'],
    ['code with two backticks', 'Call ``a`b`` now', 'Call ab now'],
    ['backtick never closed', 'A ` in a line\nand *more*', 'A in a line. and more'],
    ['escapes', '\\*not bold\\* and \\# too', '*not bold* and # too'],
    ['decoration', 'Now ~~~~~~~~ and ======= then', 'Now and then'],
    ['many exclamation marks', 'No!!!!!!!! Yes', 'No! Yes'],
    ['many full stops', 'Well........ yes', 'Well… yes'],
    ['few marks stay', 'What?! No...', 'What?! No...'],
  ])('%s', (_name, raw, expected) => {
    expect(speak(raw)).toBe(expected);
  });
});

describe('code blocks', () => {
  it('are one phrase, whatever they hold', () => {
    expect(speak('Here:\n```js\nlet a = "# no";\n- no\n```\nDone')).toBe('Here: Code omitted. Done');
    expect(speak('~~~\n```\nstill code\n~~~\nDone')).toBe('Code omitted. Done');
    expect(speak('````\n```\nstill code\n````\nDone')).toBe('Code omitted. Done');
  });

  it('may be indented in a list', () => {
    expect(speak('1. Run it\n   ```sh\n   ls -l\n   ```\n2. Done')).toBe('1. Run it. Code omitted. 2. Done');
  });

  it('end with the text when nobody closes them', () => {
    expect(speak('Here:\n```\nlet a')).toBe('Here: Code omitted.');
  });

  it('on one line leave the rest of the line', () => {
    expect(speak('```ls -l``` lists files')).toBe('Code omitted. lists files');
  });

  it('are named in the language of the voice', () => {
    expect(speak('```\na\n```', { language: 'zh' })).toBe('代码略。');
    expect(speak('```\na\n```', { language: 'de' })).toBe('Code ausgelassen.');
    expect(speak('A\n```\na\n```\nB', { codePhrase: '' })).toBe('A. B');
  });
});

describe('links', () => {
  it.each([
    ['label', 'See [the docs](https://a.b/c "Title") now', 'See the docs now'],
    ['brackets in the URL', 'See [it](https://a.b/c_(d)) now', 'See it now'],
    ['reference', 'See [the docs][ref] now', 'See the docs now'],
    ['image', 'Look: ![a red cat](cat.png)!', 'Look: a red cat!'],
    ['image in a link', '[![logo](l.png)](https://a.b) is ours', 'logo is ours'],
    ['bare URL', 'See https://www.example.com/a/b?c=d#e now', 'See example.com now'],
    ['URL at the end of a sentence', 'See https://example.com/a. Then go', 'See example.com. Then go'],
    ['URL in brackets', 'It is there (https://example.com/a).', 'It is there (example.com).'],
    ['URL with brackets', 'See https://a.org/b_(c) now', 'See a.org now'],
    ['URL in angles', 'See <https://example.com/a> now', 'See example.com now'],
    ['www', 'See www.example.com/a now', 'See example.com now'],
    ['URL as a label', 'See [https://a.org/b](https://a.org/b) now', 'See a.org now'],
    ['URL in Chinese', '请看https://example.com/a，谢谢', '请看example.com，谢谢'],
    ['port', 'Open http://localhost:9090/talk now', 'Open localhost now'],
    ['no URL', 'http is a word, and www too', 'http is a word, and www too'],
    ['e-mail', 'Write to bob@example.com now', 'Write to bob@example.com now'],
    ['e-mail in angles', 'Write to <bob@example.com> now', 'Write to bob@example.com now'],
    ['citations', 'So it is[1][2], they say [3, 4].[^note]', 'So it is, they say .'],
    ['citation that is a link', 'So it is [1](https://a.b).', 'So it is .'],
    ['citation marks', 'So it is【4:0†source】.', 'So it is.'],
    ['brackets that are no link', 'Well [laughs] yes', 'Well laughs yes'],
    ['link never closed', 'See [it](https://a.b\nNext line', 'See it. Next line'],
  ])('%s', (_name, raw, expected) => {
    expect(speak(raw)).toBe(expected);
  });
});

describe('HTML', () => {
  it.each([
    ['tags', 'This is <b>bold</b> and <span class="x">more</span>', 'This is bold and more'],
    ['line breaks', 'One<br>two<br/>three', 'One. two. three'],
    ['paragraphs', '<p>One</p><p>Two</p>', 'One. Two.'],
    ['comment', 'One <!-- two > --> three', 'One three'],
    ['script', 'One <script>if (a < b) c();</script> two', 'One two'],
    ['table', '<tr><td>One</td><td>Two</td></tr>', 'One, Two.'],
    ['preformatted', 'One <pre>let a</pre> two', 'One Code omitted. two'],
    ['entities', 'Salt &amp; pepper &#39;n&#x27; more&nbsp;&hellip;', "Salt & pepper 'n' more …"],
    ['ampersands', 'AT&T and R&D; fine', 'AT&T and R&D; fine'],
    ['comparison', 'If a < b and c > d', 'If a < b and c > d'],
    ['comparison without blanks', 'If x<5 or y<=3', 'If x<5 or y<=3'],
    ['no tag', 'If a <b and c', 'If a b and c'],
    ["a model's own tokens", 'Done<|im_end|>', 'Done'],
    ['name that is too long for a tag', `A <${'a'.repeat(31)}> b`, `A ${'a'.repeat(31)} b`],
    ['tag with a long value', `A <a href="${'x'.repeat(200)}">link</a>`, 'A link'],
  ])('%s', (_name, raw, expected) => {
    expect(speak(raw)).toBe(expected);
  });
});

describe('reasoning', () => {
  it.each([
    ['think', '<think>a. b\n# c</think>Answer', 'Answer'],
    ['thinking, any case', '<Thinking>a < b</THINKING>Answer', 'Answer'],
    ['twice', '<think>a</think>One <think>b</think>two', 'One two'],
    ['never closed', 'One <think>two three', 'One'],
    ['list behind it', '<think>a</think>\n- one\n- two', 'one. two'],
  ])('%s', (_name, raw, expected) => {
    expect(speak(raw)).toBe(expected);
  });

  it('without an opener is announced once', () => {
    const units = unitsOf('a b</think>c</think>d');
    expect(units.filter((unit) => unit.kind === 'reasoning-end')).toEqual([
      { kind: 'reasoning-end', end: 11 },
    ]);
  });
});

describe('tables', () => {
  it.each([
    ['cells and rows', '| Name | Age |\n|------|:---:|\n| Bob | 42 |', 'Name, Age. Bob, 42.'],
    ['without outer borders', 'Name | Age\n--- | ---\nBob | 42', 'Name, Age. Bob, 42'],
    ['empty cells', '| a | | c |', 'a, c'],
    ['negative numbers', '| a |-5|', 'a, -5'],
    ['Chinese cells', '| 名字 | 年龄 |\n|---|---|\n| 王 | 五 |', '名字，年龄。王，五'],
  ])('%s', (_name, raw, expected) => {
    expect(speak(raw).replace(/[.。]$/, '')).toBe(expected.replace(/[.。]$/, ''));
  });
});

describe('emoji and odd characters', () => {
  it.each([
    ['emoji', 'Hi 😀 there 👍🏽!', 'Hi there !'],
    ['joined emoji', 'A 👨‍👩‍👧 family', 'A family'],
    ['flags', 'In 🇫🇷 now', 'In now'],
    ['keycaps keep their digit', '1️⃣ first', '1 first'],
    ['signs that are words', '© 2026 Acme™', '© 2026 Acme™'],
    ['hearts and arrows', 'I ❤️ it', 'I it'],
    ['digits and # are no emoji', '# 1 and 2*', '1 and 2'],
    ['joiner in a Hindi word', 'क्\u200dष', 'क्\u200dष'],
    ['zero-width and control characters', 'a\u200bb\u0007c\ufeff', 'abc'],
    ['blanks', 'a \t  b\u00a0c\u3000d', 'a b c d'],
    ['lone surrogates', 'a\ud83db\ude00c', 'abc'],
  ])('%s', (_name, raw, expected) => {
    expect(speak(raw)).toBe(expected);
  });
});

describe('how soon', () => {
  it('says a word as it comes', () => {
    const stream = createSpeakableStream();
    expect(stream.push('Hel').map((unit) => (unit.kind === 'text' ? unit.text : ''))).toEqual([
      'H',
      'e',
      'l',
    ]);
  });

  it('waits for what decides, and for no more', () => {
    for (const held of ['x.', 'x <b', 'x &am', 'x [1', 'see ht', 'x `', 'x *']) {
      const stream = createSpeakableStream();
      stream.push(held);
      expect(stream.push(' y').length + stream.finish().length).toBeGreaterThan(0);
    }
    const stream = createSpeakableStream();
    stream.push('x');
    expect(stream.push('.')).toEqual([]);
    expect(stream.release()).toHaveLength(1);
  });

  it('says the label of a link before its URL is there', () => {
    const stream = createSpeakableStream();
    const units = stream.push('[the docs](https://exam');
    expect(units.filter((unit) => unit.kind === 'text')).toHaveLength('the docs'.length);
  });
});

it('refuses text after the end', () => {
  const stream = createSpeakableStream();
  stream.finish();
  expect(() => stream.push('more')).toThrow(/no text comes after the end/);
});
