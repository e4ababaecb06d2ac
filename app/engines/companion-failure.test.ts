import { describe, expect, it } from 'vitest';
import { companionFailure } from './companion-failure.ts';

const failure = (code: string) =>
  companionFailure(
    new Response('', { status: 502, headers: { 'x-echokit-error': code } }),
    '{"error":{"message":"nobody there"}}',
    'http://localhost:9092/v1',
  );

describe('companionFailure', () => {
  it('translates what the companion calls it, and says whether another try may help', () => {
    expect(failure('upstream-unreachable')).toMatchObject({ code: 'upstream-unreachable', retryable: true });
    expect(failure('body-too-large')).toMatchObject({ code: 'too-large', retryable: false });
    expect(failure('session-refused').details).toMatchObject({
      companion: 'session-refused',
      service: 'nobody there',
      status: 502,
    });
  });

  it.each(['', 'teapot', '__proto__', 'constructor', 'toString'])('knows no code %j', (code) => {
    expect(failure(code).code).toBe('companion-refused');
  });
});
