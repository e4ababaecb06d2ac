/** What a client appended and nobody took yet: int16 at the session's rate. */
import { int16ToFloat32 } from '../../../core/audio/pcm.ts';
import { resample } from '../../../core/audio/resampler.ts';
import { heardRate, samplesToMillis, type Hertz, type Millis, type Samples } from '../../../core/units.ts';

/** Ten minutes at 24 kHz: what comes after is thrown away. */
const mostSamples: Samples = 600 * 24_000;

export class SoundBuffer {
  #parts: Int16Array[] = [];
  #length: Samples = 0;

  get length(): Samples {
    return this.#length;
  }

  add(pcm: Int16Array): void {
    if (this.#length + pcm.length > mostSamples) return;
    this.#parts.push(pcm);
    this.#length += pcm.length;
  }

  clear(): void {
    this.#parts = [];
    this.#length = 0;
  }

  all(): Int16Array {
    const whole = new Int16Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  lengthMs(rate: Hertz): Millis {
    return samplesToMillis(this.#length, rate);
  }

  /** As a recogniser wants it: 16 kHz in [-1, 1]. */
  heard(rate: Hertz): Float32Array {
    return resample(int16ToFloat32(this.all()), rate, heardRate);
  }
}
