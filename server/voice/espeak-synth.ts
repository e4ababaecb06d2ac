/**
 * eSpeak NG as a function from text to samples. Knows no Node and no DOM: who loads the module (and its 24 MB of data)
 * passes it in. Synthesis blocks its thread, about 3 ms for a second of speech, so it belongs in a worker.
 * Source: glue code of @echogarden/espeak-ng-emscripten 0.3.5, tried in Node 20.
 */
import { EchoError } from '../../core/errors.ts';
import type { Hertz } from '../../core/units.ts';

/** The module as Emscripten made it, as far as it is used. */
export interface EspeakModule {
  readonly eSpeakNGWorker: new () => {
    list_voices(): readonly EspeakVoiceEntry[];
    /** 0 is success. */
    set_voice(name: string): number;
    set_rate(wordsPerMinute: number): void;
    get_samplerate(): Hertz;
    /** Calls back with copies of at most 100 ms, the last one empty; a true answer stops it. */
    synthesize(text: string, onSamples: (samples: Int16Array) => boolean): void;
  };
}

interface EspeakVoiceEntry {
  /** Path in the voice folder: `gmw/en-US`. The only name that `set_voice` takes for every voice. */
  readonly identifier: string;
  readonly name: string;
  readonly languages: readonly { readonly name: string }[];
}

export interface EspeakVoice {
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

export type EspeakErrorCode = 'voice-unknown';

/** Words a minute at speed 1. Source: espeak_ng's default rate. */
const wordsPerMinute = 175;

export class EspeakSynth {
  readonly #espeak: InstanceType<EspeakModule['eSpeakNGWorker']>;
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
   * @param onSamples gets mono samples of its own, at most 100 ms at a time
   * Throws EchoError `voice-unknown`.
   */
  speak({ text, voice, speed }: Speech, onSamples: (samples: Int16Array) => boolean): void {
    if (this.#espeak.set_voice(voice) !== 0) {
      throw new EchoError<EspeakErrorCode>('voice-unknown', `eSpeak NG has no voice ${voice}`);
    }
    this.#espeak.set_rate(Math.round(wordsPerMinute * speed));
    this.#espeak.synthesize(plainText(text), (samples) => samples.length > 0 && !onSamples(samples));
  }
}

/** Text as eSpeak is to read it: no SSML, no phonemes in double brackets, no half characters, no end before its end. */
export const plainText = (text: string): string =>
  text
    // eslint's control-character rule is not on: these would end the C string or are read as commands
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\p{Surrogate}/gu, '')
    .replaceAll('[[', '[ [')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
