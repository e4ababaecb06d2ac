import { describe, expect, test } from 'vitest';
import { defaultGsvSampleRate, gsvSampleRates, parseGsvSpeechRequest } from './speech-request.ts';

describe('parseGsvSpeechRequest', () => {
  test('fills in rate and speed', () => {
    expect(parseGsvSpeechRequest({ input: 'hi', speaker: 'ht' })).toEqual({
      ok: true,
      value: { input: 'hi', speaker: 'ht', sampleRate: defaultGsvSampleRate, speed: 1 },
    });
  });

  test('takes a request made for OpenAI, ignoring what it does not know', () => {
    const body = { model: 'tts-1', input: 'hi', voice: 'en-us', response_format: 'mp3', speed: 1.5 };
    expect(parseGsvSpeechRequest(body)).toEqual({
      ok: true,
      value: { input: 'hi', speaker: 'en-us', sampleRate: 32_000, speed: 1.5 },
    });
  });

  test.each(gsvSampleRates)('takes %d Hz', (rate) => {
    const parsed = parseGsvSpeechRequest({ input: 'hi', speaker: 'ht', sample_rate: rate });
    expect(parsed.ok && parsed.value.sampleRate).toBe(rate);
  });

  test.each([
    [{ input: 'hi', speaker: 'ht', sample_rate: 44_100 }, 400, '44100'],
    [{ input: 'hi', speaker: 'ht', sample_rate: 0 }, 400, 'sample_rate 0'],
    [{ input: 'hi', speaker: 'ht', sample_rate: '16000' }, 422, 'sample_rate'],
    [{ input: 'hi', speaker: 'ht', sample_rate: 16_000.5 }, 422, 'sample_rate'],
    [{ input: 'hi' }, 422, 'missing field `speaker`'],
    [{ input: 'hi', speaker: null, voice: null }, 422, 'missing field `speaker`'],
    [{ speaker: 'ht' }, 422, 'missing field `input`'],
    [{ input: 5, speaker: 'ht' }, 422, '`input`'],
    [{ input: 'hi', speaker: ['ht'] }, 422, '`speaker`'],
    [{ input: 'hi', speaker: 'ht', speed: 0 }, 422, '`speed`'],
    [{ input: 'hi', speaker: 'ht', speed: Number.NaN }, 422, '`speed`'],
    [[], 422, 'JSON object'],
    [null, 422, 'JSON object'],
    ['text', 422, 'JSON object'],
  ])('refuses %j with %d', (body, status, part) => {
    const parsed = parseGsvSpeechRequest(body);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error.status).toBe(status);
    expect(parsed.error.message).toContain(part);
  });
});
