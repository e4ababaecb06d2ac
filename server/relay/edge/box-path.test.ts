import { expect, test } from 'vitest';
import { boxUrl, hostOfBoxUrl, parseBoxPath } from './box-path.ts';

test.each([
  ['/box/abc/a0b1c2d3e4f5', { token: 'abc', id: 'a0b1c2d3e4f5', query: '' }],
  ['/box/abc/a0%3Ab1?opus=true&x=%2F?', { token: 'abc', id: 'a0:b1', query: 'opus=true&x=%2F?' }],
  ['/box/ABC/4f2c-9.x_1?', { token: 'ABC', id: '4f2c-9.x_1', query: '' }],
])('%s is a box', (target, path) => {
  expect(parseBoxPath(target)).toEqual(path);
});

test.each([
  '',
  '/',
  '/box',
  '/box/',
  '/box/abc',
  '/box/abc/',
  '/box/abc//a0b1',
  '/box/abc/a0b1/',
  '/box/abc/.',
  '/box/abc/%2e%2e',
  '/box/abc/a%2Fb',
  '/box/abc/a%00b',
  '/box/abc/%',
  '/box/abc/你',
  '/box/abc/a b',
  '/box/abc/a0b1?x#y',
  '/boxes/abc/a0b1',
  'http://h/box/abc/a0b1',
  `/box/abc/${'a'.repeat(65)}`,
  `/box/abc/a0b1?${'x'.repeat(2_000)}`,
])('%.40s is none', (target) => {
  expect(parseBoxPath(target)).toBeNull();
});

test('the host comes back out of what boxes are told', () => {
  for (const host of ['192.168.1.20:9090', '[fd12::7]:9090', 'attic.local:9090'])
    expect(hostOfBoxUrl(boxUrl(host, 'abc'))).toBe(host);
  expect(hostOfBoxUrl('ws://h:1/ws/abc')).toBeUndefined();
});
