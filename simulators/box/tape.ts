/** Recordings before the microphone: one whose clock may stand still, and others over it. */
import { frameSamples, type Samples } from '../../core/units.ts';

interface Reel {
  readonly samples: Float32Array;
  at: Samples;
}

/** Feeds a box's microphone with frames of 512 samples at 16 kHz. */
export class Tape {
  readonly #main: Reel;
  #overlays: Reel[] = [];

  /** @param samples 16 kHz mono, [-1, 1] */
  constructor(samples: Float32Array) {
    this.#main = { samples, at: 0 };
  }

  /** Both the recording and all that was laid over it have been read to their ends. */
  get isOver(): boolean {
    return this.#main.at >= this.#main.samples.length && this.#overlays.length === 0;
  }

  /** Plays over what else is heard, from the next frame on, whether the recording stands still or not. */
  overlay(samples: Float32Array): void {
    if (samples.length > 0) this.#overlays.push({ samples, at: 0 });
  }

  /**
   * @param isRunning whether the recording goes on; the overlays always do
   * @returns null for silence
   */
  read(isRunning: boolean): Float32Array | null {
    const reels = [...(isRunning ? [this.#main] : []), ...this.#overlays].filter(
      ({ samples, at }) => at < samples.length,
    );
    if (reels.length === 0) return null;
    const frame = new Float32Array(frameSamples);
    for (const reel of reels) {
      const part = reel.samples.subarray(reel.at, reel.at + frameSamples);
      for (const [n, sample] of part.entries()) frame[n]! += sample;
      reel.at += frameSamples;
    }
    this.#overlays = this.#overlays.filter(({ samples, at }) => at < samples.length);
    return frame;
  }
}
