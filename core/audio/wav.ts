/** Whole WAV files: bytes to mono samples and back. For streams see `wav-stream-parser.ts`. */
import { EchoError } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import type { Hertz, Samples } from '../units.ts';
import { encodePcm16 } from './pcm.ts';
import { readWavHeader, type WavError, type WavFormat } from './wav-header.ts';
import { decodeWavFrames } from './wav-samples.ts';

export interface Wav {
  /** How it was written. The samples below are mono floats whatever that was. */
  readonly format: WavFormat;
  /** The mean of all channels, [-1, 1] for integer encodings. */
  readonly samples: Float32Array;
}

/** Two hours at 16 kHz, 40 minutes at 48 kHz: 460 MB of floats. Longer files are read in slices. */
const defaultMaxFrames: Samples = 2 * 3600 * 16_000;
/** Length of the headers written here. */
export const wavHeaderBytes = 44;
/** What stands for a length that is not known when the header is sent. */
const streamedLength = 0xffff_ffff;

/**
 * Reads a WAV file. Data that is shorter than announced is read as far as it goes.
 * @param maxFrames refuse longer files instead of allocating for them
 */
export function parseWav(bytes: Uint8Array, maxFrames: Samples = defaultMaxFrames): Result<Wav, WavError> {
  const header = readWavHeader(bytes);
  if (!header.ok) return header;
  const { format, dataOffset, dataBytes } = header.value;
  const available = bytes.length - dataOffset;
  const data = bytes.subarray(dataOffset, dataOffset + Math.min(dataBytes ?? available, available));
  const frames = Math.floor(data.length / format.frameBytes);
  if (frames > maxFrames) {
    const message = `the file has ${frames} samples per channel, at most ${maxFrames} are read`;
    return err(new EchoError('wav-too-large', message, { details: { frames, maxFrames } }));
  }
  return ok({ format, samples: decodeWavFrames(data, format) });
}

/** A mono 16-bit file: the 44-byte header and the samples. */
export function encodeWav(samples: Float32Array, sampleRate: Hertz): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(wavHeaderBytes + 2 * samples.length);
  bytes.set(encodeWavHeader(sampleRate, samples.length));
  return encodePcm16(samples, bytes, wavHeaderBytes);
}

/**
 * The 44-byte header of a mono 16-bit file.
 * @param samples how many will follow, or `streamed` when nobody knows yet
 */
export function encodeWavHeader(sampleRate: Hertz, samples: Samples | 'streamed'): Uint8Array<ArrayBuffer> {
  const dataBytes = samples === 'streamed' ? streamedLength : 2 * samples;
  const bytes = new Uint8Array(wavHeaderBytes);
  const view = new DataView(bytes.buffer);
  const name = (at: number, id: string) => {
    for (let i = 0; i < id.length; i++) bytes[at + i] = id.charCodeAt(i);
  };
  name(0, 'RIFF');
  view.setUint32(4, Math.min(streamedLength, dataBytes + wavHeaderBytes - 8), true);
  name(8, 'WAVE');
  name(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, 2 * sampleRate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  name(36, 'data');
  view.setUint32(40, dataBytes, true);
  return bytes;
}
