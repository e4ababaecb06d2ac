/** What a server sends of a piece, as samples and mouth shapes: plain PCM, Opus packets, samples, or a WAV file. */
import { assertNever } from '../../../core/assert.ts';
import { int16ToFloat32, PcmByteAssembler } from '../../../core/audio/pcm.ts';
import { vowelOf } from '../../../core/audio/vowel.ts';
import { WavStreamParser } from '../../../core/audio/wav-stream-parser.ts';
import type { PieceChunk } from '../../../core/echokit/box-session/session-effect.ts';
import { heardRate, type Samples } from '../../../core/units.ts';
import type { PcmChunk } from '../../../app/engines/engine.ts';
import { packetSamples, type PacketDecoder } from './packet-decoder.ts';

/** `vowel` is the shape from the first sample on; null where nothing is known of it. */
export interface Sounded extends PcmChunk {
  readonly vowel: number | null;
}

/** A greeting of minutes is none. */
const mostFileBytes = 8 * 1024 * 1024;

const mostResets = 50;

/** One piece. The server's own vowels come with Opus only; for plain samples they are found here. */
export class BoxSound {
  readonly #decoder: Promise<PacketDecoder> | null;
  readonly #assembler = new PcmByteAssembler();
  readonly #parser = new WavStreamParser();
  #fileBytes = 0;
  /** Samples that make up the next look at the mouth. */
  #look: Float32Array[] = [];
  #looked: Samples = 0;

  /** @param decoder null for plain PCM */
  constructor(decoder: Promise<PacketDecoder> | null) {
    this.#decoder = decoder;
  }

  /** @returns nothing to hear is an empty list; null what cannot be read */
  read(chunk: PieceChunk): readonly Sounded[] | null | Promise<readonly Sounded[] | null> {
    switch (chunk.kind) {
      case 'bytes':
        if (this.#decoder !== null) return this.#decode(this.#decoder, chunk.data, chunk.vowel);
        return this.#look16(this.#assembler.push(chunk.data), chunk.vowel);
      case 'samples':
        return this.#look16(int16ToFloat32(chunk.data), chunk.vowel);
      case 'file':
        return this.#file(chunk.data);
      default:
        return assertNever(chunk);
    }
  }

  /** The server's encoder begins anew. Never rejects: without a decoder every packet is told to be none. */
  async reset(): Promise<void> {
    const decoder = await this.#decoder?.catch(() => null);
    // Spares of libopus are made between tasks: a burst of short segments may have used them up.
    for (let attempt = 0; attempt < mostResets; attempt += 1) {
      try {
        decoder?.reset();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    }
  }

  async #decode(
    decoder: Promise<PacketDecoder>,
    packet: Uint8Array,
    vowel: number | null,
  ): Promise<readonly Sounded[] | null> {
    const decoded = await (await decoder).decode(packet);
    return decoded === null ? null : [{ ...decoded, vowel }];
  }

  #file(data: Uint8Array): readonly Sounded[] | null {
    this.#fileBytes += data.length;
    if (this.#fileBytes > mostFileBytes) return null;
    const samples = this.#parser.push(data);
    if (!samples.ok) return null;
    const sampleRate = this.#parser.format?.sampleRate ?? heardRate;
    if (samples.value.length === 0) return [];
    return sampleRate === heardRate
      ? this.#look16(samples.value, null)
      : [{ samples: samples.value, sampleRate, vowel: null }];
  }

  /** Cut where the server would look as well: every 120 ms. */
  #look16(samples: Float32Array, vowel: number | null): readonly Sounded[] {
    if (samples.length === 0) return [];
    if (vowel !== null) return [{ samples, sampleRate: heardRate, vowel }];
    const sounded: Sounded[] = [];
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + packetSamples - this.#looked);
      sounded.push({ samples: part.slice(), sampleRate: heardRate, vowel: this.#lookAt(part) });
      at += part.length;
    }
    return sounded;
  }

  /** The shape, once enough has come to see one. */
  #lookAt(part: Float32Array): number | null {
    const isDue = this.#looked < leastLook && this.#looked + part.length >= leastLook;
    this.#look.push(part);
    this.#looked += part.length;
    const vowel = isDue ? vowelOf(joined(this.#look)) : null;
    if (this.#looked >= packetSamples) this.#looked = 0;
    if (isDue || this.#looked === 0) this.#look = [];
    return vowel;
  }
}

/** Source: the EchoKit server, of each of its Opus frames. */
const leastLook: Samples = 1024;

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
