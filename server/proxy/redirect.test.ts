import { describe, expect, test } from 'vitest';
import { redirectStep, type RedirectAnswer } from './redirect.ts';

const answer = (given: Partial<RedirectAnswer>): RedirectAnswer => ({
  status: 302,
  location: '/elsewhere',
  from: new URL('https://a.example/v1/x?y'),
  method: 'POST',
  followed: 0,
  body: 'replayable',
  ...given,
});

describe('redirectStep', () => {
  test.each([200, 201, 204, 300, 304, 305, 401, 500])('%d is no redirect', (status) => {
    expect(redirectStep(answer({ status }))).toEqual({ kind: 'none' });
  });

  test('a redirect without a place to go is an answer', () => {
    expect(redirectStep(answer({ location: undefined }))).toEqual({ kind: 'none' });
  });

  test.each([
    [301, 'POST', 'GET', false],
    [302, 'POST', 'GET', false],
    [303, 'POST', 'GET', false],
    [303, 'PUT', 'GET', false],
    [301, 'PUT', 'PUT', true],
    [307, 'POST', 'POST', true],
    [308, 'POST', 'POST', true],
  ])('%d turns %s into %s', (status, method, next, withBody) => {
    expect(redirectStep(answer({ status, method }))).toMatchObject({
      kind: 'follow',
      method: next,
      withBody,
    });
  });

  test('HEAD stays HEAD, GET has no body to send', () => {
    expect(redirectStep(answer({ status: 303, method: 'HEAD', body: 'none' }))).toMatchObject({
      method: 'HEAD',
    });
    expect(redirectStep(answer({ method: 'GET', body: 'none' }))).toMatchObject({
      method: 'GET',
      withBody: false,
    });
  });

  test.each([
    ['/v1/x/', 'https://a.example/v1/x/', false],
    ['z', 'https://a.example/v1/z', false],
    ['//b.example/v1', 'https://b.example/v1', true],
    ['http://a.example/v1', 'http://a.example/v1', true],
    ['https://a.example:8443/', 'https://a.example:8443/', true],
  ])('%s leads to %s', (location, href, crossOrigin) => {
    const step = redirectStep(answer({ location }));
    expect(step).toMatchObject({ kind: 'follow', crossOrigin });
    expect(step.kind === 'follow' && step.url.href).toBe(href);
  });

  test.each([
    [{ location: 'file:///etc/passwd' }, 'no web address'],
    [{ location: 'http://[' }, 'no web address'],
    [{ location: 'https://user:pw@b.example/' }, 'user name'],
    [{ followed: 5 }, '6 times'],
    [{ status: 307, body: 'spent' as const }, 'cannot be sent again'],
  ])('refuses %j', (given, words) => {
    const step = redirectStep(answer(given));
    expect(step.kind === 'refuse' && step.error.code).toBe('redirect-refused');
    expect(step.kind === 'refuse' && step.error.message).toContain(words);
  });

  test('a long body that need not be sent again is no obstacle', () => {
    expect(redirectStep(answer({ status: 303, body: 'spent' }))).toMatchObject({
      kind: 'follow',
      method: 'GET',
    });
  });
});
