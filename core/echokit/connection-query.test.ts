import { describe, expect, it } from 'vitest';
import {
  connectionUrl,
  formatConnectionQuery,
  guessFirmware,
  parseConnectionQuery,
  type ConnectionQuery,
} from './connection-query.ts';

const off: ConnectionQuery = { reconnect: false, opus: false, vowel: false, streamAsr: false, record: false };

describe('parseConnectionQuery', () => {
  it.each([
    ['', {}],
    ['?', {}],
    ['?opus=true&vowel=true&stream_asr=true', { opus: true, vowel: true, streamAsr: true }],
    ['reconnect=true&opus=false', { reconnect: true }],
    ['record=true&&', { record: true }],
    ['lang=zh&Opus=1&opus[]=x&=', {}],
    ['%6fpus=%74rue', { opus: true }],
  ])('%j', (query, flags) => {
    expect(parseConnectionQuery(query)).toEqual({ ok: true, value: { ...off, ...flags } });
  });

  it.each([
    'opus=1',
    'opus=',
    'opus',
    'opus=True',
    'opus=true+',
    'opus=%20true',
    'opus=true=',
    'vowel=yes',
    'stream_asr=0',
    'reconnect=TRUE',
    'record=null',
    'opus=true&opus=true',
    'opus=false&x=1&opus=true',
    `x=${'a'.repeat(5_000)}`,
  ])('refuses %.40s as HTTP 400', (query) => {
    expect(parseConnectionQuery(query)).toMatchObject({ ok: false, error: { code: 'query-refused' } });
  });

  it('reads what was written, all 32 ways', () => {
    const flags = ['reconnect', 'opus', 'vowel', 'streamAsr', 'record'] as const;
    for (let bits = 0; bits < 32; bits++) {
      const query = Object.fromEntries(flags.map((flag, i) => [flag, ((bits >> i) & 1) === 1]));
      expect(parseConnectionQuery(formatConnectionQuery(query))).toEqual({ ok: true, value: query });
    }
  });
});

it.each([
  ['ws://h/ws', {}, 'ws://h/ws/a0b1'],
  [
    'ws://h:8080/ws/',
    { streamAsr: true, vowel: true, opus: true },
    'ws://h:8080/ws/a0b1?opus=true&vowel=true&stream_asr=true',
  ],
  [
    'wss://h/v2/stable_ws',
    { reconnect: true, opus: true, vowel: true, streamAsr: true },
    'wss://h/v2/stable_ws/a0b1?reconnect=true&opus=true&vowel=true&stream_asr=true',
  ],
])('%s with %j is dialled as a box does', (server, query, url) => {
  expect(connectionUrl(server, 'a0b1', query)).toBe(url);
});

it('keeps an id one segment of the path', () => {
  expect(connectionUrl('ws://h/ws', 'a/b?c#你', {})).toBe('ws://h/ws/a%2Fb%3Fc%23%E4%BD%A0');
});

it.each([
  [{}, '0.2.1'],
  [{ reconnect: true }, '0.2.1'],
  [{ opus: true }, '0.2.2'],
  [{ opus: true, vowel: true }, '0.3.0'],
  [{ opus: true, vowel: true, streamAsr: true }, '0.3.1+'],
  [{ reconnect: true, opus: true, vowel: true, streamAsr: true }, '0.3.1+'],
  [{ streamAsr: true }, undefined],
  [{ opus: true, streamAsr: true }, undefined],
  [{ vowel: true }, undefined],
  [{ record: true }, undefined],
])('%j is firmware %s', (flags, firmware) => {
  expect(guessFirmware({ ...off, ...flags })).toBe(firmware);
});
