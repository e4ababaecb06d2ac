import { expect, it } from 'vitest';
import { readRecordings, recordingListUrl } from './recordings.ts';

const server = 'ws://192.168.1.20:8080/ws';

it('asks where the list is', () => {
  expect(recordingListUrl(server, 'a b')).toBe('http://192.168.1.20:8080/downloads/list/a%20b');
  expect(recordingListUrl('wss://host/some/ws', 'x')).toBe('https://host/downloads/list/x');
});

it('makes addresses that lead somewhere, newest first', () => {
  const list = [
    { file_name: 'record_20261119_100000+0000.wav', download_url: '/record/download/x/no' },
    { file_name: 'record_20261120_100000+0000.wav', download_url: 'javascript:alert(1)' },
  ];
  expect(readRecordings(list, server, 'aabb')).toEqual([
    {
      name: 'record_20261120_100000+0000.wav',
      url: 'http://192.168.1.20:8080/downloads/download/aabb/record_20261120_100000%2B0000.wav',
    },
    {
      name: 'record_20261119_100000+0000.wav',
      url: 'http://192.168.1.20:8080/downloads/download/aabb/record_20261119_100000%2B0000.wav',
    },
  ]);
});

it('takes nothing else', () => {
  expect(readRecordings({}, server, 'x')).toBeNull();
  expect(readRecordings(null, server, 'x')).toBeNull();
  const odd = [null, 7, {}, { file_name: '../../etc' }, { file_name: 5 }, { file_name: '<b>' }];
  expect(readRecordings(odd, server, 'x')).toEqual([]);
});
