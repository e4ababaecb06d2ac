import { expect, test } from 'vitest';
import { espeakText } from './espeak-synth.ts';

test.each([
  ['markup', '<speak>a & b</speak>', '&lt;speak>a &amp; b&lt;/speak>'],
  ['phonemes', '[[x]]', '[ [x]]'],
  ['control characters', 'a\u0000b\u0007', 'a b '],
  ['a half character', 'a\ud800', 'a'],
])('eSpeak reads %s as text, never as commands', (_what, text, read) => {
  expect(espeakText(text)).toBe(read);
});
