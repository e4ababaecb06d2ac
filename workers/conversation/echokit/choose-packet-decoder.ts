/** Opus packets to samples, by the browser's own decoder where it does EchoKit's packets right, else by libopus. */
import { int16ToFloat32 } from '../../../core/audio/pcm.ts';
import type { OpusDecoder } from '../../../core/opus/opus-codec.ts';
import type { PcmChunk } from '../../../app/engines/engine.ts';
import { packetRate, type PacketDecoder } from './packet-decoder.ts';
import { decodesRight, WebCodecsOpus, type WebCodecs } from './web-codecs-opus.ts';

/** @param codecs undefined where the browser has none */
export async function choosePacketDecoder(codecs: WebCodecs | undefined): Promise<PacketDecoder> {
  if (codecs !== undefined && (await decodesRight(codecs))) return new WebCodecsOpus(codecs);
  // 380 kB that nobody else needs.
  const { createOpusDecoder } = await import('../../../core/opus/opus-codec.ts');
  return new LibOpus(await createOpusDecoder());
}

class LibOpus implements PacketDecoder {
  readonly #decoder: OpusDecoder;

  constructor(decoder: OpusDecoder) {
    this.#decoder = decoder;
  }

  decode(packet: Uint8Array): PcmChunk | null {
    const samples = this.#decoder.decode(packet);
    return samples.ok ? { samples: int16ToFloat32(samples.value), sampleRate: packetRate } : null;
  }

  reset(): void {
    this.#decoder.reset();
  }

  close(): void {
    this.#decoder.close();
  }
}
