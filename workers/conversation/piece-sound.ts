/** The sound of one piece at the playback rate, as it comes from the voice. */
import { Resampler } from '../../core/audio/resampler.ts';
import type { Hertz } from '../../core/units.ts';
import type { PcmChunk } from '../../app/engines/engine.ts';

/** A resampler builds a table of a few ms: those of finished pieces are used again. */
export class ResamplerPool {
  readonly #idle = new Map<string, Resampler[]>();

  take(from: Hertz, to: Hertz): Resampler {
    return this.#idle.get(`${from}:${to}`)?.pop() ?? new Resampler(from, to);
  }

  give(resampler: Resampler, from: Hertz, to: Hertz): void {
    resampler.reset();
    const key = `${from}:${to}`;
    const idle = this.#idle.get(key);
    if (idle === undefined) this.#idle.set(key, [resampler]);
    else idle.push(resampler);
  }
}

/** Chunks in, chunks at the playback rate out; joins between chunks are exact. */
export class PieceSound {
  readonly #to: Hertz;
  readonly #pool: ResamplerPool;
  #from: Hertz = 0;
  #resampler: Resampler | null = null;

  constructor(to: Hertz, pool: ResamplerPool) {
    this.#to = to;
    this.#pool = pool;
  }

  /** @returns arrays that own their buffers, ready to be transferred; none where there is nothing to hear yet */
  push({ samples, sampleRate }: PcmChunk): readonly Float32Array<ArrayBuffer>[] {
    if (samples.length === 0) return [];
    // A voice that changes its rate within a piece begins a new stream.
    const before = sampleRate === this.#from ? [] : this.finish();
    this.#from = sampleRate;
    if (sampleRate === this.#to) return [...before, owned(samples)];
    this.#resampler ??= this.#pool.take(sampleRate, this.#to);
    const output = new Float32Array(this.#resampler.maxOutputSamples(samples.length));
    const written = this.#resampler.process(samples, output);
    return written === 0 ? before : [...before, output.slice(0, written)];
  }

  /** The tail. */
  finish(): readonly Float32Array<ArrayBuffer>[] {
    const resampler = this.#resampler;
    if (resampler === null) return [];
    this.#resampler = null;
    const output = new Float32Array(resampler.maxFlushSamples);
    const written = resampler.flush(output);
    this.#pool.give(resampler, this.#from, this.#to);
    return written === 0 ? [] : [output.slice(0, written)];
  }
}

function owned(samples: Float32Array): Float32Array<ArrayBuffer> {
  const { buffer } = samples;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === samples.byteLength)
    return samples as Float32Array<ArrayBuffer>;
  return new Float32Array(samples);
}
