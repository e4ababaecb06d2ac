/**
 * The microphone's place on the audio thread: hands quanta to {@link Capture}, nothing else. The port to the VAD worker
 * arrives by message (`CapturePorts`). It has an output only so that the graph pulls it; what it puts out is silence.
 */
import type { CapturePorts } from './vad-api.ts';
import { Capture } from './worklet/capture.ts';

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #capture = new Capture(sampleRate, this.port);

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<CapturePorts>) => this.#capture.connect(data.vad);
  }

  process(inputs: Float32Array[][]): boolean {
    this.#capture.process(inputs[0] ?? noChannels, currentFrame);
    return true;
  }
}

const noChannels: readonly Float32Array[] = [];

registerProcessor('echokit-capture', CaptureProcessor);
