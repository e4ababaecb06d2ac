/** The browser's Opus decoder. It gives 48 kHz, and is only trusted with packets of 120 ms after it has done one. */
import type { Hertz, Millis } from '../../../core/units.ts';
import type { PcmChunk } from '../../../app/engines/engine.ts';
import { packetRate, packetSamples, type PacketDecoder } from './packet-decoder.ts';
import { probeLevel, probePacket } from './probe-packet.ts';

/** What of WebCodecs is used. */
export interface WebCodecs {
  readonly AudioDecoder: typeof AudioDecoder;
  readonly EncodedAudioChunk: typeof EncodedAudioChunk;
}

/** Opus in WebCodecs runs at this rate whatever was encoded. */
const codecRate: Hertz = 48_000;
/** A decoder that holds a packet back so long needs the next one, and no reply can wait for that. */
const promptMs: Millis = 1_000;

export class WebCodecsOpus implements PacketDecoder {
  readonly #codecs: WebCodecs;
  #decoder: AudioDecoder;
  readonly #waiting: ((chunk: PcmChunk | null) => void)[] = [];
  #timestamp = 0;

  constructor(codecs: WebCodecs) {
    this.#codecs = codecs;
    this.#decoder = this.#open();
  }

  decode(packet: Uint8Array): Promise<PcmChunk | null> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#timestamp += 120_000;
      try {
        const timestamp = this.#timestamp;
        this.#decoder.decode(
          new this.#codecs.EncodedAudioChunk({ type: 'key', timestamp, data: owned(packet) }),
        );
      } catch {
        this.#breakOff();
      }
    });
  }

  reset(): void {
    this.#breakOff();
  }

  close(): void {
    this.#shut();
    this.#settle();
  }

  /** An error closes a decoder for good; another one forgets what came before as well. */
  #breakOff(): void {
    this.#shut();
    this.#settle();
    this.#decoder = this.#open();
  }

  #settle(): void {
    for (const resolve of this.#waiting.splice(0)) resolve(null);
  }

  #shut(): void {
    if (this.#decoder.state !== 'closed') this.#decoder.close();
  }

  #open(): AudioDecoder {
    const decoder: AudioDecoder = new this.#codecs.AudioDecoder({
      output: (data) => {
        const chunk = samplesOf(data);
        if (decoder === this.#decoder) this.#waiting.shift()?.(chunk);
      },
      error: () => {
        if (decoder === this.#decoder) this.#breakOff();
      },
    });
    decoder.configure({ codec: 'opus', sampleRate: codecRate, numberOfChannels: 1 });
    return decoder;
  }
}

function samplesOf(data: AudioData): PcmChunk {
  const samples = new Float32Array(data.numberOfFrames);
  const { sampleRate } = data;
  data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
  data.close();
  return { samples, sampleRate };
}

const owned = (packet: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(packet);

/** Gives it one known packet: all of its 120 ms must come, at once and loud enough. */
export async function decodesRight(codecs: WebCodecs): Promise<boolean> {
  let decoder: WebCodecsOpus;
  try {
    decoder = new WebCodecsOpus(codecs);
  } catch {
    return false;
  }
  try {
    const chunk = await Promise.race([decoder.decode(probePacket), late()]);
    return chunk !== null && isWhole(chunk) && isLoud(chunk);
  } finally {
    decoder.close();
  }
}

const late = (): Promise<null> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(null), promptMs);
  });

const isWhole = ({ samples, sampleRate }: PcmChunk): boolean =>
  samples.length * packetRate === packetSamples * sampleRate;

function isLoud({ samples }: PcmChunk): boolean {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const level = Math.sqrt(power);
  return level > probeLevel / 2 && level < probeLevel * 2;
}
