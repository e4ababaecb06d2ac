import { PcmByteAssembler } from '../../core/audio/pcm.ts';
import { WavStreamParser } from '../../core/audio/wav-stream-parser.ts';
import { parseServiceMessage } from '../../core/engine-wire/service-message.ts';
import type { Hertz } from '../../core/units.ts';
import type { PcmChunk } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { contentType, decodeText, readBytes } from './response-bytes.ts';

/** How the samples of an answer are written. Headerless PCM has the rate that was asked for, whatever its label says. */
export type AudioForm = { readonly format: 'pcm'; readonly sampleRate: Hertz } | { readonly format: 'wav' };

const magicBytes = 4;
const maxErrorBytes = 100_000;

/**
 * The samples of a speech service's answer as soon as their bytes are there: 16-bit PCM (a sample may be split across
 * network chunks) or WAV (also one whose length was not known when its header was sent).
 * @throws EngineError `empty-audio` if the answer ends without a sample, `unexpected-reply` if it is something else
 */
export async function* readAudio(
  response: Response,
  form: AudioForm,
  signal: AbortSignal,
): AsyncGenerator<PcmChunk, void> {
  const type = contentType(response);
  const bytes = readBytes(response, signal);
  if (isWords(type)) throw notAudio(type, await decodeText(bytes, maxErrorBytes));
  let samples = 0;
  for await (const chunk of decode(startingWithMagic(bytes), form, type)) {
    samples += chunk.samples.length;
    if (chunk.samples.length > 0) yield chunk;
  }
  if (samples === 0) {
    throw new EngineError('empty-audio', 'the service answered without a single sample', { retryable: true });
  }
}

const isWords = (type: string): boolean =>
  type.endsWith('json') || type === 'text/html' || type === 'text/plain';

function notAudio(type: string, body: string): EngineError {
  const { message } = parseServiceMessage(body);
  return new EngineError('unexpected-reply', `expected audio, got ${type}: ${message}`, {
    serviceMessage: message,
  });
}

async function* decode(
  bytes: AsyncGenerator<Uint8Array, void>,
  form: AudioForm,
  type: string,
): AsyncGenerator<PcmChunk, void> {
  let decoder: ByteDecoder | undefined;
  for await (const chunk of bytes) {
    decoder ??= chooseDecoder(chunk, form, type);
    yield* decoder.push(chunk);
  }
  decoder?.end();
}

interface ByteDecoder {
  push(bytes: Uint8Array): readonly PcmChunk[];
  end(): void;
}

function chooseDecoder(beginning: Uint8Array, form: AudioForm, type: string): ByteDecoder {
  const magic = String.fromCharCode(...beginning.subarray(0, magicBytes));
  // Some services send WAV whatever they were asked for.
  if (magic === 'RIFF') return wavDecoder();
  const foreign = foreignFormat(magic, type);
  if (foreign !== undefined) {
    throw new EngineError('unexpected-reply', `expected ${form.format}, got ${foreign}`, {
      details: { format: foreign },
    });
  }
  return form.format === 'pcm' ? pcmDecoder(form.sampleRate) : wavDecoder();
}

function foreignFormat(magic: string, type: string): string | undefined {
  if (magic.startsWith('ID3') || /^audio\/(?:mpeg|mp3)$/.test(type)) return 'mp3';
  if (magic === 'OggS') return 'ogg';
  if (magic === 'fLaC') return 'flac';
  if (magic.startsWith('{"') || magic.startsWith('<!D') || magic.startsWith('<ht')) return 'text';
  return undefined;
}

function pcmDecoder(sampleRate: Hertz): ByteDecoder {
  const assembler = new PcmByteAssembler();
  return {
    push: (bytes) => [{ samples: assembler.push(bytes), sampleRate }],
    // Half a sample at the end is a cut that nobody can hear.
    end: () => undefined,
  };
}

function wavDecoder(): ByteDecoder {
  const parser = new WavStreamParser();
  return {
    push(bytes) {
      const samples = parser.push(bytes);
      if (!samples.ok) throw brokenWav(samples.error);
      const { format } = parser;
      return format === null ? [] : [{ samples: samples.value, sampleRate: format.sampleRate }];
    },
    end() {
      const ended = parser.end();
      if (!ended.ok) throw brokenWav(ended.error);
    },
  };
}

const brokenWav = (cause: Error): EngineError =>
  new EngineError('unexpected-reply', `expected WAV: ${cause.message}`, {
    cause,
    details: { format: 'wav' },
  });

/** The first chunk made long enough to tell what the stream is; the rest as it comes. */
async function* startingWithMagic(bytes: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  let held: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of bytes) {
    if (held === undefined) {
      yield chunk;
      continue;
    }
    const joined: Uint8Array = new Uint8Array(held.length + chunk.length);
    joined.set(held);
    joined.set(chunk, held.length);
    held = joined;
    if (held.length < magicBytes) continue;
    yield held;
    held = undefined;
  }
  if (held !== undefined && held.length > 0) yield held;
}
