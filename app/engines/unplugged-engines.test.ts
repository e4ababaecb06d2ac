/** The engines that need neither a service nor a browser. */
import { describe, expect, test } from 'vitest';
import { createDemoResponder } from './demo-responder.ts';
import { createEchoAsr } from './echo-asr.ts';
import type { LlmEvent, Utterance } from './engine.ts';
import { PushStream } from './push-stream.ts';
import { voiceLikeSound } from './voice-like-sound.ts';

const utterance = { samples: new Float32Array(40_000), sampleRate: 16_000 } as unknown as Utterance;
const never = () => new AbortController().signal;

describe('echo and demo', () => {
  const demo = (language = 'en') => createDemoResponder({ language, now: () => new Date(2026, 4, 1, 9, 5) });
  const reply = async (content: string, language?: string, signal = never()) => {
    const events: LlmEvent[] = [];
    for await (const event of demo(language).reply([{ role: 'user', content }], { signal }))
      events.push(event);
    return events;
  };
  const textOf = (events: readonly LlmEvent[]) =>
    events.map((event) => (event.type === 'text' ? event.delta : '')).join('');

  test('with no recogniser the user hears "You said:" and then the own voice', async () => {
    const { text } = await createEchoAsr().transcribe(utterance, { signal: never() });
    expect(text).toBe('▶ 2.5 s');
    expect(textOf(await reply(text))).toBe('You said:');
    expect(textOf(await reply(text, 'zh-CN'))).toBe('你说的是：');
  });

  test('an aborted echo rejects', async () => {
    const aborted = createEchoAsr().transcribe(utterance, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('the demo speaks word by word and ends with a reason', async () => {
    const events = await reply('what time is it');
    expect(events.slice(0, -1).map((event) => event.type === 'text' && event.delta)).toEqual([
      'It ',
      'is ',
      '9:05 ',
      'a.m.',
    ]);
    expect(events.at(-1)).toEqual({ type: 'end', reason: 'stop', tokens: 4 });
  });

  test('the demo stops in the middle when told to', async () => {
    const abort = new AbortController();
    const events = demo().reply([{ role: 'user', content: 'tell me a story' }], { signal: abort.signal });
    const words = events[Symbol.asyncIterator]();
    await words.next();
    abort.abort();
    await expect(words.next()).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('PushStream', () => {
  test('gives what waits, then what comes, then its end', async () => {
    const stream = new PushStream<number>();
    stream.push(1);
    stream.push(2);
    const read: number[] = [];
    const reading = (async () => {
      for await (const value of stream) {
        read.push(value);
        if (value === 2) queueMicrotask(() => stream.push(3));
        if (value === 3) queueMicrotask(() => stream.end());
      }
    })();
    await reading;
    stream.push(4);
    expect(read).toEqual([1, 2, 3]);
  });

  test('gives what waits before its error, and the first end counts', async () => {
    const stream = new PushStream<number>();
    stream.push(1);
    stream.fail(new Error('broken'));
    stream.end();
    const read: number[] = [];
    await expect(
      (async () => {
        for await (const value of stream) read.push(value);
      })(),
    ).rejects.toThrow('broken');
    expect(read).toEqual([1]);
  });
});

test('the sound for connection tests is quiet, voiced and always the same', () => {
  const sound = voiceLikeSound(16_000, 16_000);
  expect(sound).toEqual(voiceLikeSound(16_000, 16_000));
  const peak = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  expect(peak).toBeGreaterThan(0.03);
  expect(peak).toBeLessThan(0.9);
});
