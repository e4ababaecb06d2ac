import { describe, expect, test } from 'vitest';
import { demoDeltas, demoReply, isOwnVoice, ownVoiceText } from './demo-rules.ts';

const ask = (said: string, language = 'en', before: readonly string[] = []): string =>
  demoReply({
    messages: [...before, said].map((content) => ({ role: 'user', content })),
    hour: 15,
    minute: 7,
    language,
  });

describe('demo responder', () => {
  test.each([
    ['What time is it?', 'It is 3:07 p.m.'],
    ['count to five', '1, 2, 3, 4, 5.'],
    ['Count from 9 to 7, please', '9, 8, 7.'],
    ['what is 12 times 12', '12 times 12 is 144.'],
    ['What is seven divided by 2?', '7 divided by 2 is 3.5.'],
    ['divide: 4 / 0', 'Nothing can be divided by zero.'],
    ['Repeat after me: the lens listens.', 'the lens listens.'],
    ['现在几点了', '现在是下午3点7分。'],
    ['从三数到六', '3，4，5，6。'],
    ['数到十二', '1，2，3，4，5，6，7，8，9，10，11，12。'],
    ['二十五加七等于多少', '25加7等于32。'],
    ['请跟我说：今天天气很好。', '今天天气很好。'],
  ])('%s -> %s', (said, reply) => {
    expect(ask(said)).toBe(reply);
  });

  test.each([
    ['are you a robot', /no language model/],
    ['你是谁', /不是语言模型/],
    ['help', /tell the time/],
    ['你会什么', /报时/],
    ['What is EchoKit?', /EchoKit Web/],
    ['How do I connect a model?', /Settings/],
    ['tell me a story', /interrupted/],
  ])('says plainly what it is: %s', (said, expected) => {
    expect(ask(said)).toMatch(expected);
  });

  test('a date is no sum', () => {
    expect(ask('it was on 2024-11-20')).toMatch(/I heard|You said/);
  });

  test('says back what it heard and counts the words, differently from turn to turn', () => {
    expect(ask('the rain in Spain')).toMatch(/^You said: the rain in Spain\. That was 4 words\./);
    expect(ask('the rain in Spain', 'en', ['x'])).toBe('I heard 4 words: the rain in Spain.');
    expect(ask('西班牙的雨')).toMatch(/^你说的是：西班牙的雨。一共5个字。/);
    expect(ask('the rain', 'en', ['x', 'y'])).not.toBe(ask('the rain', 'en', ['x']));
  });

  test('the same words get the same answer', () => {
    expect(ask('tell me more about whales')).toBe(ask('tell me more about whales'));
  });

  test('counts the turns of the conversation', () => {
    expect(ask('how many times have I spoken?', 'en', ['a', 'b'])).toBe('You have spoken 3 times.');
  });

  test('without a recogniser it announces the own voice in the language of the profile', () => {
    const text = ownVoiceText(2.44);
    expect(isOwnVoice(text)).toBe(true);
    expect(isOwnVoice('play 2.4 s')).toBe(false);
    expect(ask(text)).toBe('You said:');
    expect(ask(text, 'zh-CN')).toBe('你说的是：');
  });

  test('long counts end early', () => {
    expect(ask('count to 100').split(',')).toHaveLength(30);
  });
});

describe('demoDeltas', () => {
  test.each(['Hello there,  you two.', '现在是下午3点7分。', '你好，EchoKit 很好。 ok', ''])(
    'cuts "%s" without losing a letter',
    (reply) => {
      expect(demoDeltas(reply).join('')).toBe(reply);
    },
  );

  test('one word each', () => {
    expect(demoDeltas('It is late.')).toEqual(['It ', 'is ', 'late.']);
    expect(demoDeltas('你好，我')).toEqual(['你', '好，', '我']);
  });
});
