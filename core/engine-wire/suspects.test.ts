import { describe, expect, test } from 'vitest';
import { hostKind } from './host-kind.ts';
import { judgeNetworkFailure, type NetworkFailureFacts } from './suspects.ts';

test.each([
  ['localhost', 'loopback'],
  ['app.localhost', 'loopback'],
  ['127.0.0.1', 'loopback'],
  ['[::1]', 'loopback'],
  ['192.168.1.4', 'private'],
  ['10.0.0.1', 'private'],
  ['172.31.0.1', 'private'],
  ['172.32.0.1', 'public'],
  ['100.64.0.1', 'private'],
  ['[fd00::1]', 'private'],
  ['[2a00::1]', 'public'],
  ['8.8.8.8', 'public'],
  ['box.local', 'local-name'],
  ['nas', 'local-name'],
  ['api.openai.com', 'public'],
])('%s is %s', (name, kind) => {
  expect(hostKind(name)).toBe(kind);
});

const judge = (facts: Partial<NetworkFailureFacts> = {}) =>
  judgeNetworkFailure({
    service: { secure: true, host: 'public' },
    page: { secure: true, https: true, host: 'public' },
    online: true,
    probe: 'none',
    ...facts,
  });

describe('why a call failed without an answer', () => {
  test('a host that answers lacks only its permission', () => {
    expect(judge({ probe: 'opaque' })).toEqual({
      code: 'cors-refused',
      retryable: false,
      suspects: ['no-cors', 'error-page-without-cors'],
    });
  });

  test('a host that answers readably has broken off this one call', () => {
    expect(judge({ probe: 'readable' })).toEqual({ code: 'stream-cut', retryable: true, suspects: [] });
  });

  test('offline is certain for public hosts only', () => {
    expect(judge({ online: false }).code).toBe('offline');
    expect(judge({ online: false, service: { secure: false, host: 'loopback' } }).code).toBe('unreachable');
  });

  test('a local server that is not there', () => {
    const { suspects } = judge({
      service: { secure: false, host: 'loopback' },
      page: { secure: true, https: false, host: 'loopback' },
    });
    expect(suspects).toEqual(['not-running', 'wrong-port']);
  });

  test('a public page that was denied the local network hears that first', () => {
    const service = { secure: false, host: 'loopback' } as const;
    expect(judge({ service, localNetwork: 'denied' }).suspects[0]).toBe('local-network-denied');
    expect(judge({ service, localNetwork: 'granted' }).suspects).not.toContain('local-network-denied');
    expect(judge({ service }).suspects).toContain('local-network-denied');
  });

  test('http to a local name from https is mixed content, to an address it is not', () => {
    expect(judge({ service: { secure: false, host: 'local-name' } }).suspects[0]).toBe('mixed-content');
    expect(judge({ service: { secure: false, host: 'private' } }).suspects).not.toContain('mixed-content');
  });

  test('an insecure page cannot reach the local network', () => {
    const facts = {
      service: { secure: false, host: 'private' },
      page: { secure: false, https: false, host: 'public' },
    } as const;
    expect(judge(facts).suspects[0]).toBe('page-insecure');
  });

  test('a public service: its name, its state, a blocker', () => {
    expect(judge().suspects).toEqual(['wrong-host', 'not-running', 'blocker', 'page-policy']);
  });
});
