/** The sound of one spoken segment as a box wants it, by the query with which it dialled. Sheet `echokit.md` 1.2, 3.3, 4.8. */
import { encodePcm16, float32ToInt16 } from '../../audio/pcm.ts';
import { vowelOf } from '../../audio/vowel.ts';
import type { OpusEncoder } from '../../opus/opus-codec.ts';
import type { Samples } from '../../units.ts';
import type { ConnectionQuery } from '../connection-query.ts';
import type { ServerEvent } from '../server-event.ts';

/**
 * `pcm`: AudioChunk with s16le samples. `opus`: a packet in each. `samples`: AudioChunki16, which boxes that know Opus
 * play as it is; it needs no encoder, loses nothing, and is some ten times as large.
 */
export interface VoiceForm {
  readonly kind: 'pcm' | 'opus' | 'samples';
  /** A mouth shape with each chunk. */
  readonly vowel: boolean;
}

/** @param prefersSamples a person's choice; boxes that never asked for Opus do not know AudioChunki16 either */
export function voiceFormOf({ opus, vowel }: ConnectionQuery, prefersSamples: boolean): VoiceForm {
  if (!opus) return { kind: 'pcm', vowel: false };
  return { kind: prefersSamples ? 'samples' : 'opus', vowel };
}

/** 0.5 s, as upstream. */
const pcmChunk: Samples = 8000;
/** 60 ms: what the encoder makes packets of. */
const packetSamples: Samples = 960;
/** 120 ms: a mouth that moves. */
const samplesChunk: Samples = 1920;
/** With mouths closed a chunk may be longer. */
const plainSamplesChunk: Samples = 4800;
/** What libopus looks ahead at 16 kHz, 6.5 ms: without so much silence behind it the last sound would stay inside. */
const lookAhead: Samples = 104;

/**
 * @param samples 16 kHz mono, [-1, 1], of the whole segment
 * @param encoder for Opus, fresh or reset: with each StartAudio the box's decoder begins anew
 */
export function encodeSegment(
  samples: Float32Array,
  { kind, vowel }: VoiceForm,
  encoder: OpusEncoder | null,
): readonly ServerEvent[] {
  if (samples.length === 0) return [];
  switch (kind) {
    case 'pcm':
      return cut(samples, pcmChunk, (part) => ({ event: 'AudioChunk', data: encodePcm16(part) }));
    case 'samples':
      return cut(samples, vowel ? samplesChunk : plainSamplesChunk, (part) => ({
        event: 'AudioChunki16',
        data: float32ToInt16(part),
        ...(vowel ? { vowel: vowelOf(part) } : {}),
      }));
    case 'opus':
      return encoder === null ? [] : packets(samples, vowel, encoder);
  }
}

function cut(
  samples: Float32Array,
  length: Samples,
  event: (part: Float32Array) => ServerEvent,
): readonly ServerEvent[] {
  const events: ServerEvent[] = [];
  for (let at = 0; at < samples.length; at += length) events.push(event(samples.subarray(at, at + length)));
  return events;
}

function packets(samples: Float32Array, vowel: boolean, encoder: OpusEncoder): readonly ServerEvent[] {
  const count = Math.ceil((samples.length + lookAhead) / packetSamples);
  const padded = new Float32Array(count * packetSamples);
  padded.set(samples);
  return cut(padded, packetSamples, (part) => {
    const data = encoder.encode(float32ToInt16(part));
    return vowel
      ? { event: 'AudioChunkWithVowel', data, vowel: vowelOf(part) }
      : { event: 'AudioChunk', data };
  });
}
