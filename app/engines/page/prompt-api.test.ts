import { describe, expect, test } from 'vitest';
import type { ChatMessage } from '../engine.ts';
import { scriptedLanguageModel } from '../testing/scripted-language-model.testing.ts';
import { createPromptApi, findLanguageModel } from './prompt-api.ts';

const talk: readonly ChatMessage[] = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: 'one' },
  { role: 'assistant', content: 'two' },
  { role: 'user', content: 'three' },
];

async function listen(
  engine: ReturnType<typeof createPromptApi>,
  messages = talk,
  signal = new AbortController().signal,
) {
  const events: string[] = [];
  for await (const event of engine.reply(messages, { signal })) {
    events.push(event.type === 'end' ? 'end' : event.delta);
  }
  return events;
}

describe('prompt-api', () => {
  test('reads the system prompt once and clones it for each reply', async () => {
    const script = scriptedLanguageModel();
    const engine = createPromptApi(script.model, 'en-US');
    script.reply = ['four', ' five'];
    expect(await listen(engine)).toEqual(['four', ' five', 'end']);
    await listen(engine, talk.slice(0, 2));
    expect(script.log).toEqual([
      'create Be kind.',
      'clone',
      'append user:one,assistant:two',
      'prompt three',
      'destroy',
      'clone',
      'prompt one',
      'destroy',
    ]);
  });

  test('names the language in every question: the own where Chrome knows it, else English', async () => {
    const script = scriptedLanguageModel();
    await listen(createPromptApi(script.model, 'de-AT'));
    await listen(createPromptApi(script.model, 'zh-CN'));
    expect(script.asked).toEqual([
      'availability de de',
      'create de de',
      'availability en en',
      'create en en',
    ]);
  });

  test('is not looked for in builds that have the class and no vendor', () => {
    const { model } = scriptedLanguageModel();
    const browser = (...names: readonly string[]) => ({
      LanguageModel: model,
      navigator: { userAgentData: { brands: names.map((brand) => ({ brand })) } },
    });
    expect(findLanguageModel(browser('Chromium', 'Not;A=Brand'))).toBeUndefined();
    expect(findLanguageModel(browser('Not/A)Brand', 'HeadlessChrome', 'Chromium'))).toBeUndefined();
    expect(findLanguageModel(browser('Google Chrome', 'Not.A/Brand', 'Chromium'))).toBe(model);
    expect(findLanguageModel(browser('Microsoft Edge', 'Chromium'))).toBe(model);
    expect(findLanguageModel({ LanguageModel: model })).toBe(model);
    expect(findLanguageModel({})).toBeUndefined();
  });

  test('another system prompt begins anew', async () => {
    const script = scriptedLanguageModel();
    const engine = createPromptApi(script.model, 'en-US');
    await listen(engine);
    await listen(engine, [{ role: 'user', content: 'x' }]);
    expect(script.log.slice(5)).toEqual(['destroy', 'create ', 'clone', 'prompt x', 'destroy']);
  });

  test.each([
    ['unavailable', 'model-missing'],
    ['downloadable', 'model-needs-download'],
    ['downloading', 'model-needs-download'],
  ] as const)('%s is %s', async (availability, code) => {
    const script = scriptedLanguageModel();
    script.availability = availability;
    await expect(listen(createPromptApi(script.model, 'en-US'))).rejects.toMatchObject({
      name: 'EngineError',
      code,
    });
  });

  test('a browser without it says so', async () => {
    await expect(listen(createPromptApi(undefined, 'en'))).rejects.toMatchObject({ code: 'model-missing' });
  });

  test.each([
    ['QuotaExceededError', 'context-too-long'],
    ['NotAllowedError', 'model-needs-download'],
    ['UnknownError', 'service-failed'],
  ])('%s in the stream is %s', async (name, code) => {
    const script = scriptedLanguageModel();
    script.reply = ['a', new DOMException('x', name)];
    await expect(listen(createPromptApi(script.model, 'en-US'))).rejects.toMatchObject({ code });
    expect(script.log.at(-1)).toBe('destroy');
  });

  test('an abort ends the stream and its session', async () => {
    const script = scriptedLanguageModel();
    script.reply = ['a', '…'];
    const abort = new AbortController();
    const events = createPromptApi(script.model, 'en-US')
      .reply(talk, { signal: abort.signal })
      [Symbol.asyncIterator]();
    await events.next();
    await events.next();
    const next = events.next();
    abort.abort();
    await expect(next).rejects.toMatchObject({ name: 'AbortError' });
    expect(script.log.at(-1)).toBe('destroy');
  });
});
