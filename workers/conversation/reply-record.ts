/** The sound of a reply for keeping: 16-bit, as it was handed over. What is handed over is gone from this thread. */
import { float32ToInt16 } from '../../core/audio/pcm.ts';
import type { Samples } from '../../core/units.ts';

export class ReplyRecord {
  readonly #parts: Int16Array[] = [];
  #length: Samples = 0;

  add(samples: Float32Array): void {
    this.#parts.push(float32ToInt16(samples));
    this.#length += samples.length;
  }

  /** Its beginning, up to so many samples. */
  upTo(count: Samples): Int16Array {
    const pcm = new Int16Array(Math.min(count, this.#length));
    let at = 0;
    for (const part of this.#parts) {
      if (at >= pcm.length) break;
      pcm.set(part.subarray(0, pcm.length - at), at);
      at += part.length;
    }
    return pcm;
  }
}
