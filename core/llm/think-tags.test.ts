import { describe, expect, test } from 'vitest';
import { beginThinking, endThinking, feedThinking, mayLeaveOutOpener, type ThinkPart } from './think-tags.ts';

function run(deltas: readonly string[], openerLeftOut = false) {
  let state = beginThinking(openerLeftOut);
  const parts: ThinkPart[] = [];
  for (const delta of deltas) {
    const step = feedThinking(state, delta);
    state = step.state;
    parts.push(...step.parts);
  }
  const end = endThinking(state);
  parts.push(...end.parts);
  const of = (kind: ThinkPart['kind']) =>
    parts
      .filter((part) => part.kind === kind)
      .map((part) => part.text)
      .join('');
  return { text: of('text'), reasoning: of('reasoning'), opener: end.state.opener };
}

describe('inline reasoning', () => {
  const reply = '<think>They ask for 2 < 3.</think>\n\nYes, 2 < 3 holds. <b>Sure</b>.';

  test('is parted from the text wherever the deltas are cut', () => {
    for (let first = 0; first <= reply.length; first++) {
      for (const second of [first, first + 1, first + 4]) {
        const found = run([reply.slice(0, first), reply.slice(first, second), reply.slice(second)]);
        expect(found.reasoning).toBe('They ask for 2 < 3.');
        expect(found.text.trimStart()).toBe('Yes, 2 < 3 holds. <b>Sure</b>.');
        expect(found.opener).toBe('written');
      }
    }
  });

  test('without an opening tag is held until the closing one, where the model is known for it', () => {
    const deltas = ['They ask', ' for 3.</th', 'ink>Yes.'];
    expect(run(deltas, true)).toEqual({ text: 'Yes.', reasoning: 'They ask for 3.', opener: 'left-out' });
  });

  test('a lone closing tag teaches that the opening one is left out', () => {
    expect(run(['Hm. ', 'So.</think>Yes.'])).toMatchObject({ opener: 'left-out', reasoning: 'So.' });
  });

  test('a model that was suspected and does not reason loses no text', () => {
    expect(run(['Yes', ', sure.'], true)).toEqual({ text: 'Yes, sure.', reasoning: '', opener: 'written' });
  });

  test('an unclosed tag is reasoning to the end', () => {
    expect(run(['<think>on and on']).text).toBe('');
  });

  test('text flows at once where nothing looks like a tag', () => {
    expect(feedThinking(beginThinking(false), 'Hello <').parts).toEqual([{ kind: 'text', text: 'Hello ' }]);
    expect(feedThinking(beginThinking(false), 'a <b').parts).toEqual([{ kind: 'text', text: 'a <b' }]);
  });

  test('models known for it', () => {
    expect(mayLeaveOutOpener('DeepSeek-R1-Distill-Qwen-7B')).toBe(true);
    expect(mayLeaveOutOpener('Qwen3-4B-Thinking-2507')).toBe(true);
    expect(mayLeaveOutOpener('gpt-5-nano')).toBe(false);
  });
});
