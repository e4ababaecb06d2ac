/**
 * Makes frames of 16 kHz from whatever a microphone gives: quanta in the capture worklet, blocks of a track in the VAD
 * worker.
 *
 * Made for the audio thread: after construction nothing is allocated but what posting copies. Frames that come before
 * the port does are kept and sent first.
 */
import { Framer } from '../../core/audio/framer.ts';
import { Resampler } from '../../core/audio/resampler.ts';
import { frameSamples, heardRate, type Hertz, type Samples } from '../../core/units.ts';
import type { CaptureAlive, CaptureFrame } from '../vad-api.ts';
import { downmix } from './downmix.ts';
import type { Outlet } from './outlet.ts';

/** Longer quanta and blocks are worked off in slices of this. */
const sliceSamples: Samples = 1024;
/** Half a second: what the page's watchdog is told. */
const aliveEveryFrames = 16;
const alive: CaptureAlive = { type: 'alive' };
/** The port arrives within milliseconds; 2 s are for a page that is busy. */
const keptFrames = 64;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Capture {
  readonly #rate: Hertz;
  readonly #mono = new Float32Array(sliceSamples);
  /** The part of `#mono` that one quantum fills; made anew only when the length of the quanta changes. */
  #filled = this.#mono;
  readonly #resampler: Resampler | null;
  readonly #resampled: Float32Array;
  readonly #framer: Framer;
  /** Posted again and again: posting copies. Its samples are the framer's own buffer. */
  readonly #message: Mutable<CaptureFrame>;
  readonly #kept = new Float32Array(keptFrames * frameSamples);
  readonly #keptContextFrames = new Float64Array(keptFrames);
  readonly #page: Outlet<CaptureAlive>;
  #port: Outlet<CaptureFrame> | null = null;
  #nextIndex = 0;
  /** Frame of the context at which frame 0 began, or would have begun. */
  #origin = 0;
  #expectedFrame = -1;
  #quantumEnd = 0;

  /**
   * @param rate of what comes in; other rates than 16 kHz are resampled here
   * @param page hears twice a second that frames are being made
   */
  constructor(rate: Hertz, page: Outlet<CaptureAlive>) {
    this.#rate = rate;
    this.#page = page;
    this.#resampler = rate === heardRate ? null : new Resampler(rate, heardRate);
    this.#resampled = new Float32Array(this.#resampler?.maxOutputSamples(sliceSamples) ?? 0);
    this.#framer = new Framer((frame) => this.#complete(frame));
    this.#message = {
      type: 'frame',
      samples: new Float32Array(frameSamples),
      index: 0,
      contextFrame: 0,
      endFrame: 0,
      contextRate: rate,
    };
  }

  /** Frames go here from now on, those that were kept first. */
  connect(port: Outlet<CaptureFrame>): void {
    this.#port = port;
    const next = this.#nextIndex;
    for (let index = Math.max(0, next - keptFrames); index < next; index += 1) {
      const slot = index % keptFrames;
      // A copy: posting a view would clone the whole store behind it.
      const samples = this.#kept.slice(slot * frameSamples, (slot + 1) * frameSamples);
      this.#post(port, samples, index, this.#keptContextFrames[slot]!);
    }
  }

  /**
   * Takes one quantum or block.
   * @param channels all of the same length; none while the source gives nothing
   * @param frame of the first sample on the source's clock; a jump says that samples are missing
   */
  process(channels: readonly Float32Array[], frame: number): void {
    const length = channels[0]?.length ?? 0;
    if (length === 0) return;
    if (frame !== this.#expectedFrame) this.#resume(frame);
    this.#expectedFrame = frame + length;
    this.#quantumEnd = frame + length;
    for (let from = 0; from < length; from += sliceSamples) {
      this.#takeSlice(channels, from, Math.min(sliceSamples, length - from));
    }
  }

  /** Samples are missing: begins a new frame, and leaves out the numbers of those that would have been whole. */
  #resume(frame: number): void {
    // A source that stutters before its first frame is only starting: nothing was heard yet.
    if (this.#nextIndex === 0) {
      this.#framer.restart();
      this.#resampler?.reset();
    } else {
      const missing = (Math.max(0, frame - this.#expectedFrame) * heardRate) / this.#rate;
      this.#nextIndex += Math.round((this.#framer.pending + missing) / frameSamples);
      this.#framer.restart();
      this.#resampler?.reset();
    }
    this.#origin = frame - (this.#nextIndex * frameSamples * this.#rate) / heardRate;
  }

  #takeSlice(channels: readonly Float32Array[], from: Samples, count: Samples): void {
    downmix(channels, from, count, this.#mono);
    if (this.#resampler === null) {
      this.#framer.push(this.#mono, count);
      return;
    }
    if (this.#filled.length !== count) this.#filled = this.#mono.subarray(0, count);
    this.#framer.push(this.#resampled, this.#resampler.process(this.#filled, this.#resampled));
  }

  #complete(frame: Float32Array): void {
    const index = this.#nextIndex;
    this.#nextIndex += 1;
    if (index % aliveEveryFrames === 0) this.#page.postMessage(alive);
    if (this.#port !== null) {
      this.#post(this.#port, frame, index, this.#quantumEnd);
      return;
    }
    const slot = index % keptFrames;
    this.#kept.set(frame, slot * frameSamples);
    this.#keptContextFrames[slot] = this.#quantumEnd;
  }

  #post(port: Outlet<CaptureFrame>, samples: Float32Array, index: number, contextFrame: number): void {
    const message = this.#message;
    message.samples = samples;
    message.index = index;
    message.contextFrame = contextFrame;
    message.endFrame = this.#origin + ((index + 1) * frameSamples * this.#rate) / heardRate;
    port.postMessage(message);
  }
}
