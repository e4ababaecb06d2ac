import type { PcmChunk } from '../../../app/engines/engine.ts';

import { heardRate, type Hertz, type Samples } from '../../../core/units.ts';

/** Of what the server encodes. Source: sheet `echokit.md` 3.3, as the next one. */
export const packetRate: Hertz = heardRate;
/** 120 ms at {@link packetRate}. */
export const packetSamples: Samples = 1920;

/** Opus packets to samples. */
export interface PacketDecoder {
  /** Samples of one packet, null where it is none. Packets are given one after the other, each when the last is done. */
  decode(packet: Uint8Array): PcmChunk | null | Promise<PcmChunk | null>;
  /** As at each StartAudio: what came before is forgotten. */
  reset(): void;
  close(): void;
}
