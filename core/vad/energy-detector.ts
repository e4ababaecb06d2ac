/**
 * Speech by loudness alone, for when no model can be loaded.
 *
 * Compares each frame's level with the quietest of the last three seconds and gives a pseudo-probability, so that the
 * segmenters work unchanged: 0.5 is where speech begins by default, 0.35 where it may end. It knows its limits: whatever rises
 * above the background for two frames is speech to it, be it music, a cough or a leaked loudspeaker.
 */
import { invariant } from '../assert.ts';
import { amplitudeToDb, silenceDb } from '../audio/level.ts';
import type { Samples } from '../units.ts';
import type { SileroLayout } from './silero-frames.ts';

/** Level over the noise floor that reads as 0.5. Background noise sways by up to 6 dB from frame to frame. */
const onsetDb = 9;
/** Level over the noise floor that reads as 0.35: enough hysteresis for the weak syllables of a word. */
const offsetDb = 5;
/** The logistic curve through these two points. */
const slopePerDb = Math.log(0.65 / 0.35) / (onsetDb - offsetDb);
/** Nothing quieter reads as 0.5, however silent the background. The level of a whisper across a room. */
const quietestOnsetDb = -58;
/** How long a louder background takes to become the floor: 3 s, longer than people speak without a dip. */
const floorFrames = 94;
/** The floor is taken from averages over this many frames, so that one odd frame does not set it. */
const smoothFrames = 3;
/** A frame's level is that of its 6th loudest of 8 parts, counted from the quiet end: a click fills one or two parts. */
const parts = 8;
const partTaken = 5;
/** Rumble, hum and handling noise lie below, most of a voice's strength above. */
const highPassHz = 300;

/** One stream. Allocates nothing after the constructor. */
export class EnergyDetector {
  readonly #window: Samples;
  readonly #pole: number;
  readonly #powers = new Float32Array(parts);
  readonly #levels = new Float32Array(smoothFrames);
  readonly #smoothed = new Float32Array(floorFrames);
  #frames = 0;
  #highPassed = 0;
  #lastSample = 0;

  constructor({ window, rate }: SileroLayout) {
    this.#window = window;
    this.#pole = Math.exp((-2 * Math.PI * highPassHz) / rate);
    this.reset();
  }

  /**
   * Pseudo-probability, 0 to 1, that this frame is speech.
   * @param frame one window of mono PCM in [-1, 1]
   */
  process(frame: Float32Array): number {
    invariant(frame.length === this.#window, `frame has ${frame.length} samples, expected ${this.#window}`);
    const before = this.#levels[(this.#frames + smoothFrames - 1) % smoothFrames]!;
    const level = this.#levelOf(frame);
    this.#levels[this.#frames % smoothFrames] = level;
    this.#smoothed[this.#frames % floorFrames] = this.#smoothLevel();
    this.#frames += 1;
    const floor = Math.max(this.#floor(), quietestOnsetDb - onsetDb);
    // What lasts a single frame is a click: both frames have to be loud.
    const rise = Math.min(level, before) - floor;
    return 1 / (1 + Math.exp(-slopePerDb * (rise - onsetDb)));
  }

  /** Forgets the background. */
  reset(): void {
    this.#frames = 0;
    this.#highPassed = 0;
    this.#lastSample = 0;
    this.#levels.fill(silenceDb);
  }

  #levelOf(frame: Float32Array): number {
    const length = frame.length / parts;
    for (let part = 0; part < parts; part += 1) {
      let sum = 0;
      for (let i = part * length; i < (part + 1) * length; i += 1) {
        const sample = frame[i]!;
        this.#highPassed = this.#pole * (this.#highPassed + sample - this.#lastSample);
        this.#lastSample = sample;
        sum += this.#highPassed * this.#highPassed;
      }
      this.#powers[part] = sum / length;
    }
    this.#powers.sort();
    return amplitudeToDb(Math.sqrt(this.#powers[partTaken]!));
  }

  #smoothLevel(): number {
    const known = Math.min(this.#frames + 1, smoothFrames);
    let sum = 0;
    for (let ago = 0; ago < known; ago += 1) sum += this.#levels[(this.#frames - ago) % smoothFrames]!;
    return sum / known;
  }

  #floor(): number {
    const known = Math.min(this.#frames, floorFrames);
    let floor = Infinity;
    for (let i = 0; i < known; i += 1) floor = Math.min(floor, this.#smoothed[i]!);
    return floor;
  }
}
