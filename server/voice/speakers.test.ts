import { expect, test } from 'vitest';
import type { EspeakVoice } from '../../core/speech-synth/espeak-synth.ts';
import { speakerNames } from './speakers.ts';

const voice = (identifier: string, ...languages: string[]): EspeakVoice => ({
  identifier,
  name: identifier,
  languages,
});
const voices = [
  voice('gmw/en', 'en-gb', 'en'),
  voice('gmw/en-US', 'en-us', 'en'),
  voice('sit/cmn', 'cmn', 'zh-cmn', 'zh'),
  voice('roa/fr', 'fr-fr', 'fr'),
  voice('jpx/ja', 'ja'),
];

test('only voices that are there are offered, auto first', () => {
  expect(speakerNames(voices)).toEqual([
    'auto',
    'en-us',
    'en-us+f3',
    'en-gb',
    'en-gb+f3',
    'cmn',
    'cmn+f3',
    'ja',
    'ja+f3',
    'fr',
    'fr+f3',
  ]);
});
