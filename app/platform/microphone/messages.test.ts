import { expect, it } from 'vitest';
import { microphoneMessagesEn } from './messages.en.ts';
import { microphoneMessagesZh } from './messages.zh.ts';

it('has words in both languages for every code, and says what to do', () => {
  expect(Object.keys(microphoneMessagesZh).sort()).toEqual(Object.keys(microphoneMessagesEn).sort());
  for (const table of [microphoneMessagesEn, microphoneMessagesZh]) {
    for (const { title, whatToDo } of Object.values(table)) {
      expect(title.length).toBeGreaterThan(3);
      expect(whatToDo).toMatch(/[.。]$/);
    }
  }
});
