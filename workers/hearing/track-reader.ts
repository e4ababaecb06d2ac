/**
 * Makes frames of a microphone track without a worklet: MediaStreamTrackProcessor's blocks come straight to this
 * worker, are cut and brought to 16 kHz.
 *
 * Why beside the worklet: between a track and an AudioContext there is a queue, and a context without output is driven
 * by a timer that leaves out what it is late for. What it left out stays in the queue as delay, and beyond the queue's
 * end it is lost. Measured on a busy machine: 60 to 160 ms later for the rest of the stream, and cuts of 10 to 60 ms;
 * by this way neither, and 15 ms less on a calm one.
 */
import type { Hertz, Samples } from '../../core/units.ts';
import type { CaptureAlive, CaptureFrame, TrackBlock } from '../vad-api.ts';
import { Capture } from '../worklet/capture.ts';
import type { Outlet } from '../worklet/outlet.ts';

export interface TrackReaderOptions {
  readonly blocks: ReadableStream<TrackBlock>;
  /** Owns the frame from then on. */
  readonly onFrame: (frame: CaptureFrame) => void;
  readonly page: Outlet<CaptureAlive>;
}

/** Blocks come with jittering times, and none is left out before hundreds wait: only a long gap is a loss. */
const lossMicros = 100_000;

export class TrackReader {
  readonly #reader: ReadableStreamDefaultReader<TrackBlock>;
  readonly #options: TrackReaderOptions;
  #capture: Capture | null = null;
  #rate: Hertz = 0;
  #planes: Float32Array[] = [];
  /** Samples of one channel so far, the lost ones too. */
  #position: Samples = 0;
  #blocks = 0;
  #expectedMicros = 0;

  constructor(options: TrackReaderOptions) {
    this.#options = options;
    this.#reader = options.blocks.getReader();
  }

  /** Reads until the track ends or `stop` is called. */
  async run(): Promise<void> {
    for (let block = await this.#reader.read(); !block.done; block = await this.#reader.read()) {
      this.#take(block.value);
    }
  }

  stop(): void {
    // The track is stopped as well, so nobody is left to care whether the cancelling arrives.
    this.#reader.cancel().catch(() => undefined);
  }

  #take(block: TrackBlock): void {
    const { numberOfChannels, numberOfFrames, sampleRate, timestamp } = block;
    this.#fitPlanes(numberOfChannels, numberOfFrames);
    for (const [planeIndex, plane] of this.#planes.entries()) {
      block.copyTo(plane, { planeIndex, format: 'f32-planar' });
    }
    block.close();
    const lostMicros = timestamp - this.#expectedMicros;
    this.#expectedMicros = timestamp + (numberOfFrames * 1e6) / sampleRate;
    this.#blocks += 1;
    // The first block's time is on another clock than the rest (Chromium 156).
    if (lostMicros > lossMicros && this.#blocks > 2) {
      this.#position += Math.round((lostMicros * sampleRate) / 1e6);
    }
    this.#captureFor(sampleRate).process(this.#planes, this.#position);
    this.#position += numberOfFrames;
  }

  #captureFor(rate: Hertz): Capture {
    if (this.#capture !== null && this.#rate === rate) return this.#capture;
    const capture = new Capture(rate, this.#options.page);
    capture.connect({
      // Frames are told of by one object and one buffer again and again; what waits needs its own.
      postMessage: (frame) => this.#options.onFrame({ ...frame, samples: frame.samples.slice() }),
    });
    this.#rate = rate;
    this.#capture = capture;
    return capture;
  }

  #fitPlanes(channels: number, length: Samples): void {
    if (this.#planes.length === channels && this.#planes[0]?.length === length) return;
    this.#planes = Array.from({ length: channels }, () => new Float32Array(length));
  }
}
