import { describe, expect, it } from 'vitest';
import { createRandom } from '../audio/random.testing.ts';
import { encodePcmText } from './base64.ts';
import { dialectOf } from './dialect.ts';
import { longestServerEvent, parseServerEvent } from './parse-server-event.ts';
import type { ServerEvent } from './server-event.ts';

function parse(type: string, fields: object = {}): ServerEvent {
  const parsed = parseServerEvent(JSON.stringify({ event_id: 'e', type, ...fields }));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

const ids = { response_id: 'r1', item_id: 'a1', output_index: 0, content_index: 1 };
const part = { response: 'r1', item: 'a1', content: 1 };

describe('server events', () => {
  it.each([
    ['response.output_text.delta', 'response.text.delta'],
    ['response.output_audio_transcript.delta', 'response.audio_transcript.delta'],
  ])('[R2] reads %s as %s', (ga, beta) => {
    const wanted = { type: 'reply-text-delta', ...part, delta: '你好' };
    expect(parse(ga, { ...ids, delta: '你好' })).toEqual(wanted);
    expect(parse(beta, { ...ids, delta: '你好' })).toEqual(wanted);
  });

  it('[R2] reads the ends of texts and audio by both names', () => {
    const text = { type: 'reply-text-done', ...part, text: 'Hi' };
    expect(parse('response.output_text.done', { ...ids, text: 'Hi' })).toEqual(text);
    expect(parse('response.text.done', { ...ids, text: 'Hi' })).toEqual(text);
    expect(parse('response.output_audio_transcript.done', { ...ids, transcript: 'Hi' })).toEqual(text);
    expect(parse('response.audio_transcript.done', { ...ids, transcript: 'Hi' })).toEqual(text);
    for (const name of ['response.audio.done', 'response.output_audio.done'])
      expect(parse(name, ids)).toEqual({ type: 'ignored', name });
  });

  it('[R2] decodes audio by both names, half a sample left out', () => {
    const pcm = Int16Array.of(1, -2, 300);
    const wanted = { type: 'reply-audio-delta', ...part, pcm };
    for (const name of ['response.output_audio.delta', 'response.audio.delta']) {
      expect(parse(name, { ...ids, delta: encodePcmText(pcm) })).toEqual(wanted);
      expect(parse(name, { ...ids, delta: 'AQD+/ywBBw==' })).toEqual(wanted);
      expect(parse(name, { ...ids, delta: '!!!' })).toEqual({ type: 'unknown', name });
    }
  });

  it('[R2] reads errors, short and without keys', () => {
    const event = parse('error', {
      error: {
        type: 'invalid_request_error',
        code: 'invalid_api_key',
        message: `Incorrect key ek_abcdefghijkl\nprovided ${'x'.repeat(2000)}`,
        event_id: 'response-3',
      },
    });
    expect(event).toMatchObject({
      type: 'error',
      causedBy: 'response-3',
      error: { code: 'invalid_api_key', type: 'invalid_request_error' },
    });
    const message = event.type === 'error' ? event.error.message : '';
    expect(message).toMatch(/^Incorrect key \[secret\] provided x+…$/);
    expect(parse('error', { error: { type: 'session_limit_reached' } })).toMatchObject({
      error: { type: 'session_limit_reached', message: 'session_limit_reached' },
    });
    expect(parse('error')).toEqual({ type: 'error', error: { message: '' } });
  });

  it('[R2] reads the end of a response', () => {
    const call = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' };
    const event = parse('response.done', {
      response: {
        id: 'r1',
        status: 'failed',
        status_details: { reason: 'x', error: { type: 'server_error', code: 'boom' } },
        output: [{ type: 'message' }, call, { type: 'function_call', name: 'no id' }],
      },
    });
    expect(event).toEqual({
      type: 'response-done',
      response: 'r1',
      status: 'failed',
      reason: 'x',
      error: { message: 'boom', code: 'boom', type: 'server_error' },
      calls: [{ callId: 'c1', name: 'f', arguments: '{}' }],
    });
    expect(parse('response.done', { response: { id: 'r1', status: 'news' } })).toMatchObject({
      status: 'completed',
    });
  });

  it('[R2] reads items by both names, with their place', () => {
    const item = { id: 'u1', type: 'message', role: 'user', content: [] };
    const wanted = { type: 'item-added', item: 'u1', role: 'user', after: 'a0' };
    expect(parse('conversation.item.added', { item, previous_item_id: 'a0' })).toEqual(wanted);
    expect(parse('conversation.item.created', { item, previous_item_id: 'a0' })).toEqual(wanted);
    expect(parse('input_audio_buffer.committed', { item_id: 'u1', previous_item_id: null })).toEqual({
      type: 'committed',
      item: 'u1',
    });
  });

  it('[R2] passes on what nobody told us of, and what lacks its fields', () => {
    expect(parse('response.dreams.delta')).toEqual({ type: 'unknown', name: 'response.dreams.delta' });
    expect(parse('response.created')).toEqual({ type: 'unknown', name: 'response.created' });
    expect(parse('__proto__')).toEqual({ type: 'unknown', name: '__proto__' });
    expect(parse('constructor')).toEqual({ type: 'unknown', name: 'constructor' });
    expect(parse('x'.repeat(5000))).toEqual({ type: 'unknown', name: 'x'.repeat(100) });
  });

  it('[R2] refuses what is no event, the long before anything else', () => {
    expect(parseServerEvent(' '.repeat(longestServerEvent + 1))).toEqual({ ok: false, error: 'too-long' });
    expect(parseServerEvent('{')).toEqual({ ok: false, error: 'not-json' });
    for (const text of ['null', '[]', '"error"', '{}', '{"type":1}'])
      expect(parseServerEvent(text)).toEqual({ ok: false, error: 'no-event' });
  });

  it('[R4] tells a dialect by its session', () => {
    const shape = (session: unknown): string => {
      const event = parse('session.created', { session });
      return event.type === 'session-created' ? event.shape : '';
    };
    expect(shape({ type: 'realtime', object: 'realtime.session', audio: {} })).toBe('nested');
    expect(shape({ object: 'realtime.session', input_audio_format: 'pcm16' })).toBe('flat');
    expect(shape({ id: 's' })).toBe('unclear');
    expect(shape(undefined)).toBe('unclear');
    const nested = { shape: 'nested' } as const;
    expect(dialectOf(nested, 'echokit')).toBe('openai');
    expect(dialectOf(nested, 'hugging-face')).toBe('hugging-face');
    expect(dialectOf({ shape: 'flat' }, 'openai')).toBe('echokit');
    expect(dialectOf({ shape: 'unclear' }, 'echokit')).toBe('echokit');
  });
});

describe('server events, whatever comes', () => {
  const samples = [
    { type: 'session.created', session: { type: 'realtime', audio: {} } },
    { type: 'error', error: { type: 'a', code: 'b', message: 'c', event_id: 'd' } },
    { type: 'response.done', response: { id: 'r', status: 'failed', output: [{ type: 'function_call' }] } },
    { type: 'response.output_audio.delta', ...ids, delta: 'AAAAAAAA' },
    { type: 'response.text.delta', ...ids, delta: 'Hi' },
    { type: 'conversation.item.created', item: { id: 'u', role: 'user' }, previous_item_id: 'p' },
    { type: 'conversation.item.input_audio_transcription.completed', item_id: 'u', transcript: 'Hi' },
    { type: 'response.function_call_arguments.done', ...ids, call_id: 'c', name: 'n', arguments: '{}' },
  ].map((event) => JSON.stringify(event));

  it('[R2] never throws, and tells only of texts and whole numbers', () => {
    const random = createRandom(7);
    const odd = ['null', '[]', '{}', '-1', '1e999', '"\\ud800"', 'true', '', '"', '\u0000', '"AAA"'];
    let understood = 0;
    for (let round = 0; round < 12_000; round++) {
      let text = samples[random.integer(0, samples.length - 1)]!;
      for (let edits = random.integer(1, 3); edits > 0; edits--) {
        const from = random.integer(0, text.length);
        const to = Math.min(text.length, from + random.integer(0, 6));
        const values = [...text.matchAll(/:("[^"]*"|\d+|\{\})/g)];
        const value = values[random.integer(0, Math.max(0, values.length - 1))];
        const put = odd[random.integer(0, odd.length - 1)]!;
        if (value !== undefined && random.chance(0.6))
          text = text.slice(0, value.index + 1) + put + text.slice(value.index + value[0].length);
        else text = text.slice(0, from) + put + text.slice(to);
      }
      const parsed = parseServerEvent(text);
      if (!parsed.ok) continue;
      understood += 1;
      const event = parsed.value;
      if ('response' in event) expect(event.response).not.toBe('');
      if ('content' in event) expect(Number.isInteger(event.content)).toBe(true);
      if ('text' in event) expect(typeof event.text).toBe('string');
      if ('delta' in event) expect(typeof event.delta).toBe('string');
    }
    expect(understood).toBeGreaterThan(1000);
  });
});
