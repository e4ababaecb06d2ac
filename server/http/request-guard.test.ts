import { describe, expect, test } from 'vitest';
import { createHostCheck, judgeHost, judgeOrigin, judgeSession, type RequestFacts } from './request-guard.ts';
import { createSessionSecret, isSessionSecret } from './session.ts';

const facts = (given: Partial<RequestFacts>): RequestFacts => ({
  host: 'localhost:9090',
  origin: undefined,
  fetchSite: undefined,
  session: undefined,
  ...given,
});

describe('hosts', () => {
  const isOwnHost = createHostCheck({
    port: 9090,
    listening: ['192.168.1.2', 'fd12::7'],
    published: ['talk.lan'],
  });

  test.each([
    'localhost:9090',
    'LOCALHOST:9090',
    '127.0.0.1:9090',
    '[::1]:9090',
    '192.168.1.2:9090',
    '[fd12::7]:9090',
    'talk.lan',
    'talk.lan:443',
  ])('%s is ours', (host) => {
    expect(judgeHost(facts({ host }), isOwnHost)).toBeNull();
  });

  test.each([
    undefined,
    '',
    'evil.example:9090',
    'localhost',
    'localhost:9091',
    'localhost.evil.example:9090',
    'evil.localhost:9090',
    '127.0.0.2:9090',
    '[::1]',
    'localhost:9090@evil.example',
    'talk.lan.evil.example',
    'x.talk.lan',
  ])('%s is refused', (host) => {
    expect(judgeHost(facts({ host }), isOwnHost)).toBe('host-refused');
  });

  test('port 80 may be left out', () => {
    const onPort80 = createHostCheck({ port: 80, listening: [], published: [] });
    expect(['localhost', 'localhost:80', '[::1]'].every(onPort80)).toBe(true);
  });
});

describe('origins', () => {
  test.each([
    { origin: 'http://localhost:9090' },
    { origin: 'http://localhost:9090', fetchSite: 'same-origin' },
    { fetchSite: 'same-origin' },
    { fetchSite: 'none' },
    {},
    { host: 'talk.lan', origin: 'https://talk.lan' },
  ])('%j passes', (given) => {
    expect(judgeOrigin(facts(given))).toBeNull();
  });

  test.each([
    { origin: 'http://localhost:3000' },
    { origin: 'http://127.0.0.1:9090' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: 'http://localhost:9090.evil.example' },
    { origin: 'http://localhost:9090', fetchSite: 'cross-site' },
    { fetchSite: 'cross-site' },
    { fetchSite: 'same-site' },
    { fetchSite: 'something-new' },
  ])('%j is refused', (given) => {
    expect(judgeOrigin(facts(given))).toBe('origin-refused');
  });
});

describe('sessions', () => {
  const secret = createSessionSecret();

  test('only the secret itself passes', () => {
    expect(judgeSession(facts({ session: secret }), secret)).toBeNull();
    for (const session of [undefined, '', secret.slice(1), `${secret}x`, secret.toLowerCase()]) {
      expect(judgeSession(facts({ session }), secret)).toBe('session-refused');
    }
    expect(isSessionSecret('', '')).toBe(false);
    expect(secret.length).toBeGreaterThan(40);
  });

  test('every launch has its own', () => {
    expect(createSessionSecret()).not.toBe(createSessionSecret());
  });
});
