import { encodeWavHeader } from '../../../core/audio/wav.ts';
import type { Millis } from '../../../core/units.ts';
import type { FaultEffect } from '../faults/fault.ts';
import { streamReply, textReply } from '../http/reply.ts';
import type { Part, Reply } from '../http/reply.ts';
import { burstAudio, chunkAudio } from './chunking.ts';
import { readSpeechOrder, speakers } from './speech-request.ts';
import type { SpeechOrder } from './speech-request.ts';
import { hash, speak } from './voice.ts';

export type SpeechEndpoint = 'speech' | 'batch_speech' | 'stream_speech';

/** An answer, and what the log should know about it. */
export interface SpeechOutcome {
  readonly reply: Reply;
  readonly body: unknown;
  readonly audioMs?: Millis;
}

/** gsv_tts says so whatever rate it sends: trusting it is a mistake that tests should find. */
const gsvStreamType = 'audio/pcm;rate=32000';
const sentence = /[^.!?;。！？；\n]+[.!?;。！？；\n]*\s*/gu;

/** Answers a speech request. `rtf`: seconds that a second of audio takes to be sent. */
export function answerSpeech(
  endpoint: SpeechEndpoint,
  contentType: string | null,
  bytes: Buffer,
  rtf: number,
  effects: readonly FaultEffect[],
): SpeechOutcome {
  const body = parseJson(bytes);
  const order = readSpeechOrder(endpoint === 'speech', contentType, body);
  if (!order.ok) return { reply: order.error, body: body ?? null };
  return { ...serve(endpoint, order.value, rtf, effects), body };
}

function serve(
  endpoint: SpeechEndpoint,
  order: SpeechOrder,
  rtf: number,
  effects: readonly FaultEffect[],
): { readonly reply: Reply; readonly audioMs: Millis } {
  const pcm = canSpeak(order) ? speak(order.input, order) : new Uint8Array();
  const audioMs = (pcm.length / 2 / order.sampleRate) * 1000;
  const chunks = () => chunkAudio(pcm, order.sampleRate, rtf, hash(order.input));
  switch (endpoint) {
    case 'stream_speech':
      return { reply: streamReply(gsvStreamType, chunks()), audioMs };
    case 'batch_speech':
      return { reply: streamReply(gsvStreamType, bursts(order, rtf)), audioMs };
    case 'speech':
      if (pcm.length === 0 && order.dialect === 'gsv') {
        return { reply: textReply(`no speech for speaker "${order.speaker}"`, 500), audioMs };
      }
      if (order.format === 'pcm') return { reply: streamReply('audio/pcm', chunks()), audioMs };
      return { reply: wavReply(order, pcm, chunks(), effects), audioMs };
  }
}

function bursts(order: SpeechOrder, rtf: number): Part[] {
  if (!canSpeak(order)) return [];
  const pieces = order.input.match(sentence) ?? [];
  return burstAudio(
    pieces.map((piece) => speak(piece, order)),
    order.sampleRate,
    rtf,
  );
}

/** OpenAI streams its WAV before it knows the length; gsv_tts sends a finished one. */
function wavReply(
  order: SpeechOrder,
  pcm: Uint8Array,
  chunks: readonly Part[],
  effects: readonly FaultEffect[],
): Reply {
  const isStreamed = order.dialect === 'openai' || effects.some((effect) => effect.kind === 'bogus-length');
  const header = encodeWavHeader(order.sampleRate, isStreamed ? 'streamed' : pcm.length / 2);
  const [first, ...rest] = chunks;
  const start: Part = { atMs: 0, bytes: Buffer.concat([header, first?.bytes ?? new Uint8Array()]) };
  const reply = streamReply('audio/wav', [start, ...rest]);
  if (isStreamed) return reply;
  return {
    ...reply,
    headers: { ...reply.headers, 'content-length': String(header.length + pcm.length) },
  };
}

const canSpeak = ({ dialect, speaker }: SpeechOrder): boolean =>
  dialect === 'openai' || (speakers as readonly string[]).includes(speaker);

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // said to the client as a status
  }
}
