import { describe, expect, it } from 'vitest';
import { englishRealtimeMessages } from './messages.en.ts';
import { chineseRealtimeMessages } from './messages.zh.ts';
import type { RealtimeMessages, RealtimeNoticeCode } from './session-messages.ts';

const codes = Object.keys(englishRealtimeMessages.notices) as RealtimeNoticeCode[];

describe.each([
  ['English', englishRealtimeMessages, /[\u4e00-\u9fff]/],
  ['Chinese', chineseRealtimeMessages, /^[\u0000-\u007f]*$/],
] as [string, RealtimeMessages, RegExp][])('the words in %s', (_, { notices }, foreign) => {
  it.each(codes)('tell of %s, each in its own way', (code) => {
    const words = notices[code]({});
    expect(words.title).not.toBe('');
    expect(words.title).not.toMatch(foreign);
    const others = codes.filter((other) => other !== code).map((other) => notices[other]({}).title);
    expect(others).not.toContain(words.title);
    for (const text of [words.title, words.whatToDo, ...(words.causes ?? [])])
      expect(text).not.toMatch(/undefined|\[object/);
  });

  it('quote the server, and name what is known', () => {
    expect(notices['session-refused']({ service: 'No such model.' }).title).toContain('No such model.');
    expect(notices['dialect-changed']({ dialect: 'echokit' }).title).toContain('EchoKit');
    expect(notices['no-answer']({ waitedMs: 15_000 }).title).toContain('15');
    expect(notices['secret-refused']({ reason: 'no key is kept' }).whatToDo).toContain('no key is kept');
    const cut = ['max_output_tokens', 'content_filter', 'unknown'].map(
      (reason) => notices['reply-incomplete']({ reason }).title,
    );
    expect(new Set(cut).size).toBe(3);
  });

  it('list what may have been the cause, where the browser does not tell', () => {
    expect(notices['gave-up']({}).causes?.length).toBeGreaterThan(3);
  });
});
