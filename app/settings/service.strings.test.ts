import { expect, it } from 'vitest';
import { engineMessages } from '../engines/explain-failure.ts';
import { serviceStrings } from './service.strings.ts';
import { settingsStrings } from './settings.strings.ts';

it.each(['en', 'zh'] as const)('messages name switches and sections as the page does (%s)', (language) => {
  const { failures } = engineMessages[language];
  const { via, more, keyNotSent, confirmRevoke } = serviceStrings[language];
  expect(failures['cors-refused']({}).whatToDo).toContain(`“${via}”`);
  expect(keyNotSent).toContain(more);
  expect(confirmRevoke).toContain(settingsStrings[language].sections.companion);
});
