/** A WAV file as it comes over the network: in chunks whose borders know nothing of headers or samples. */
import { EchoError } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import { readWavHeader, type WavError, type WavFormat } from './wav-header.ts';
import { decodeWavFrames } from './wav-samples.ts';

/** Speech services put the samples after 44 to a few hundred bytes; a header beyond this is not one of theirs. */
const maxHeaderBytes = 1 << 18;
const nothing = new Uint8Array(0);

/** waiting: the header is not complete. reading: samples. over: all announced samples came. broken: see its error. */
type Phase =
  | { readonly name: 'waiting' }
  | { readonly name: 'reading'; readonly format: WavFormat; readonly bytesLeft: number }
  | { readonly name: 'over'; readonly format: WavFormat }
  | { readonly name: 'broken'; readonly error: WavError };

export class WavStreamParser {
  #phase: Phase = { name: 'waiting' };
  /** Bytes that cannot be read yet: the beginning of a header, or of a frame. */
  #rest: Uint8Array = nothing;

  /** Rate, channels and encoding, known as soon as the header is complete, and before any samples. */
  get format(): WavFormat | null {
    return this.#phase.name === 'reading' || this.#phase.name === 'over' ? this.#phase.format : null;
  }

  /**
   * Takes the next bytes of any number.
   * @returns the mono samples they complete, in a buffer of their own, perhaps none; once broken always the error
   */
  push(chunk: Uint8Array): Result<Float32Array, WavError> {
    switch (this.#phase.name) {
      case 'broken':
        return err(this.#phase.error);
      case 'over':
        return ok(new Float32Array(0));
      case 'reading':
        return ok(this.#read(concat(this.#rest, chunk), this.#phase.format, this.#phase.bytesLeft));
      case 'waiting':
        return this.#readHeader(concat(this.#rest, chunk));
    }
  }

  /** The stream has ended. An error when not even its header came; a frame that was cut is left out. */
  end(): Result<null, WavError> {
    if (this.#phase.name === 'broken') return err(this.#phase.error);
    if (this.#phase.name === 'waiting') {
      return err(
        new EchoError(
          'wav-incomplete',
          `the stream ended inside the header, after ${this.#rest.length} bytes`,
        ),
      );
    }
    return ok(null);
  }

  #readHeader(bytes: Uint8Array): Result<Float32Array, WavError> {
    const header = readWavHeader(bytes);
    if (header.ok) {
      const { format, dataOffset, dataBytes } = header.value;
      return ok(this.#read(bytes.subarray(dataOffset), format, dataBytes ?? Infinity));
    }
    if (header.error.code !== 'wav-incomplete') return this.#break(header.error);
    if (Number(header.error.details.neededBytes) > maxHeaderBytes) {
      const message = `the header goes on up to byte ${header.error.details.neededBytes}, at most ${maxHeaderBytes} are read`;
      return this.#break(new EchoError('wav-too-large', message));
    }
    this.#rest = bytes.slice();
    return ok(new Float32Array(0));
  }

  #read(bytes: Uint8Array, format: WavFormat, bytesLeft: number): Float32Array {
    const data = bytes.length > bytesLeft ? bytes.subarray(0, bytesLeft) : bytes;
    const whole = data.length - (data.length % format.frameBytes);
    const left = bytesLeft - whole;
    if (left < format.frameBytes) {
      this.#rest = nothing;
      this.#phase = { name: 'over', format };
    } else {
      this.#rest = data.slice(whole);
      this.#phase = { name: 'reading', format, bytesLeft: left };
    }
    return decodeWavFrames(data.subarray(0, whole), format);
  }

  #break(error: WavError): Result<never, WavError> {
    this.#rest = nothing;
    this.#phase = { name: 'broken', error };
    return err(error);
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
