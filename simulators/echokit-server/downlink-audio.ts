/** Speech as the EchoKit server sends it: raw PCM, or Opus packets with or without vowels. Source: sheet `echokit.md` 3.3. */
import { encodePcm16, int16ToFloat32 } from '../../core/audio/pcm.ts';
import { vowelOf } from '../../core/audio/vowel.ts';
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import { createOpusEncoder, longestPacketSamples, type OpusEncoder } from '../../core/opus/opus-codec.ts';

/** One second. */
const longestRawBytes = 32_000;

export interface DownlinkAudio {
  /** As at StartAudio. */
  begin(): void;
  /** @param pcm 16 kHz s16le mono; for Opus an odd last byte is dropped */
  push(pcm: Uint8Array): KnownServerEvent[];
  /** What is left, as at EndAudio. */
  end(): KnownServerEvent[];
  close(): void;
}

export interface DownlinkOptions {
  readonly opus: boolean;
  /** Without `opus` it means nothing. */
  readonly vowel: boolean;
  /** What is left of a piece below 120 ms is thrown away after each, as servers from 0.3.1 on do. */
  readonly opusLoss: boolean;
}

export async function createDownlinkAudio(options: DownlinkOptions): Promise<DownlinkAudio> {
  if (!options.opus) return rawAudio;
  practice ??= practise();
  await practice;
  return new OpusAudio(await createOpusEncoder('voip'), options);
}

/** Of this process. */
let practice: Promise<void> | undefined;
const practicePackets = 8;

/**
 * The first packets take many times as long as later ones, while their code is still being compiled. Boxes measure the
 * first segment, and play differently what comes slower than sound.
 */
async function practise(): Promise<void> {
  const audio = new OpusAudio(await createOpusEncoder('voip'), { opus: true, vowel: true, opusLoss: false });
  const hum = Float32Array.from(
    { length: practicePackets * longestPacketSamples },
    (_, n) => ((n % 133) / 133 - 0.5) / 2,
  );
  audio.push(encodePcm16(hum));
  audio.close();
}

const rawAudio: DownlinkAudio = {
  begin: () => undefined,
  push(pcm) {
    const events: KnownServerEvent[] = [];
    for (let at = 0; at < pcm.length; at += longestRawBytes) {
      events.push({ event: 'AudioChunk', data: pcm.subarray(at, at + longestRawBytes) });
    }
    return events;
  },
  end: () => [],
  close: () => undefined,
};

class OpusAudio implements DownlinkAudio {
  readonly #encoder: OpusEncoder;
  readonly #options: DownlinkOptions;
  #left = new Int16Array(0);

  constructor(encoder: OpusEncoder, options: DownlinkOptions) {
    this.#encoder = encoder;
    this.#options = options;
  }

  begin(): void {
    this.#encoder.reset();
  }

  push(pcm: Uint8Array): KnownServerEvent[] {
    const came = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    const samples = new Int16Array(this.#left.length + (pcm.length >> 1));
    samples.set(this.#left);
    for (let i = this.#left.length, at = 0; i < samples.length; i++, at += 2) {
      samples[i] = came.getInt16(at, true);
    }
    const events: KnownServerEvent[] = [];
    let at = 0;
    for (; at + longestPacketSamples <= samples.length; at += longestPacketSamples) {
      events.push(this.#packet(samples.subarray(at, at + longestPacketSamples)));
    }
    this.#left = this.#options.opusLoss ? new Int16Array(0) : samples.slice(at);
    return events;
  }

  end(): KnownServerEvent[] {
    if (this.#left.length === 0) return [];
    const padded = new Int16Array(longestPacketSamples);
    padded.set(this.#left);
    this.#left = new Int16Array(0);
    return [this.#packet(padded)];
  }

  close(): void {
    this.#encoder.close();
  }

  #packet(samples: Int16Array): KnownServerEvent {
    const data = this.#encoder.encode(samples);
    if (!this.#options.vowel) return { event: 'AudioChunk', data };
    const vowel = vowelOf(int16ToFloat32(samples));
    return { event: 'AudioChunkWithVowel', data, vowel };
  }
}
