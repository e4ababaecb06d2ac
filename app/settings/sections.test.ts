import { expect, it } from 'vitest';
import { sectionOfHash } from './sections.ts';

it.each([
  ['#/settings/keys', 'keys'],
  ['#/settings/ears', 'ears'],
  ['#/settings', undefined],
  ['#/settings/toString', undefined],
  ['', undefined],
])('the section of %j is %s', (hash, section) => {
  expect(sectionOfHash(hash)).toBe(section);
});
