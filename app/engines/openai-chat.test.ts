import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCallService } from './call-service.ts';
import type { ChatMessage } from './engine.ts';
import {
  bytesOf,
  cut,
  cutsOf,
  hanging,
  inPieces,
  startFakeService,
  whole,
  type FakeService,
  type ReceivedRequest,
} from './testing/fake-service.testing.ts';
import { createOpenAiChat, type OpenAiChatConfig } from './openai-chat.ts';

let service: FakeService;
beforeAll(async () => (service = await startFakeService()));
afterAll(() => service.close());

const question: readonly ChatMessage[] = [{ role: 'user', content: 'hi' }];

const engine = (config: Partial<OpenAiChatConfig> = {}) =>
  createOpenAiChat(
    {
      kind: 'openai-chat',
      address: { url: `${service.origin}/v1`, mode: 'base', via: 'direct' },
      model: 'm',
      ...config,
    },
    createCallService({ keys: {} }),
  );

async function listen(chat = engine(), signal = new AbortController().signal) {
  let text = '';
  let reasoning = '';
  for await (const event of chat.reply(question, { signal })) {
    if (event.type === 'text') text += event.delta;
    else if (event.type === 'reasoning') reasoning += event.delta;
    else return { text, reasoning, end: event };
  }
  throw new Error('the reply ended without its end event');
}

const delta = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;
const usage = 'data: {"choices":[],"usage":{"completion_tokens":7}}\n\n';
const done = 'data: [DONE]\n\n';
const sse = 'text/event-stream';
const reply = `: hello\n\n${delta('Grüß ')}data: :ping\n\n${delta('dich, 你好 👋')}data:\n\n${delta('', 'stop')}${usage}${done}`;

describe('openai-chat stream', () => {
  test('says the same wherever the network cuts it', async () => {
    const body = new TextEncoder().encode(reply);
    for (const pieces of cutsOf(body)) {
      service.answerWith(inPieces(sse, pieces));
      expect(await listen()).toMatchObject({
        text: 'Grüß dich, 你好 👋',
        end: { reason: 'stop', tokens: 7 },
      });
    }
    service.answerWith(inPieces(sse, bytesOf(body)));
    expect((await listen()).text).toBe('Grüß dich, 你好 👋');
  });

  test.each([
    ['CRLF', reply.replaceAll('\n', '\r\n')],
    ['CR', reply.replaceAll('\n', '\r')],
    ['no space after the colon', reply.replaceAll('data: ', 'data:')],
    ['no [DONE]', reply.replace(done, '')],
    ['no blank line at the end', reply.replace(usage + done, '').trimEnd()],
    ['events declared as plain text', reply],
  ])('understands %s', async (name, body) => {
    service.answerWith(inPieces(name.includes('plain text') ? 'text/plain' : sse, [body]));
    expect((await listen()).text).toBe('Grüß dich, 你好 👋');
  });

  test('takes plain JSON although it asked for a stream', async () => {
    const body = {
      choices: [{ message: { content: 'Hi', reasoning_content: 'hm' }, finish_reason: 'length' }],
    };
    service.answerWith(whole(200, 'application/json', JSON.stringify(body)));
    expect(await listen()).toMatchObject({ text: 'Hi', reasoning: 'hm', end: { reason: 'length' } });
  });

  test('the first word is there while the last is not yet sent', async () => {
    service.answerWith(hanging(sse, delta('First')));
    const events = engine().reply(question, { signal: new AbortController().signal })[Symbol.asyncIterator]();
    expect(await events.next()).toEqual({ done: false, value: { type: 'text', delta: 'First' } });
    await events.return?.();
    await service.requests.at(-1)!.gone;
  });

  test('ends soon after a reason to finish though the server keeps the connection', async () => {
    service.answerWith(hanging(sse, delta('All', 'stop')));
    expect(await listen()).toMatchObject({ text: 'All', end: { reason: 'stop' } });
    await service.requests.at(-1)!.gone;
  });

  test('reasoning comes apart from the text', async () => {
    service.answerWith(inPieces(sse, [delta('<thi'), delta('nk>hm</think>'), delta('Yes', 'stop')]));
    expect(await listen()).toMatchObject({ text: 'Yes', reasoning: 'hm' });
  });

  test('learns that a model leaves the opening tag out', async () => {
    const chat = engine();
    service.answerWith(inPieces(sse, [delta('hm'), delta('</think>Yes', 'stop')]));
    await listen(chat);
    expect(await listen(chat)).toMatchObject({ text: 'Yes', reasoning: 'hm' });
  });

  test.each([
    [
      'an error event',
      `${delta('Be')}data: {"error":{"message":"out of memory","type":"server_error"}}\n\n`,
      'stream-error',
    ],
    [
      'a named error event',
      `event: error\ndata: {"message":"busy","type":"overloaded_error"}\n\n`,
      'service-busy',
    ],
    ['a close before a reason to finish', delta('Be'), 'stream-cut'],
    ['no event at all', '', 'stream-cut'],
    ['garbage', 'data: {"cho\n\ndata: {{{\n\n', 'unexpected-reply'],
    ['an HTML page', '<!doctype html><title>Sign in</title>', 'unexpected-reply'],
  ])('%s ends in an error', async (_, body, code) => {
    service.answerWith(inPieces(sse, [body]));
    await expect(listen()).rejects.toMatchObject({ name: 'EngineError', code });
  });

  test('a connection cut in the middle is an error that may be retried', async () => {
    service.answerWith(cut(sse, delta('Be')));
    await expect(listen()).rejects.toMatchObject({ code: 'stream-cut', retryable: true });
  });

  test.each([
    ['stream_options', 'Unrecognized request argument supplied: stream_options'],
    ['max_tokens', "Unsupported parameter: 'max_tokens', use 'max_completion_tokens'"],
  ])('drops %s when the server refuses it, and remembers', async (field, message) => {
    const hadField = ({ body }: ReceivedRequest) =>
      Object.hasOwn(JSON.parse(body.toString()) as object, field);
    const before = service.requests.length;
    const chat = engine({ maxTokens: 9 });
    service.answerWith((response, request) => {
      if (hadField(request)) {
        response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: { message } }));
      } else response.writeHead(200, { 'content-type': sse }).end(reply);
    });
    expect((await listen(chat)).text).toBe('Grüß dich, 你好 👋');
    await listen(chat);
    expect(service.requests.slice(before).map(hadField)).toEqual([true, false, false]);
  });

  test('sends model, settings and extra fields', async () => {
    service.answerWith(inPieces(sse, [reply]));
    await listen(engine({ temperature: 0.3, maxTokens: 50, extra: { thinking: { type: 'disabled' } } }));
    const request = service.requests.at(-1)!;
    expect(request.path).toBe('/v1/chat/completions');
    expect(JSON.parse(request.body.toString())).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.3,
      max_tokens: 50,
      thinking: { type: 'disabled' },
    });
  });

  test('an exact address is called as it stands', async () => {
    service.answerWith(inPieces(sse, [reply]));
    await listen(
      engine({ address: { url: `${service.origin}/v2/ai/talk?x=1`, mode: 'exact', via: 'direct' } }),
    );
    expect(service.requests.at(-1)!.path).toBe('/v2/ai/talk?x=1');
  });
});
