import { expect, it } from 'vitest';
import { engineMessages } from '../engines/explain-failure.ts';
import { boxFailureStrings, explainBoxFailure } from './explain-box-failure.ts';

it('has words for what only boxes fail at, and the words of the engines for the rest', () => {
  const explain = (code: string, language: 'en' | 'zh') =>
    explainBoxFailure({ code, details: {} }, boxFailureStrings[language], engineMessages[language]);
  expect(explain('recogniser-hears-microphone', 'en').title).toContain('not a box');
  expect(explain('voice-without-samples', 'zh').whatToDo).toContain('“声音”');
  expect(explain('empty-audio', 'en').title).not.toBe(explain('toString', 'en').title);
  expect(explain('toString', 'en').title).toBe(explain('unknown', 'en').title);
});
