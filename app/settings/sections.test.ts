import { expect, it } from 'vitest';
import { sectionGroups, sectionHash, sectionOfHash } from './sections.ts';
import { settingsStrings } from './settings.strings.ts';

it.each([
  ['#/settings/keys', 'keys'],
  ['#/settings/ears', 'ears'],
  ['#/settings/keys/', 'keys'],
  ['#/settings', undefined],
  ['#/settings/keys/more', undefined],
  ['#/settings/nothing', undefined],
  ['#/settings/toString', undefined],
  ['', undefined],
])('the section of %j is %s', (hash, section) => {
  expect(sectionOfHash(hash)).toBe(section);
});

it('lists every section once, each with an address of its own', () => {
  const listed = sectionGroups.flatMap(({ sections }) => [...sections]);
  expect(listed.toSorted()).toEqual(Object.keys(settingsStrings.en.sections).toSorted());
  expect(listed.map((id) => sectionOfHash(sectionHash(id)))).toEqual(listed);
});
