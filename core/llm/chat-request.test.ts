import { describe, expect, test } from 'vitest';
import { adaptationFor, buildChatRequest, type ChatAdaptation } from './chat-request.ts';

const parts = { model: 'm', messages: [{ role: 'user', content: 'hi' }], temperature: 0.5, maxTokens: 20 };

describe('chat request', () => {
  test('asks for a stream with usage', () => {
    expect(buildChatRequest(parts)).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.5,
      max_tokens: 20,
    });
  });

  test('extra fields are merged in, but a stream it stays', () => {
    const request = buildChatRequest({ ...parts, extra: { thinking: { type: 'disabled' }, stream: false } });
    expect(request).toMatchObject({ thinking: { type: 'disabled' }, stream: true });
  });

  test('no model, no field: servers with one model want none', () => {
    expect(buildChatRequest({ ...parts, model: '' })).not.toHaveProperty('model');
  });
});

describe('adaptationFor', () => {
  const adapt = (message: string, made: readonly ChatAdaptation[] = []) => {
    const done = new Set(made);
    return adaptationFor({ message }, buildChatRequest(parts, done), done);
  };

  test.each([
    ['Unrecognized request argument supplied: stream_options', 'without-stream-options'],
    ["Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", 'completion-tokens'],
    ["Unsupported value: 'temperature' does not support 0.5", 'without-temperature'],
    ['messages: field required', undefined],
  ])('%s -> %s', (message, expected) => {
    expect(adapt(message)).toBe(expected);
  });

  test('never the same twice, and only for what was sent', () => {
    expect(adapt('stream_options is bad', ['without-stream-options'])).toBeUndefined();
    expect(adapt('max_completion_tokens is bad', ['completion-tokens'])).toBe('without-max-tokens');
  });
});
