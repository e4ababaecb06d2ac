/**
 * eSpeak NG as a function from text to samples. Knows nothing of workers, ports and downloads. Synthesis blocks its
 * thread, about 35 ms for a second of speech, so it belongs in a worker and long texts go through it in pieces.
 */
import { int16ToFloat32 } from '../../core/audio/pcm.ts';
import type { Hertz } from '../../core/units.ts';
import type { EspeakModule, EspeakVoiceEntry, EspeakWorker } from './espeak-module.ts';

export class EspeakVoice {
  readonly sampleRate: Hertz;
  readonly voices: readonly EspeakVoiceEntry[];
  readonly #espeak: EspeakWorker;

  constructor(module: EspeakModule) {
    this.#espeak = new module.eSpeakNGWorker();
    this.sampleRate = this.#espeak.get_samplerate();
    this.voices = this.#espeak.list_voices();
  }

  /**
   * Speaks until the text ends or `onSamples` answers false.
   * @param identifier of a voice in {@link voices}, with or without a variant: `gmw/en-US+f3`
   * @param onSamples gets mono samples of its own, at most 100 ms at a time
   * @returns false if there is no such voice
   */
  speak(
    text: string,
    identifier: string,
    onSamples: (samples: Float32Array<ArrayBuffer>) => boolean,
  ): boolean {
    if (this.#espeak.set_voice(identifier) !== 0) return false;
    this.#espeak.synthesize(
      plainText(text),
      (samples) => samples.length > 0 && !onSamples(int16ToFloat32(samples) as Float32Array<ArrayBuffer>),
    );
    return true;
  }
}

/** Text as eSpeak is to read it: no markup, no phonemes in double brackets, no half characters, no early end. */
export const plainText = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\p{Surrogate}/gu, '')
    .replaceAll('[[', '[ [')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
