/** Finds the user's turns in a stream of sound, by loudness: the detector of the stand-ins. */
import { Framer } from '../../../core/audio/framer.ts';
import { int16ToFloat32 } from '../../../core/audio/pcm.ts';
import { Resampler } from '../../../core/audio/resampler.ts';
import { frameMs, heardRate, type Hertz, type Millis } from '../../../core/units.ts';
import { EnergyDetector } from '../../../core/vad/energy-detector.ts';
import { sileroLayout } from '../../../core/vad/silero-frames.ts';

export interface VoiceRules {
  /** 0 to 1: from here on a frame is voice; 0.15 below it begins to be silence. */
  readonly threshold: number;
  readonly prefixMs: Millis;
  readonly silenceMs: Millis;
  /** Shorter sounds are no speech. */
  readonly leastMs: Millis;
}

/** Positions in ms from the first sample on. */
export type VoiceNews =
  /** `fromMs`: the beginning of what is kept, prefix included. */
  | { readonly kind: 'started'; readonly fromMs: Millis }
  /** `toMs` includes the silence. `pcm`: the turn at 16 kHz in [-1, 1], prefix and silence included. */
  | { readonly kind: 'stopped'; readonly toMs: Millis; readonly pcm: Float32Array };

const hysteresis = 0.15;
/** Longest turn that is kept: what comes after is not heard. */
const mostFrames = Math.ceil(300_000 / frameMs);

export class VoiceTurns {
  readonly #rate: Hertz;
  readonly #resampler: Resampler;
  readonly #framer: Framer;
  readonly #detector = new EnergyDetector(sileroLayout(16_000));
  #rules: VoiceRules;
  #news: VoiceNews[] = [];
  /** Frames so far. */
  #count = 0;
  #isOpen = false;
  /** Voiced frames in a row while closed, silent ones while open. */
  #run = 0;
  #kept: Float32Array[] = [];

  constructor(rate: Hertz, rules: VoiceRules) {
    this.#rate = rate;
    this.#rules = rules;
    this.#resampler = new Resampler(rate, heardRate);
    this.#framer = new Framer((frame) => this.#judge(frame.slice()));
  }

  get rate(): Hertz {
    return this.#rate;
  }

  /** From now on. */
  follow(rules: VoiceRules): void {
    this.#rules = rules;
  }

  push(pcm: Int16Array): readonly VoiceNews[] {
    const output = new Float32Array(this.#resampler.maxOutputSamples(pcm.length));
    const written = this.#resampler.process(int16ToFloat32(pcm), output);
    this.#framer.push(output.subarray(0, written));
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** What was heard of the turn is void. */
  forget(): void {
    this.#isOpen = false;
    this.#run = 0;
    this.#kept = [];
  }

  #judge(frame: Float32Array): void {
    const { threshold, prefixMs, silenceMs, leastMs } = this.#rules;
    const probability = this.#detector.process(frame);
    this.#count += 1;
    if (this.#kept.length < mostFrames) this.#kept.push(frame);
    if (this.#isOpen) {
      this.#run = probability < threshold - hysteresis ? this.#run + 1 : 0;
      if (this.#run * frameMs < silenceMs) return;
      this.#news.push({ kind: 'stopped', toMs: this.#count * frameMs, pcm: joined(this.#kept) });
      this.forget();
      return;
    }
    this.#run = probability >= threshold ? this.#run + 1 : 0;
    // The detector needs a second loud frame before it believes the first: one more is kept in front.
    const keep = Math.ceil(prefixMs / frameMs) + this.#run + 1;
    this.#kept = this.#kept.slice(-keep);
    if (this.#run === 0 || this.#run * frameMs < leastMs) return;
    this.#isOpen = true;
    this.#run = 0;
    this.#news.push({ kind: 'started', fromMs: (this.#count - this.#kept.length) * frameMs });
  }
}

function joined(frames: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(frames.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const frame of frames) {
    whole.set(frame, at);
    at += frame.length;
  }
  return whole;
}
