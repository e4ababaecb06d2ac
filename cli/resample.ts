/** `resample IN.wav OUT.wav --rate HZ`: a WAV file through the resampler that the capture worklet uses. */
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { encodePcm16 } from '../core/audio/pcm.ts';
import { Resampler } from '../core/audio/resampler.ts';
import { readWavHeader, type WavHeader } from '../core/audio/wav-header.ts';
import { decodeWavFrames } from '../core/audio/wav-samples.ts';
import { encodeWavHeader, wavHeaderBytes } from '../core/audio/wav.ts';
import { heardRate, type Hertz, type Samples } from '../core/units.ts';
import { fileTrouble, parseOptions } from './command-line.ts';

const usage = `usage: resample IN.wav OUT.wav [--rate 16000]
Writes a mono 16-bit WAV at that rate, 8000 to 192000 Hz.`;
const leastRate: Hertz = 8000;
const mostRate: Hertz = 192_000;
/** Samples per channel read at a time, so that an hour needs no more memory than a second. */
const sliceFrames = 1 << 16;
const firstHeaderBytes = 1 << 16;
/** Covers and tags may stand before the samples, but not more than this. */
const maxHeaderBytes = 1 << 24;
const maxWavSamples = Math.floor((0xffff_ffff - wavHeaderBytes) / 2);

/** What the command prints: rates in Hz, lengths in samples per channel. */
export interface ResampleSummary {
  readonly in: { readonly sampleRate: Hertz; readonly samples: Samples };
  readonly out: { readonly sampleRate: Hertz; readonly samples: Samples };
}

export const resampleWav = { usage, run: resampleCommand };

/** @param argv what follows the command's name */
export async function resampleCommand(argv: string[]): Promise<void> {
  const { values, positionals } = parseOptions(argv, {
    rate: { type: 'string', default: String(heardRate) },
  });
  const [from, to, ...others] = positionals;
  if (from === undefined || to === undefined || others.length > 0)
    throw new Error(`expected IN.wav and OUT.wav, got ${positionals.length} names; --help tells more`);
  console.log(JSON.stringify(await resampleFile(from, to, parseRate(values.rate))));
}

function parseRate(text: string): Hertz {
  const rate = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (rate >= leastRate && rate <= mostRate) return rate;
  throw new Error(`--rate is "${text}", expected a whole number ${leastRate} to ${mostRate} (Hz)`);
}

/** Resamples a WAV of any layout to a mono 16-bit one. A file that fails half-way leaves its target unfinished. */
export async function resampleFile(from: string, to: string, rate: Hertz): Promise<ResampleSummary> {
  const input = await openFile(from, 'r');
  try {
    const source = await readSource(input, from);
    const resampler = makeResampler(source.header.format.sampleRate, rate);
    await refuseOverwriting(from, to);
    const output = await openFile(to, 'w');
    try {
      return await copyResampled(source, output, resampler, rate);
    } finally {
      await output.close();
    }
  } finally {
    await input.close();
  }
}

async function openFile(path: string, flags: 'r' | 'w'): Promise<FileHandle> {
  try {
    return await open(path, flags);
  } catch (cause) {
    throw fileTrouble(path, cause);
  }
}

/** A WAV file that is open, and what its header says. */
interface Source {
  readonly path: string;
  readonly file: FileHandle;
  readonly header: WavHeader;
  /** Samples per channel that are really there. */
  readonly frames: Samples;
}

async function readSource(file: FileHandle, path: string): Promise<Source> {
  const stat = await file.stat();
  if (stat.isDirectory()) throw fileTrouble(path, Object.assign(new Error(), { code: 'EISDIR' }));
  const fileBytes = stat.size;
  if (fileBytes === 0) throw new Error(`${path}: this file is empty`);
  let bytes = await readBytes(file, 0, firstHeaderBytes);
  let header = readWavHeader(bytes);
  while (!header.ok && header.error.code === 'wav-incomplete') {
    const needed = Number(header.error.details.neededBytes);
    if (needed > fileBytes || needed > maxHeaderBytes) break;
    // More than asked for, so that many small chunks do not cost a read each.
    bytes = await readBytes(file, 0, needed + firstHeaderBytes);
    header = readWavHeader(bytes);
  }
  if (!header.ok)
    throw new Error(`${path} cannot be read as WAV: ${header.error.message}`, { cause: header.error });
  const { format, dataOffset, dataBytes } = header.value;
  const available = Math.max(0, fileBytes - dataOffset);
  const frames = Math.floor(Math.min(dataBytes ?? available, available) / format.frameBytes);
  return { path, file, header: header.value, frames };
}

async function copyResampled(
  source: Source,
  output: FileHandle,
  resampler: Resampler,
  rate: Hertz,
): Promise<ResampleSummary> {
  const { path, file, header, frames } = source;
  const { sampleRate, frameBytes } = header.format;
  const block = new Float32Array(resampler.maxOutputSamples(sliceFrames) + resampler.maxFlushSamples);
  let given: Samples = 0;
  const write = async (count: Samples) => {
    await writeBytes(output, wavHeaderBytes + 2 * given, encodePcm16(block.subarray(0, count)));
    given += count;
    if (given > maxWavSamples) throw new Error(`${path} would become longer than a WAV file can be (4 GiB)`);
  };
  for (let taken = 0; taken < frames; taken += sliceFrames) {
    const count = Math.min(sliceFrames, frames - taken);
    const bytes = await readBytes(file, header.dataOffset + taken * frameBytes, count * frameBytes);
    if (bytes.length < count * frameBytes) throw new Error(`${path} became shorter while it was being read`);
    await write(resampler.process(decodeWavFrames(bytes, header.format), block));
  }
  await write(resampler.flush(block));
  await writeBytes(output, 0, encodeWavHeader(rate, given));
  return { in: { sampleRate, samples: frames }, out: { sampleRate: rate, samples: given } };
}

function makeResampler(from: Hertz, to: Hertz): Resampler {
  try {
    return new Resampler(from, to);
  } catch (cause) {
    throw new Error(
      `cannot resample ${from} Hz to ${to} Hz: both must be whole rates of ${leastRate} to ${mostRate} Hz`,
      {
        cause,
      },
    );
  }
}

async function refuseOverwriting(from: string, to: string): Promise<void> {
  // A target that does not exist yet has no real path, and then there is nothing to protect.
  const existing = await realpath(to).catch(() => null);
  if (existing !== null && existing === (await realpath(from))) {
    throw new Error(`${to} is the file being read: give the result another name`);
  }
}

/** @returns as many of the bytes as the file has */
async function readBytes(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function writeBytes(file: FileHandle, position: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}
