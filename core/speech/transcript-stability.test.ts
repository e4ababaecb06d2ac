import { describe, expect, it } from 'vitest';
import { endsTurn } from './transcript-stability.ts';

describe('texts that end a turn', () => {
  it.each([
    ['en', 'What is the weather like today?'],
    ['en', 'Tell me a story.'],
    ['en', 'I would like that.'],
    ['en', 'I think so.'],
    ['en', 'That is who I work with.'],
    ['en', 'Stop!'],
    ['en', 'He said "Go home."'],
    ['en', 'Really?!'],
    ['en', 'Is it 5?'],
    ['en', 'And you?'],
    ['zh', '今天天气怎么样？'],
    ['zh', '帮我查一下天气。'],
    ['zh', '我要这个。'],
    ['zh', '好的！'],
    ['zh', '他说“走吧。”'],
    ['ja', '今日の天気はどうですか？'],
    ['ja', 'お願いします。'],
    ['ja', '行きましょう！」'],
    ['fr', "Quel temps fait-il aujourd'hui ?"],
    ['fr', 'Raconte-moi une histoire.'],
    ['de', 'Wie wird das Wetter heute?'],
    ['de', 'Erzähl mir eine Geschichte.'],
    ['es', '¿Qué tiempo hace hoy?'],
    ['es', 'Cuéntame una historia.'],
  ])('%s: %s', (language, text) => {
    expect(endsTurn(text, language)).toBe(true);
    expect(endsTurn(`${text} `, language)).toBe(true);
  });
});

describe('texts that may go on', () => {
  it.each([
    ['en', 'What is the weather'],
    ['en', 'What is the weather,'],
    ['en', 'Well...'],
    ['en', 'I wonder…'],
    ['en', 'I want milk and.'],
    ['en', 'I want milk, and then.'],
    ['en', 'I would go, but.'],
    ['en', 'Because.'],
    ['en', 'Um.'],
    ['en', 'I want, um.'],
    ['en', 'It is late, so.'],
    ['en', 'I want to see the.'],
    ['en', 'Call Dr.'],
    ['en', 'At 5 p.m'],
    ['en', 'My number is 5 5 5.'],
    ['en', 'Three things:'],
    ['en', 'First; second;'],
    ['en', ''],
    ['en', '"'],
    ['zh', '今天天气'],
    ['zh', '我想去，'],
    ['zh', '我想去，但是。'],
    ['zh', '然后。'],
    ['zh', '嗯。'],
    ['zh', '我想要，那个。'],
    ['zh', '我想……'],
    ['zh', '电话是一三五，12。'],
    ['ja', '今日は、'],
    ['ja', '行きたいけど。'],
    ['ja', 'えっと。'],
    ['ja', 'それから。'],
    ['ja', '明日は。'],
    ['fr', 'Je veux du lait et.'],
    ['fr', 'Euh.'],
    ['fr', 'Je voudrais, euh.'],
    ['fr', 'Parce que.'],
    ['de', 'Ich möchte Milch und.'],
    ['de', 'Äh.'],
    ['de', 'Ich gehe, weil.'],
    ['de', 'Das kostet ca.'],
    ['es', 'Quiero leche y.'],
    ['es', 'Quiero, eh.'],
    ['es', 'Pero.'],
    [undefined, 'Ich möchte Milch und.'],
  ])('%s: %s', (language, text) => {
    expect(endsTurn(text, language)).toBe(false);
  });
});
