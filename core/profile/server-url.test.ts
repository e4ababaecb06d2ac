import { expect, it } from 'vitest';
import { readServerUrl } from './server-url.ts';

it.each([
  ['ws://host:8080/ws', 'ws://host:8080/ws', 'host:8080', 'http://host:8080'],
  [
    ' wss://EDGE.echokit.dev/ws/ ',
    'wss://edge.echokit.dev/ws',
    'edge.echokit.dev',
    'https://edge.echokit.dev',
  ],
  [
    'https://api.openai.com:443/v1/realtime',
    'wss://api.openai.com:443/v1/realtime',
    'api.openai.com:443',
    'https://api.openai.com',
  ],
  ['http://[::1]:9/ws#x', 'ws://[::1]:9/ws', '[::1]:9', 'http://[::1]:9'],
  ['192.168.1.5:8080/ws', 'ws://192.168.1.5:8080/ws', '192.168.1.5:8080', 'http://192.168.1.5:8080'],
  ['ws://host/ws?record=true', 'ws://host/ws?record=true', 'host', 'http://host'],
])('reads %j', (text, url, host, origin) => {
  expect(readServerUrl(text)).toEqual({ ok: true, value: { url, host, origin } });
});

it.each([
  ['', 'empty'],
  ['   ', 'empty'],
  ['ftp://host/ws', 'not-websocket'],
  ['ws://', 'not-url'],
  ['ws://a b/ws', 'not-url'],
  ['ws://host:99999/ws', 'not-url'],
  ['ws://host:port/ws', 'not-url'],
  ['ws://me:secret@host/ws', 'credentials'],
])('refuses %j', (text, error) => {
  expect(readServerUrl(text)).toEqual({ ok: false, error });
});
