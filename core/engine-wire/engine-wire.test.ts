import { describe, expect, test } from 'vitest';
import { classifyStatus, classifyStreamError } from './engine-failure.ts';
import { redactSecrets } from './redact.ts';
import { errorInside, longestServiceMessage, parseServiceMessage } from './service-message.ts';
import { parseModelList, parseVoiceList } from './service-lists.ts';
import { emptyTranscriptionStream, feedTranscription, parseTranscription } from './transcription-reply.ts';

describe('parseServiceMessage', () => {
  test.each([
    ['{"error":{"message":"no such model","code":"model_not_found","param":"model"}}', 'no such model'],
    ['{"error":"text only"}', 'text only'],
    ['{"detail":"Not Found"}', 'Not Found'],
    ['{"detail":[{"loc":["body","voice"],"msg":"field required"}]}', 'body.voice: field required'],
    ['[{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}]', 'slow'],
    [
      '500 Internal Server Error: Failed to get speakers',
      '500 Internal Server Error: Failed to get speakers',
    ],
    ['<html><head><title>502</title><style>a{}</style></head><body>Bad\n Gateway</body>', '502 Bad Gateway'],
    ['{"odd":1}', '{"odd":1}'],
    ['{broken', '{broken'],
    ['', ''],
    ['\u0001\u0002\uFFFDbinary', ''],
  ])('%s', (body, message) => {
    expect(parseServiceMessage(body).message).toBe(message);
  });

  test('keeps code, type and field', () => {
    expect(parseServiceMessage('{"error":{"message":"m","code":"c","type":"t","param":"p"}}')).toEqual({
      message: 'm',
      code: 'c',
      type: 't',
      param: 'p',
    });
  });

  test('a long page is cut, a quoted key taken out', () => {
    expect(parseServiceMessage('x'.repeat(1000)).message).toHaveLength(longestServiceMessage);
    expect(parseServiceMessage('{"error":{"message":"bad key sk-proj-abcdefgh1234"}}').message).toBe(
      'bad key [secret]',
    );
    expect(redactSecrets('GET /v1?api_key=abc&x=1 Bearer abcdefgh')).toBe('GET /v1?[secret]&x=1 [secret]');
  });

  test('an error inside a good answer', () => {
    expect(errorInside({ error: null, text: 'a' })).toBeUndefined();
    expect(errorInside({ error: { message: 'm' } })).toEqual({ message: 'm' });
    expect(errorInside([])).toBeUndefined();
  });
});

describe('classifyStatus', () => {
  test.each([
    [400, '{"error":{"message":"bad voice","param":"voice"}}', 'bad-request', false],
    [400, '{"error":{"message":"x","code":"context_length_exceeded"}}', 'context-too-long', false],
    [400, '[{"error":{"message":"API key not valid. Please pass a valid API key."}}]', 'key-refused', false],
    [401, '', 'key-refused', false],
    [403, '', 'forbidden', false],
    [404, '{"error":{"message":"The model `x` does not exist"}}', 'model-unknown', false],
    [404, '404 page not found', 'not-found', false],
    [413, '', 'too-large', false],
    [429, '{"error":{"message":"slow down","code":"rate_limit_exceeded"}}', 'rate-limited', true],
    [429, '{"error":{"message":"no money","code":"insufficient_quota"}}', 'quota-exceeded', false],
    [500, 'Internal Server Error', 'service-failed', true],
    [503, '{"error":{"message":"Loading model"}}', 'service-busy', true],
    [529, '', 'service-busy', true],
    [405, '', 'unexpected-status', false],
  ])('%i %s -> %s', (status, body, code, retryable) => {
    expect(classifyStatus(status, parseServiceMessage(body))).toEqual({ code, retryable });
  });

  test('an error in a stream is classified by its own number or type', () => {
    expect(classifyStreamError({ message: 'x', code: '429' }).code).toBe('rate-limited');
    expect(classifyStreamError({ message: 'x', type: 'overloaded_error' })).toEqual({
      code: 'service-busy',
      retryable: true,
    });
    expect(classifyStreamError({ message: 'boom' }).code).toBe('stream-error');
  });
});

describe('lists', () => {
  test.each([
    [{ object: 'list', data: [{ id: 'b' }, { id: 'models/a' }, { id: 'b' }] }],
    [{ models: [{ name: 'b' }, 'a'] }],
    [['b', 'a']],
  ])('models of %j', (value) => {
    expect(parseModelList(value)).toEqual({ ok: true, value: ['a', 'b'] });
  });

  test.each([
    [
      {
        voices: [
          { id: 'b', name: 'B' },
          { id: 'a', name: 'A' },
        ],
      },
      ['A', 'B'],
    ],
    [{ voices: ['b', 'a'] }, ['a', 'b']],
    [
      ['ht', 'ad'],
      ['ad', 'ht'],
    ],
  ])('voices of %j', (value, labels) => {
    const voices = parseVoiceList(value);
    expect(voices.ok && voices.value.map((voice) => voice.label)).toEqual(labels);
  });

  test('something else is no list', () => {
    expect(parseModelList({ error: 'x' }).ok).toBe(false);
    expect(parseVoiceList('<html>').ok).toBe(false);
  });
});

describe('transcription replies', () => {
  test('text alone, and metrics averaged by duration', () => {
    expect(parseTranscription({ text: ' hi ' })).toEqual({ ok: true, value: { text: ' hi ' } });
    const segments = [
      { start: 0, end: 3, text: 'a', no_speech_prob: 0.1, avg_logprob: -0.2, compression_ratio: 1 },
      { start: 3, end: 4, text: 'b', no_speech_prob: 0.9, avg_logprob: -1, compression_ratio: 3 },
    ];
    const reply = parseTranscription({ text: 'a b', language: 'en', segments });
    expect(reply.ok && reply.value.noSpeechProbability).toBeCloseTo(0.3, 9);
    expect(reply.ok && reply.value.averageLogProbability).toBeCloseTo(-0.4, 9);
    expect(reply.ok && reply.value.compressionRatio).toBeCloseTo(1.5, 9);
  });

  test('an error body is a failure, never an empty transcript', () => {
    expect(parseTranscription({ error: { message: 'no' } })).toMatchObject({
      ok: false,
      error: { kind: 'error' },
    });
    expect(parseTranscription({ result: 'x' })).toEqual({ ok: false, error: { kind: 'no-text' } });
  });

  test('a stream of deltas ends with the whole text', () => {
    const events = [
      { type: 'transcript.text.delta', delta: 'Hel' },
      { type: 'transcript.text.segment', text: 'ignored' },
      { type: 'transcript.text.delta', delta: 'lo' },
      { type: 'transcript.text.done', text: 'Hello.', usage: {} },
    ];
    let stream = emptyTranscriptionStream;
    const texts: string[] = [];
    for (const event of events) {
      const fed = feedTranscription(stream, event);
      if (!fed.ok) throw new Error(fed.error.message);
      stream = fed.value;
      texts.push(stream.text);
    }
    expect(texts).toEqual(['Hel', 'Hel', 'Hello', 'Hello.']);
    expect(stream.complete).toBe(true);
  });

  test('a stream of segments without types is joined', () => {
    const first = feedTranscription(emptyTranscriptionStream, { text: 'One.' });
    const second = first.ok ? feedTranscription(first.value, { text: 'Two.' }) : first;
    expect(second).toEqual({ ok: true, value: { text: 'One. Two.', complete: false, endsByEvent: false } });
  });

  test('an error event ends it', () => {
    expect(feedTranscription(emptyTranscriptionStream, { error: 'x' })).toMatchObject({ ok: false });
  });
});
