/**
 * Reads the head of a RIFF/WAVE file: where the samples are and how they are written, without touching them.
 *
 * Files from the wild are met with patience: chunks in any order, headers written before the length was known,
 * missing pad bytes, data shorter than announced. Sources: the RIFF specification (Microsoft and IBM, 1991), and
 * "Multiple channel audio data and WAVE files" (Microsoft) for WAVE_FORMAT_EXTENSIBLE.
 */
import { EchoError } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import type { Hertz } from '../units.ts';

/**
 * - `wav-not-riff`: these are not the first bytes of a WAV file.
 * - `wav-incomplete`: what is there is fine, but the head goes on beyond it; `details.neededBytes` says how far.
 * - `wav-malformed`: a field contradicts the format or another field.
 * - `wav-unsupported`: an encoding other than 8 to 32 bit integers and 32 or 64 bit floats.
 * - `wav-too-large`: longer than the caller's limit.
 */
export type WavErrorCode =
  'wav-not-riff' | 'wav-incomplete' | 'wav-malformed' | 'wav-unsupported' | 'wav-too-large';
export type WavError = EchoError<WavErrorCode>;

/** How one sample is written. `int8` is unsigned, as the format has it; the others are signed. */
export type WavEncoding = 'int8' | 'int16' | 'int24' | 'int32' | 'float32' | 'float64';

export interface WavFormat {
  readonly sampleRate: Hertz;
  readonly channels: number;
  readonly encoding: WavEncoding;
  /** Bytes of one sample of every channel. */
  readonly frameBytes: number;
}

export interface WavHeader {
  readonly format: WavFormat;
  /** Where the samples begin, in bytes from the start of the file. */
  readonly dataOffset: number;
  /** Bytes of samples as announced, or null when the header was written before that was known: until the end. */
  readonly dataBytes: number | null;
}

export const bytesPerSample: Readonly<Record<WavEncoding, number>> = {
  int8: 1,
  int16: 2,
  int24: 3,
  int32: 4,
  float32: 4,
  float64: 8,
};

const riffHeaderBytes = 12;
const chunkHeaderBytes = 8;
const plainFormatBytes = 16;
/** Up to and including the first two bytes of the SubFormat GUID, which repeat a plain format tag. */
const extensibleFormatBytes = 26;
const formatTags = { pcm: 1, float: 3, extensible: 0xfffe } as const;
/** Lengths from here on are what writers put who cannot seek back: 0xFFFFFFFF, or the largest signed number. */
const unknownLength = 0x7fff_f000;
const maxChannels = 64;
const maxSampleRate: Hertz = 768_000;

/** @param bytes the beginning of a file, at least up to the samples; more does no harm */
export function readWavHeader(bytes: Uint8Array): Result<WavHeader, WavError> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < riffHeaderBytes) return incomplete(riffHeaderBytes);
  if (chunkId(view, 0) !== 'RIFF' || chunkId(view, 8) !== 'WAVE') {
    return fail('wav-not-riff', `expected RIFF and WAVE, got ${quoted(view, 0)} and ${quoted(view, 8)}`);
  }
  const riffBytes = view.getUint32(4, true);

  let format: WavFormat | null = null;
  let data: { offset: number; announced: number } | null = null;
  let at = riffHeaderBytes;
  while (format === null || data === null) {
    if (bytes.length < at + chunkHeaderBytes) return incomplete(at + chunkHeaderBytes);
    const id = chunkId(view, at);
    const length = view.getUint32(at + 4, true);
    const body = at + chunkHeaderBytes;
    if (id === 'fmt ') {
      if (bytes.length < body + Math.min(length, extensibleFormatBytes)) return incomplete(body + length);
      const read = readFormat(view, body, length);
      if (!read.ok) return read;
      format = read.value;
    } else if (id === 'data') {
      data ??= { offset: body, announced: length };
    }
    at = nextChunk(view, body, length);
  }
  const isOpen =
    data.announced >= unknownLength || (data.announced === 0 && isUnfinished(riffBytes, data.offset));
  return ok({ format, dataOffset: data.offset, dataBytes: isOpen ? null : data.announced });
}

/** A RIFF length that ends at or before the samples was written before there were any. */
function isUnfinished(riffBytes: number, dataOffset: number): boolean {
  return riffBytes >= unknownLength || riffBytes + chunkHeaderBytes <= dataOffset;
}

function readFormat(view: DataView, at: number, length: number): Result<WavFormat, WavError> {
  if (length < plainFormatBytes) {
    return fail('wav-malformed', `fmt chunk has ${length} bytes, expected at least ${plainFormatBytes}`);
  }
  let tag = view.getUint16(at, true);
  const channels = view.getUint16(at + 2, true);
  const sampleRate = view.getUint32(at + 4, true);
  const frameBytes = view.getUint16(at + 12, true);
  const bits = view.getUint16(at + 14, true);
  if (tag === formatTags.extensible) {
    if (length < extensibleFormatBytes) {
      return fail('wav-malformed', `extensible fmt chunk has ${length} bytes, expected 40`);
    }
    tag = view.getUint16(at + 24, true);
  }
  if (channels < 1 || channels > maxChannels) {
    return fail('wav-malformed', `${channels} channels, expected 1 to ${maxChannels}`);
  }
  if (sampleRate < 1 || sampleRate > maxSampleRate) {
    return fail('wav-malformed', `sample rate ${sampleRate} Hz, expected 1 to ${maxSampleRate}`);
  }
  // A sample may sit in a larger container, at its top end: 24 bits in 4 bytes read as 32 bits.
  const stated = Math.ceil(bits / 8);
  const container = frameBytes / channels;
  const width = Number.isInteger(container) && container >= stated && container > 0 ? container : stated;
  const encoding = toEncoding(tag, width);
  if (encoding === null) {
    return fail('wav-unsupported', `format tag ${tag} with ${bits} bits in ${width} bytes`);
  }
  return ok({ sampleRate, channels, encoding, frameBytes: width * channels });
}

function toEncoding(tag: number, bytes: number): WavEncoding | null {
  if (tag === formatTags.float) return bytes === 4 ? 'float32' : bytes === 8 ? 'float64' : null;
  if (tag !== formatTags.pcm) return null;
  const integers: readonly (WavEncoding | undefined)[] = ['int8', 'int16', 'int24', 'int32'];
  return integers[bytes - 1] ?? null;
}

/** Chunks are padded to even lengths, but not by every writer: a pad byte is 0, a chunk's name never begins so. */
function nextChunk(view: DataView, body: number, length: number): number {
  const end = body + length;
  if (length % 2 === 0) return end;
  return end < view.byteLength && view.getUint8(end) !== 0 ? end : end + 1;
}

function chunkId(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}

const quoted = (view: DataView, at: number): string => JSON.stringify(chunkId(view, at));

const fail = (code: WavErrorCode, message: string): Result<never, WavError> =>
  err(new EchoError(code, message));

const incomplete = (neededBytes: number): Result<never, WavError> =>
  err(
    new EchoError('wav-incomplete', `the header goes on up to byte ${neededBytes}`, {
      details: { neededBytes },
    }),
  );
