import { describe, expect, it } from 'vitest';
import { speechDurationMs } from '../tts/speech-duration.ts';
import { replyTo } from './reply-script.ts';
import { tokenise } from './tokenise.ts';

const user = (text: string) => ({ role: 'user', text });
const system = (text: string) => ({ role: 'system', text });

describe('replyTo', () => {
  it('quotes the last thing the user said', () => {
    const talk = [system('Be kind.'), user('One.'), { role: 'assistant', text: 'x' }, user(' Two. ')];
    expect(replyTo(talk, 'stand-in-llm')).toBe('You said: Two.');
    expect(replyTo([system('Be kind.')], '')).toBe('You said nothing.');
  });

  it('follows the model name', () => {
    expect(replyTo([user('Hi.')], 'echo')).toBe('Hi.');
    expect(replyTo([user('Hi.')], 'empty')).toBe('');
    expect(replyTo([user('Hi.')], 'script:Good day. And you?')).toBe('Good day. And you?');
  });

  it.each([0.2, 1, 2.5, 3, 30])('speaks for %d s', (seconds) => {
    const reply = replyTo([user('Hi.')], `reply-seconds-${seconds}`);
    expect(Math.abs(speechDurationMs(reply) - 1000 * seconds)).toBeLessThanOrEqual(65 / 2);
    expect(reply).toMatch(/^[A-Z].*\.$/);
  });

  it('knows what long means', () => {
    expect(replyTo([user('Hi.')], 'long')).toBe(replyTo([user('Ho.')], 'reply-seconds-30'));
  });

  it('plays a script turn by turn', () => {
    const model = 'script:One.|Two.|Three.';
    const talk = [user('a')];
    const replies = Array.from({ length: 4 }, () => {
      const reply = replyTo(talk, model);
      talk.push({ role: 'assistant', text: reply }, user('b'));
      return reply;
    });
    expect(replies).toEqual(['One.', 'Two.', 'Three.', 'Three.']);
  });

  it('is steered by the system prompt before the model', () => {
    const talk = [system('You are a parrot. [stand-in: echo] Be brief.'), user('Hi.')];
    expect(replyTo(talk, 'empty')).toBe('Hi.');
  });
});

describe('tokenise', () => {
  it.each(['You said: Hello there.', '今天天气很好，走吧。', 'a  b\n\nc', '👩‍🚀 flies', ''])(
    'cuts %j without loss',
    (text) => {
      expect(tokenise(text).join('')).toBe(text);
    },
  );

  it('cuts about four letters at a time, and signs of Chinese one by one', () => {
    expect(tokenise('You said: Hello')).toEqual(['You', ' said', ':', ' Hell', 'o']);
    expect(tokenise('今天 ok')).toEqual(['今', '天', ' ok']);
  });
});
