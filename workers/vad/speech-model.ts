/**
 * "How likely is this frame speech?", whoever answers it: Silero by way of onnxruntime-web, a kernel written for it, or the
 * energy detector where no model can be loaded. Knows nothing of thresholds, segments and turns.
 *
 * Call sequence in a worker:
 *
 *     const assets = await loadSileroAssets('v6', { onProgress });        // load-assets.ts
 *     const model = await createOrtSilero({ version: 'v6', ...assets });  // ort-silero.ts; or createEnergyModel()
 *     const stream = model.createStream();                                // one per microphone
 *     const probability = await stream.process(frame);                    // in order, per frame
 *     stream.reset();                                                     // the microphone was opened anew
 *     stream.close();
 *     await model.close();
 */
import type { Hertz, Samples } from '../../core/units.ts';

export interface SpeechModel {
  /** For logs and the page: `silero-v6`, `energy`. */
  readonly name: string;
  readonly sampleRate: Hertz;
  /** Length of a frame: 32 ms. */
  readonly frameSamples: Samples;
  /** A stream with a memory of its own. Streams of one model may be used in turn. */
  createStream(): SpeechStream;
  /** Gives back what the model holds. Its streams must be closed. */
  close(): Promise<void>;
}

export interface SpeechStream {
  /**
   * Probability, 0 to 1, that this frame is speech, given the frames before it.
   *
   * A number where the model answers at once, so that a fast one costs no promise; `await` takes both. Frames are judged in
   * the order of the calls, also when several are under way.
   * @param frame {@link SpeechModel.frameSamples} of mono PCM in [-1, 1]; to be left alone until the answer is there
   * @throws EchoError `model-run-failed`
   */
  process(frame: Float32Array): number | Promise<number>;
  /** What comes next is no continuation: forgets the frames of the calls so far. */
  reset(): void;
  close(): void;
}
