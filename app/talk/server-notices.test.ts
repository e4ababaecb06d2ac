import { describe, expect, it } from 'vitest';
import { serverFailures, serverNotices } from './server-notices.ts';

const notice = (code: string, details = {}) => ({ code, details, at: 0 });

describe('words of servers', () => {
  it.each(['en', 'zh'] as const)('are there in %s, by kind', (language) => {
    const explain = serverNotices[language];
    const box = explain(notice('evicted-again'), 'echokit');
    const realtime = explain(notice('session-limit-reached'), 'realtime');
    expect(box.title).not.toBe(realtime.title);
    for (const words of [box, realtime]) expect(words.whatToDo.length).toBeGreaterThan(5);
    expect(explain(notice('mixed-content', { url: 'ws://a/ws' }), 'echokit').causes.length).toBe(1);
  });

  it('name a code that nobody knows, and no name of an object', () => {
    for (const code of ['brand-new', 'toString', '__proto__'])
      expect(serverNotices.en(notice(code), 'echokit')).toEqual({
        title: 'The server made something known',
        whatToDo: code,
        causes: [],
      });
  });

  it('explain the failures that only a server has', () => {
    const failure = { stage: 'tts', message: '', details: {}, retryable: true } as const;
    expect(serverFailures.en({ ...failure, code: 'no-voice' })?.title).toMatch(/.{8}/);
    expect(serverFailures.en({ ...failure, code: 'key-refused' })).toBeUndefined();
  });
});
