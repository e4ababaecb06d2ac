import { float32ToInt16 } from '../../core/audio/pcm.ts';
import { frameMs, frameSamples, type Millis } from '../../core/units.ts';
import type { BoxClock } from './clock.ts';

/** Frames of 512 samples at 16 kHz, in order, each judged after the one before. */
export type DetectSpeech = (frame: Float32Array) => number | Promise<number>;

interface MicrophoneEnds {
  /** The next 512 samples, or null for silence. */
  readonly read: () => Float32Array | null;
  readonly detect: DetectSpeech;
  readonly onHeard: (chunk: Int16Array, probability: number) => void;
  /** A frame could not be judged; it counts as no speech. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * The audio front end's clockwork: a chunk every 32 ms, none left out when the timers are late. The next one is asked for
 * only when the one before is dealt with, so that who supplies it knows the state that it will meet.
 */
export class BoxMicrophone {
  readonly #clock: BoxClock;
  readonly #ends: MicrophoneEnds;
  #startedAt: Millis = 0;
  #chunks = 0;
  #cancelTimer: (() => void) | null = null;
  #isStopped = false;

  constructor(clock: BoxClock, ends: MicrophoneEnds) {
    this.#clock = clock;
    this.#ends = ends;
  }

  start(): void {
    this.#startedAt = this.#clock.now();
    this.#wait();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
  }

  #wait(): void {
    const due = this.#startedAt + (this.#chunks + 1) * frameMs;
    this.#cancelTimer = this.#clock.after(Math.max(0, due - this.#clock.now()), () => this.#catchUp());
  }

  #catchUp(): void {
    const due = Math.floor((this.#clock.now() - this.#startedAt) / frameMs);
    // A timer may ring a hair early; then there is nothing to do yet.
    while (this.#chunks < due && !this.#isStopped) {
      this.#chunks += 1;
      const frame = this.#ends.read() ?? new Float32Array(frameSamples);
      const chunk = float32ToInt16(frame);
      const probability = this.#ends.detect(frame);
      if (typeof probability !== 'number') return void this.#judgeLater(chunk, probability);
      this.#ends.onHeard(chunk, probability);
    }
    if (!this.#isStopped) this.#wait();
  }

  async #judgeLater(chunk: Int16Array, judgement: Promise<number>): Promise<void> {
    let probability = 0;
    try {
      probability = await judgement;
    } catch (error) {
      this.#ends.onTrouble(error);
    }
    if (this.#isStopped) return;
    this.#ends.onHeard(chunk, probability);
    this.#catchUp();
  }
}
