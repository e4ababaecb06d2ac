/** The microphone's frames on their way to a server: 16 kHz floats to 24 kHz int16, joins exact. */
import { float32ToInt16 } from '../../../core/audio/pcm.ts';
import { Resampler } from '../../../core/audio/resampler.ts';
import { realtimeRate } from '../../../core/realtime/dialect.ts';
import { frameSamples, heardRate } from '../../../core/units.ts';

const silence = new Float32Array(frameSamples);

export class Uplink {
  readonly #resampler = new Resampler(heardRate, realtimeRate);

  push(samples: Float32Array): Int16Array {
    const output = new Float32Array(this.#resampler.maxOutputSamples(samples.length));
    const written = this.#resampler.process(samples, output);
    return float32ToInt16(output.subarray(0, written));
  }

  /** A frame in which nobody is to be heard. */
  pushSilence(): Int16Array {
    return this.push(silence);
  }

  /** A new stream begins with these samples. */
  begin(samples: Float32Array): Int16Array {
    this.#resampler.reset();
    return this.push(samples);
  }

  /** What the filter still holds. The next push begins a new stream. */
  end(): Int16Array {
    const output = new Float32Array(this.#resampler.maxFlushSamples);
    const written = this.#resampler.flush(output);
    return float32ToInt16(output.subarray(0, written));
  }
}
