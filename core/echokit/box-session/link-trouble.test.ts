import { describe, expect, it } from 'vitest';
import { explainHandshake, judgeAddress, type ProbeStatus } from './link-trouble.ts';

describe('an address before it is dialled', () => {
  it.each([
    ['ws://localhost:8080/ws', true, null],
    ['ws://127.0.0.1/ws', true, null],
    ['ws://[::1]:8080/ws', true, null],
    ['ws://192.168.1.20:8080/ws', false, null],
    ['WSS://indie.echokit.dev/ws', true, null],
    ['ws://192.168.1.20:8080/ws', true, 'mixed-content'],
    ['ws://indie.echokit.dev/ws', true, 'mixed-content'],
    ['http://localhost:8080/ws', false, 'bad-address'],
    ['ws://', false, 'bad-address'],
    ['ws://user:pass@host/ws', false, 'bad-address'],
    ['ws://host/ws?x=1', false, 'bad-address'],
    ['ws://host/w s', false, 'bad-address'],
    ['', false, 'bad-address'],
  ])('%s, from a secure page: %s', (url, isSecure, code) => {
    expect(judgeAddress(url, isSecure)?.code ?? null).toBe(code);
  });
});

describe('a handshake that failed', () => {
  it.each<[ProbeStatus | null, string, boolean]>([
    [null, 'unreachable', false],
    ['open', 'browser-blocked', false],
    ['refused', 'handshake-refused', false],
    ['timeout', 'handshake-timeout', false],
    ['unknown-host', 'unknown-host', false],
    ['certificate', 'certificate', false],
    ['not-websocket', 'not-websocket', true],
    ['not-allowed', 'companion-not-allowed', false],
    ['forbidden', 'companion-forbidden', false],
    [400, 'handshake-400', true],
    [404, 'handshake-404', true],
    [502, 'handshake-status', false],
  ])('%s is %s', (status, code, hopeless) => {
    expect(explainHandshake(status)).toEqual({ code, hopeless });
  });
});
