import { describe, expect, test } from 'vitest';
import { endpointUrl, normaliseBaseUrl, serviceOrigin, siblingUrl, suggestedBase } from './service-url.ts';

describe('normaliseBaseUrl', () => {
  test.each([
    ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
    ['  https://api.openai.com/v1/  ', 'https://api.openai.com/v1'],
    ['api.openai.com/v1', 'https://api.openai.com/v1'],
    ['localhost:8080/v1', 'http://localhost:8080/v1'],
    ['192.168.1.20:9091', 'http://192.168.1.20:9091'],
    ['box.local:9094/v1', 'http://box.local:9094/v1'],
    ['https://api.groq.com/openai/v1/chat/completions', 'https://api.groq.com/openai/v1'],
    ['http://localhost:9094/v1/audio/stream_speech', 'http://localhost:9094/v1'],
    ['http://localhost:9092/v1/audio/transcriptions?x=1#y', 'http://localhost:9092/v1'],
    [
      'https://dashscope.aliyuncs.com/compatible-mode/v1/',
      'https://dashscope.aliyuncs.com/compatible-mode/v1',
    ],
    ['HTTPS://API.Example.com:443/v1/models', 'https://api.example.com/v1'],
  ])('%s -> %s', (text, base) => {
    expect(normaliseBaseUrl(text)).toEqual({ ok: true, value: base });
  });

  test.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['http://', 'no-url'],
    ['ws://x/v1', 'not-http'],
    ['https://me:secret@api.example.com', 'has-password'],
  ])('"%s" is refused: %s', (text, error) => {
    expect(normaliseBaseUrl(text)).toEqual({ ok: false, error });
  });
});

test.each([
  ['http://localhost:8080', 'http://localhost:8080/v1'],
  ['https://api.deepseek.com', 'https://api.deepseek.com/v1'],
  ['https://api.openai.com/v1', undefined],
  ['https://generativelanguage.googleapis.com/v1beta/openai', undefined],
])('a base without models: %s suggests %s', (base, suggested) => {
  expect(suggestedBase(base)).toBe(suggested);
});

describe('endpoints', () => {
  const base = { url: 'http://localhost:9094/v1/', mode: 'base', via: 'direct' } as const;
  const exact = {
    url: 'http://localhost:9094/v1/audio/stream_speech?k=1',
    mode: 'exact',
    via: 'direct',
  } as const;

  test('a base gets the path, an exact address stays', () => {
    expect(endpointUrl(base, '/audio/speech')).toMatchObject({
      value: { href: 'http://localhost:9094/v1/audio/speech' },
    });
    expect(endpointUrl(exact, '/audio/speech')).toMatchObject({ value: { href: exact.url } });
  });

  test('a sibling stands beside an exact address', () => {
    expect(siblingUrl(exact, '/audio/speakers')).toMatchObject({
      value: { href: 'http://localhost:9094/v1/audio/speakers' },
    });
  });

  test('keys are bound to the origin', () => {
    expect(serviceOrigin(exact)).toBe('http://localhost:9094');
    expect(serviceOrigin({ ...exact, url: '?' })).toBeUndefined();
  });
});
