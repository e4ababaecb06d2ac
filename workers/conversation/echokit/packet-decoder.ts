import type { PcmChunk } from '../../../app/engines/engine.ts';

/** Opus packets to samples. */
export interface PacketDecoder {
  /** Samples of one packet, null where it is none. Packets are given one after the other, each when the last is done. */
  decode(packet: Uint8Array): PcmChunk | null | Promise<PcmChunk | null>;
  /** As at each StartAudio: what came before is forgotten. */
  reset(): void;
  close(): void;
}
