import { encodePcm16 } from '../audio/pcm.ts';
import { frameSamples, type Samples } from '../units.ts';

/** Every message up is a multiple of this: the server's VAD feeds on 512 samples and is fed a shorter rest as it is. */
export const uplinkUnitBytes = 2 * frameSamples;
/** 64 ms a message: within the 1,024 to 4,096 bytes that suit a browser. */
const defaultMessageSamples: Samples = 2 * frameSamples;

/**
 * Cuts microphone samples at 16 kHz into the binary messages of an EchoKit socket: s16le, mono, without a header.
 * Source: sheet `echokit.md` 3.2.
 */
export class UplinkFramer {
  readonly #message: Float32Array;
  #filled: Samples = 0;

  /** @param messageSamples samples of a message, a multiple of 512 */
  constructor(messageSamples: Samples = defaultMessageSamples) {
    if (!(messageSamples > 0 && messageSamples % frameSamples === 0)) {
      throw new RangeError(`a message must be a multiple of ${frameSamples} samples, got ${messageSamples}`);
    }
    this.#message = new Float32Array(messageSamples);
  }

  /** @returns the messages that these samples complete, each in a buffer of its own */
  push(samples: Float32Array): Uint8Array<ArrayBuffer>[] {
    const messages: Uint8Array<ArrayBuffer>[] = [];
    for (let from = 0; from < samples.length;) {
      const part = samples.subarray(from, from + this.#message.length - this.#filled);
      this.#message.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled < this.#message.length) break;
      messages.push(encodePcm16(this.#message));
      this.#filled = 0;
    }
    return messages;
  }

  /**
   * Ends the utterance: what is left, filled up with silence to a multiple of 512 samples.
   * @returns null where nothing is left
   */
  end(): Uint8Array<ArrayBuffer> | null {
    if (this.#filled === 0) return null;
    const length = Math.ceil(this.#filled / frameSamples) * frameSamples;
    const rest = encodePcm16(this.#message.fill(0, this.#filled, length).subarray(0, length));
    this.#filled = 0;
    return rest;
  }

  /** Forgets what is left, for the next utterance. */
  reset(): void {
    this.#filled = 0;
  }
}
