/**
 * The frame contract of Silero VAD v5 and v6: how audio is cut into what the model wants to see.
 *
 *     input = | last 64 samples of the previous input | 512 new samples |    16 kHz
 *             | last 32 samples of the previous input | 256 new samples |     8 kHz
 *
 * The context in front is not optional. Without it the model raises no error and is blind: v6 finds one speech frame
 * of 12,060 (measured, fact sheet `vad.md` section 1.1). Pure, so that the worker, Node and a specialised kernel share it.
 */
import { invariant } from '../assert.ts';
import { frameSamples, type Samples } from '../units.ts';

/** The rates that the model knows. Others are resampled first. */
export type SileroRate = 8_000 | 16_000;

export interface SileroLayout {
  readonly rate: SileroRate;
  /** New samples of one frame: 32 ms. */
  readonly window: Samples;
  /** Samples of the previous input in front of them. */
  readonly context: Samples;
}

/** Values of the recurrent state: shape [2, 1, 128]. */
export const sileroStateLength = 2 * 128;

const layouts: Readonly<Record<SileroRate, SileroLayout>> = {
  8_000: { rate: 8_000, window: 256, context: 32 },
  16_000: { rate: 16_000, window: frameSamples, context: 64 },
};

export const sileroLayout = (rate: SileroRate): SileroLayout => layouts[rate];

export const isSileroRate = (rate: number): rate is SileroRate => rate === 8_000 || rate === 16_000;

/** Frames of a recording; the last may be filled up with zeros. No samples make no frames. */
export const frameCount = (length: Samples, { window }: SileroLayout): number => Math.ceil(length / window);

/**
 * The model's input of one stream: the context is carried from frame to frame.
 *
 * Reset together with the recurrent state, and only together: at the start of a stream, when the rate changes, and when
 * what follows is no continuation of what was heard (a microphone opened anew, the next file). Not between utterances:
 * upstream's iterator keeps the state as long as the stream lasts.
 */
export class SileroInput {
  /** What the model is fed, length context + window. The same memory for the whole life of the stream. */
  readonly samples: Float32Array;
  readonly #layout: SileroLayout;

  constructor(layout: SileroLayout) {
    this.#layout = layout;
    this.samples = new Float32Array(layout.context + layout.window);
  }

  /**
   * Puts the next frame behind the context.
   * @param frame exactly one window of mono PCM in [-1, 1] (`int16 / 32768`)
   */
  push(frame: Float32Array): void {
    const { context, window, rate } = this.#layout;
    // The graph itself takes any length without complaint, so a wrong one would only show as bad results.
    invariant(frame.length === window, `frame has ${frame.length} samples, expected ${window} (${rate} Hz)`);
    this.samples.copyWithin(0, window);
    this.samples.set(frame, context);
  }

  reset(): void {
    this.samples.fill(0);
  }
}

/**
 * Cuts a recording into frames, the last one filled up with zeros.
 * @yields one window; a view into `pcm` where it is whole, valid as long as `pcm` is
 */
export function* framesOf(pcm: Float32Array, { window }: SileroLayout): Generator<Float32Array, void, void> {
  for (let start = 0; start < pcm.length; start += window) {
    if (start + window <= pcm.length) {
      yield pcm.subarray(start, start + window);
    } else {
      const padded = new Float32Array(window);
      padded.set(pcm.subarray(start));
      yield padded;
    }
  }
}
