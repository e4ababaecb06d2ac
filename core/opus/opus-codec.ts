/**
 * Opus packets at 16 kHz mono, by libopus compiled to WASM. No Ogg, no container: one packet is one message's bytes.
 * Synchronous once loaded, so it fits any thread. Source: sheet `echokit.md` 3.3.
 */
import { Application, Bandwidth, createDecoder, createEncoder, Signal } from 'libopus-wasm';
import { EchoError } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import { joinPackets } from './opus-packet.ts';
import { withSpares } from './spares.ts';

export const opusRate = 16_000;
/** 120 ms, the longest packet that Opus knows. */
export const longestPacketSamples = 1920;
/** 60 ms. */
const shortPacketSamples = 960;
/** Cap of EchoKit's server for one packet. */
const packetBytes = 1280;

export type OpusError = EchoError<'opus-malformed'>;

export interface OpusDecoder {
  /** @returns 16 kHz mono samples of one packet of up to 120 ms, or why the packet is none */
  decode(packet: Uint8Array): Result<Int16Array, OpusError>;
  /** As at each StartAudio: what came before is forgotten. Call it from a task of its own, not in a loop. */
  reset(): void;
  close(): void;
}

export interface OpusEncoder {
  /** @param samples exactly 960 (60 ms) or 1,920 (120 ms) at 16 kHz. @throws RangeError for another count */
  encode(samples: Int16Array): Uint8Array;
  /** As at each StartAudio. Call it from a task of its own, not in a loop. */
  reset(): void;
  close(): void;
}

/** Loads libopus with the first call. */
export async function createOpusDecoder(): Promise<OpusDecoder> {
  const handles = await withSpares(() => createDecoder({ sampleRate: opusRate, channels: 1 }));
  return {
    decode(packet) {
      // libopus takes no bytes for a lost packet and makes up sound for it.
      if (packet.length === 0) return malformed(packet, undefined);
      try {
        return ok(handles.use().decode(packet, { maxFrameSize: longestPacketSamples }));
      } catch (cause) {
        return malformed(packet, cause);
      }
    },
    reset: handles.renew,
    close: handles.close,
  };
}

/**
 * Loads libopus with the first call. Variable bitrate, chosen by the encoder, as EchoKit's server does it.
 * @param application `voip` as EchoKit's server encodes (kept to wideband speech coding, so that frames can be joined),
 *   `audio` for the best likeness of the wave; it makes packets of 60 ms only
 */
export async function createOpusEncoder(application: 'voip' | 'audio'): Promise<OpusEncoder> {
  const handles = await withSpares(async () => {
    const encoder = await createEncoder({
      sampleRate: opusRate,
      channels: 1,
      application: application === 'voip' ? Application.Voip : Application.Audio,
      ...(application === 'voip' ? { signal: Signal.Voice } : {}),
    });
    if (application === 'voip') encoder.encoderCtl(4008, Bandwidth.Wideband);
    return encoder;
  });
  const encode60 = (samples: Int16Array) =>
    handles.use().encode(samples, { frameSize: shortPacketSamples, maxPacketBytes: packetBytes / 2 - 4 });
  return {
    encode(samples) {
      if (samples.length === shortPacketSamples) return encode60(samples);
      if (samples.length !== longestPacketSamples || application === 'audio')
        throw new RangeError(`no ${application} packet is made of ${samples.length} samples`);
      // The wrapper ends at 60 ms. libopus makes longer packets in the same way: of shorter ones, all coded alike.
      const first = encode60(samples.subarray(0, shortPacketSamples));
      return joinPackets(first, encode60(samples.subarray(shortPacketSamples)));
    },
    reset: handles.renew,
    close: handles.close,
  };
}

const malformed = (packet: Uint8Array, cause: unknown): Result<never, OpusError> =>
  err(new EchoError('opus-malformed', `${packet.length} bytes are no Opus packet`, { cause }));
