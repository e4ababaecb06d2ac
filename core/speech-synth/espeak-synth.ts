/**
 * eSpeak NG as a function from text to samples. Knows no thread and no download: who loads the module (and its data)
 * passes it in. Synthesis blocks its thread, some ms for a second of speech, so it belongs in a worker, and long texts
 * go through it in pieces.
 */
import { int16ToFloat32 } from '../audio/pcm.ts';
import type { Hertz } from '../units.ts';
import type { EspeakModule, EspeakWorker } from './espeak-module.ts';

export interface EspeakVoice {
  /** What eSpeak knows the voice by: `gmw/en-US`. */
  readonly identifier: string;
  /** English name: `English (America)`. */
  readonly name: string;
  /** Codes in lower case, best first: `en-us`, `en`. */
  readonly languages: readonly string[];
}

export interface Speech {
  readonly text: string;
  /** Identifier of a voice, with or without a variant: `gmw/en-US+f3`. */
  readonly voice: string;
  /** 1 = 175 words a minute. eSpeak keeps it between 80 and 450 words. */
  readonly speed: number;
}

/** Words a minute at speed 1. Source: espeak_ng's default rate. */
const wordsPerMinute = 175;

export class EspeakSynth {
  readonly #espeak: EspeakWorker;
  readonly voices: readonly EspeakVoice[];
  readonly sampleRate: Hertz;

  constructor(module: EspeakModule) {
    this.#espeak = new module.eSpeakNGWorker();
    this.sampleRate = this.#espeak.get_samplerate();
    this.voices = this.#espeak.list_voices().map(({ identifier, name, languages }) => ({
      identifier,
      name: name.trim(),
      languages: languages.map((language) => language.name.toLowerCase()),
    }));
  }

  /**
   * Speaks until the text ends or `onSamples` answers false.
   * @param onSamples gets mono samples of its own in [-1, 1], at most 100 ms at a time
   * @returns false if there is no such voice
   */
  speak({ text, voice, speed }: Speech, onSamples: (samples: Float32Array<ArrayBuffer>) => boolean): boolean {
    if (this.#espeak.set_voice(voice) !== 0) return false;
    this.#espeak.set_rate(Math.round(wordsPerMinute * speed));
    this.#espeak.synthesize(
      espeakText(text),
      (samples) => samples.length > 0 && !onSamples(int16ToFloat32(samples)),
    );
    return true;
  }
}

/** Text as eSpeak is to read it: no SSML, no phonemes in double brackets, no half characters, no end before its end. */
export const espeakText = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\p{Surrogate}/gu, '')
    .replaceAll('[[', '[ [')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
