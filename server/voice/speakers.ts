/** Which speakers the companion offers. Pure. */
import type { EspeakVoice } from '../../core/speech-synth/espeak-synth.ts';
import { autoVoice, voiceFor } from '../../core/speech-synth/voice-names.ts';

/** What is on offer by name, the likely ones first. Every other language code of eSpeak is understood as well. */
const offered: readonly string[] = [
  'en-us',
  'en-us+f3',
  'en-gb',
  'en-gb+f3',
  'cmn',
  'cmn+f3',
  'yue',
  'ja',
  'ja+f3',
  'ko',
  'fr',
  'fr+f3',
  'de',
  'de+f3',
  'es',
  'es+f3',
  'es-419',
  'it',
  'pt',
  'pt-br',
  'nl',
  'sv',
  'pl',
  'uk',
  'ru',
  'tr',
  'ar',
  'he',
  'fa',
  'hi',
  'bn',
  'id',
  'vi',
  'th',
  'el',
];

/** Names for a list to choose from: `auto`, then those whose voice is there. */
export const speakerNames = (voices: readonly EspeakVoice[]): readonly string[] => [
  autoVoice,
  ...offered.filter((name) => voiceFor({ name, text: '' }, voices) !== undefined),
];
