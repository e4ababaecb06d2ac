import { describe, expect, test } from 'vitest';
import { beginChatStream, endChatStream, feedChatStream, readWholeChat } from './chat-stream.ts';

function run(payloads: readonly (string | object)[]) {
  let stream = beginChatStream(false);
  let text = '';
  let reasoning = '';
  const take = (parts: readonly { kind: string; text: string }[]) => {
    for (const part of parts) {
      if (part.kind === 'text') text += part.text;
      else reasoning += part.text;
    }
  };
  for (const payload of payloads) {
    const fed = feedChatStream(stream, typeof payload === 'string' ? payload : JSON.stringify(payload));
    if (!fed.ok) return { text, reasoning, error: fed.error.message };
    stream = fed.value.stream;
    take(fed.value.parts);
  }
  const end = endChatStream(stream);
  if (!end.ok) return { text, reasoning, error: end.error };
  take(end.value.parts);
  return { text, reasoning, stream: end.value.stream };
}

const delta = (content: unknown, finish: string | null = null) => ({
  choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: finish }],
});

describe('chat stream', () => {
  test('joins deltas; role-only, null and usage chunks add nothing', () => {
    const found = run([
      delta(null),
      delta(''),
      delta('Hello'),
      delta(' you'),
      delta('', 'stop'),
      { choices: [], usage: { completion_tokens: 3 } },
      '[DONE]',
    ]);
    expect(found).toMatchObject({
      text: 'Hello you',
      stream: { finishReason: 'stop', tokens: 3, done: true },
    });
  });

  test('keep-alives of every kind change nothing', () => {
    expect(run(['', ':ping', ' ', 'ping', delta('a'), '', delta('', 'stop')])).toMatchObject({ text: 'a' });
  });

  test('a close after a reason to finish is an end, before it a cut', () => {
    expect(run([delta('a', 'length')])).toMatchObject({ text: 'a', stream: { finishReason: 'length' } });
    expect(run([delta('a')])).toMatchObject({ text: 'a', error: 'cut' });
    expect(run([])).toMatchObject({ error: 'cut' });
    expect(run([delta('a'), '[DONE]'])).toMatchObject({ text: 'a', stream: { done: true } });
  });

  test('nothing but garbage is told from a cut', () => {
    expect(run(['{"choi', '{oops'])).toMatchObject({ error: 'garbage' });
  });

  test.each([
    [{ error: { message: 'overloaded', type: 'server_error' } }, 'overloaded'],
    [{ error: 'no memory left' }, 'no memory left'],
    [[{ error: { code: 429, message: 'slow down' } }], 'slow down'],
  ])('an error in the stream ends it: %j', (payload, message) => {
    expect(run([delta('a'), payload])).toEqual({ text: 'a', reasoning: '', error: message });
  });

  test('an event named error is one whatever it holds', () => {
    expect(feedChatStream(beginChatStream(false), 'out of tokens', 'error').ok).toBe(false);
    expect(feedChatStream(beginChatStream(false), '{"message":"x"}', 'error')).toMatchObject({
      ok: false,
      error: { message: 'x' },
    });
  });

  test.each(['reasoning_content', 'reasoning'])('%s is no text', (name) => {
    const found = run([{ choices: [{ delta: { [name]: 'hm', content: null } }] }, delta('yes', 'stop')]);
    expect(found).toMatchObject({ text: 'yes', reasoning: 'hm' });
  });

  test('content in typed parts, and a refusal, are text', () => {
    const parts = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
      { type: 'text', text: 'yes' },
    ];
    expect(run([delta(parts, 'stop')])).toMatchObject({ text: 'yes', reasoning: 'hm' });
    expect(run([{ choices: [{ delta: { refusal: 'No.' }, finish_reason: 'stop' }] }])).toMatchObject({
      text: 'No.',
    });
  });

  test('tool calls are kept with the stream', () => {
    const found = run([
      {
        choices: [
          { delta: { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }] } },
        ],
      },
      delta('', 'tool_calls'),
    ]);
    expect(found.stream?.toolCalls).toEqual([{ index: 0, id: 'a', name: 'f', arguments: '{}' }]);
  });

  test('other choices than the first are not spoken', () => {
    expect(run([{ choices: [{ index: 1, delta: { content: 'b' } }] }, delta('a', 'stop')])).toMatchObject({
      text: 'a',
    });
  });

  test('one JSON body instead of a stream is a whole reply', () => {
    const body = {
      choices: [{ message: { content: '<think>hm</think>Hi' } }],
      usage: { completion_tokens: 9 },
    };
    expect(readWholeChat(body, false)).toMatchObject({
      ok: true,
      value: {
        parts: [
          { kind: 'reasoning', text: 'hm' },
          { kind: 'text', text: 'Hi' },
        ],
        stream: { finishReason: 'stop', tokens: 9 },
      },
    });
    expect(readWholeChat({ error: 'x' }, false)).toMatchObject({ ok: false });
  });
});
