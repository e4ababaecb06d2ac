import { describe, expect, it } from 'vitest';
import { commitUser, messagesFor, resumeDialogue, setHeard } from './dialogue.ts';

describe('the dialogue', () => {
  it('tells the model what was said and what was heard, in order', () => {
    let dialogue = commitUser([], 1, 'Tell me about the moon.');
    dialogue = setHeard(dialogue, 1, 'The moon is the only');
    dialogue = commitUser(dialogue, 2, 'Wait.');
    expect(messagesFor(dialogue, 'Be brief.', 3, 'How far is it?')).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Tell me about the moon.' },
      { role: 'assistant', content: 'The moon is the only' },
      { role: 'user', content: 'Wait.' },
      { role: 'user', content: 'How far is it?' },
    ]);
  });

  it('does not tell of an answer of which nothing was heard', () => {
    const dialogue = setHeard(commitUser([], 1, 'Hello.'), 1, '  ');
    expect(messagesFor(dialogue, '', 2, 'And?').map(({ role }) => role)).toEqual(['user', 'user']);
  });

  it('says what a turn is about once, when it is sent again', () => {
    const dialogue = commitUser([], 1, 'Hello.');
    expect(messagesFor(dialogue, '', 1, 'Hello.')).toEqual([{ role: 'user', content: 'Hello.' }]);
  });

  it('keeps the first words of a turn', () => {
    expect(commitUser(commitUser([], 1, 'One.'), 1, 'Two.')).toEqual([
      { turn: 1, user: 'One.', assistant: '' },
    ]);
  });

  it('knows greetings, which nobody asked for', () => {
    const dialogue = setHeard([], 1, 'Hello, I am here.');
    expect(messagesFor(dialogue, '', 2, 'Hi.')).toEqual([
      { role: 'assistant', content: 'Hello, I am here.' },
      { role: 'user', content: 'Hi.' },
    ]);
    expect(setHeard([], 1, '')).toEqual([]);
  });

  it('goes on from an earlier conversation, whose turns never meet those of this one', () => {
    const dialogue = resumeDialogue([
      { user: '', assistant: 'Welcome.' },
      { user: 'One?', assistant: 'One.' },
    ]);
    expect(dialogue.map(({ turn }) => turn)).toEqual([-2, -1]);
    expect(messagesFor(dialogue, '', 1, 'Two?').map(({ content }) => content)).toEqual([
      'Welcome.',
      'One?',
      'One.',
      'Two?',
    ]);
  });
});
