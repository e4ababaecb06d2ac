/**
 * The test's own witness on the audio thread: tells of every quantum when it was rendered, by the only clock there is
 * (`Date`, whole milliseconds). Passes on what it is given.
 */
class Probe extends AudioWorkletProcessor {
  #port = null;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      this.#port = data;
    };
  }

  process([input], [output]) {
    if (input[0]) output[0].set(input[0]);
    this.#port?.postMessage({ frame: currentFrame, at: Date.now() });
    return true;
  }
}

registerProcessor('harness-probe', Probe);
