import { describe, expect, test } from 'vitest';
import { decodeOriginSegment, encodeOriginSegment, parseUpstreamOrigin } from './upstream-origin.ts';

describe('parseUpstreamOrigin', () => {
  test.each([
    ['https://api.openai.com', 'https://api.openai.com'],
    ['https://API.OpenAI.com:443/', 'https://api.openai.com'],
    ['https://api.openai.com.', 'https://api.openai.com'],
    ['http://192.168.1.5:8080', 'http://192.168.1.5:8080'],
    ['http://127.0.0.1:9091', 'http://localhost:9091'],
    ['http://[::1]:9091', 'http://localhost:9091'],
    ['http://2130706433:9091', 'http://localhost:9091'],
    ['http://0x7f.1:9091', 'http://localhost:9091'],
    ['http://0177.0.0.1:9091', 'http://localhost:9091'],
    ['http://0xa9fea9fe', 'http://169.254.169.254'],
    ['http://[0:0:0:0:0:ffff:127.0.0.1]', 'http://[::ffff:7f00:1]'],
  ])('%s becomes %s', (text, origin) => {
    expect(parseUpstreamOrigin(text)).toEqual({ ok: true, value: origin });
  });

  test.each([
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://user:secret@example.com',
    'https://example.com/v1',
    'https://example.com/?q',
    'https://example.com?',
    'https://example.com#x',
    'example.com',
    '',
    'http://',
    `https://${'a'.repeat(400)}.com`,
  ])('refuses %s', (text) => {
    const parsed = parseUpstreamOrigin(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.error.code).toBe('bad-request');
  });

  test('does not repeat a password in its message', () => {
    const parsed = parseUpstreamOrigin('https://user:secret@example.com');
    expect(!parsed.ok && parsed.error.message).not.toContain('secret');
  });
});

describe('origin segments', () => {
  test('round-trip', () => {
    const origin = 'http://192.168.1.5:8080';
    expect(decodeOriginSegment(encodeOriginSegment(origin))).toEqual({ ok: true, value: origin });
  });

  test.each(['', '..', 'a/b', 'aHR0', '%2e%2e'])('refuses %j', (segment) => {
    expect(decodeOriginSegment(segment).ok).toBe(false);
  });
});
