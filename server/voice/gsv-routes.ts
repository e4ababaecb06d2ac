/**
 * gsv_tts's API on top of the built-in voice: its paths, body, rates and status codes, so that whatever speaks to a
 * gsv_tts speaks to this. Where it differs: the content type tells the true rate, errors of the voice are 500 instead
 * of a crash, and `speed` works. Source: sheet `echokit.md` 9.1.
 */
import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { encodeWavHeader, wavHeaderBytes } from '../../core/audio/wav.ts';
import { EchoError } from '../../core/errors.ts';
import { gsvPaths, parseGsvSpeechRequest, type GsvSpeechRequest } from '../../core/gsv/speech-request.ts';
import { voiceFor } from '../../core/speech-synth/voice-names.ts';
import type { Env, RequestContext } from '../http/context.ts';
import { readBody } from '../http/read-body.ts';
import type { BuiltInVoice, SpeechOrder, SpeechPart } from './built-in-voice.ts';
import { speakerNames } from './speakers.ts';

/** Bytes of a request's body. Source: axum's default, which gsv_tts keeps. */
const bodyLimitBytes = 2 * 1024 * 1024;
/** Longest WAV that is put together in memory, in minutes of speech; streams have no limit. */
const longestWavMinutes = 10;

export function gsvRoutes(voice: BuiltInVoice): Hono<Env> {
  const app = new Hono<Env>();
  app.get(gsvPaths.speakers, async (c) => c.json(speakerNames(await voice.voices())));

  app.post(gsvPaths.speech, async (c) => {
    const order = await readOrder(c, voice);
    if (order instanceof Response) return order;
    if (order === 'unspeakable') return c.text('unknown speaker or empty text', 500);
    const wav = await wavOf(voice, order, closeSignal(c.env.outgoing));
    if (wav === 'too-long') {
      return c.text(`more than ${longestWavMinutes} minutes of speech: use ${gsvPaths.streamSpeech}`, 413);
    }
    return c.body(wav, 200, { 'content-type': 'audio/wav' });
  });

  for (const path of [gsvPaths.batchSpeech, gsvPaths.streamSpeech]) {
    app.post(path, async (c) => {
      const order = await readOrder(c, voice);
      if (order instanceof Response) return order;
      // gsv_tts answers what it cannot speak with an empty stream here.
      if (order === 'unspeakable') return c.body('', 200, { 'content-type': 'audio/pcm' });
      await streamPcm(c.env.outgoing, voice, order, path === gsvPaths.batchSpeech);
      return RESPONSE_ALREADY_SENT;
    });
  }

  app.onError((failure, c) => {
    const code = failure instanceof EchoError ? String(failure.code) : undefined;
    return c.text(failure.message, code === 'voice-busy' || code === 'voice-closed' ? 503 : 500);
  });
  return app;
}

async function readOrder(
  c: RequestContext,
  voice: BuiltInVoice,
): Promise<SpeechOrder | 'unspeakable' | Response> {
  const contentType = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (contentType !== 'application/json' && !/^application\/.+\+json$/.test(contentType)) {
    return c.text('Expected request with `Content-Type: application/json`', 415);
  }
  const text = await readBody(c.env.incoming, bodyLimitBytes);
  if (text === null) return c.text('length limit exceeded', 413);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return c.text('Failed to parse the request body as JSON', 400);
  }
  const request = parseGsvSpeechRequest(body);
  if (!request.ok) return c.text(request.error.message, request.error.status);
  return orderOf(request.value, voice);
}

async function orderOf(request: GsvSpeechRequest, voice: BuiltInVoice): Promise<SpeechOrder | 'unspeakable'> {
  const identifier = voiceFor({ name: request.speaker, text: request.input }, await voice.voices());
  if (identifier === undefined || request.input.trim() === '') return 'unspeakable';
  return { text: request.input, voice: identifier, speed: request.speed, sampleRate: request.sampleRate };
}

async function wavOf(
  voice: BuiltInVoice,
  order: SpeechOrder,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | 'too-long'> {
  const mostBytes = longestWavMinutes * 60 * order.sampleRate * 2;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of voice.speak(order, signal)) {
    parts.push(part.bytes);
    bytes += part.bytes.byteLength;
    if (bytes > mostBytes) return 'too-long';
  }
  const wav = new Uint8Array(wavHeaderBytes + bytes);
  wav.set(encodeWavHeader(order.sampleRate, bytes / 2));
  let at = wavHeaderBytes;
  for (const part of parts) {
    wav.set(part, at);
    at += part.byteLength;
  }
  return wav;
}

/** Written to Node's response itself: the first samples leave while the rest is still being made. */
async function streamPcm(
  outgoing: ServerResponse,
  voice: BuiltInVoice,
  order: SpeechOrder,
  pieceByPiece: boolean,
): Promise<void> {
  const listener = closeSignal(outgoing);
  try {
    const parts = voice.speak(order, listener);
    for await (const bytes of pieceByPiece ? wholePieces(parts) : bytesOf(parts)) {
      if (!outgoing.headersSent) {
        outgoing.writeHead(200, {
          'content-type': `audio/pcm;rate=${order.sampleRate}`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        });
      }
      if (!outgoing.write(bytes)) await once(outgoing, 'drain', { signal: listener });
    }
    outgoing.end();
  } catch (failure) {
    if (listener.aborted) return;
    if (!outgoing.headersSent) throw failure;
    outgoing.destroy(); // a cut connection is the only way to say "incomplete" by now
  }
}

/** Fires when the connection closes, which is also how an answer ends well: by then nobody listens to it. */
function closeSignal(outgoing: ServerResponse): AbortSignal {
  const closed = new AbortController();
  outgoing.once('close', () => closed.abort(new Error('the listener closed the connection')));
  return closed.signal;
}

async function* bytesOf(parts: AsyncIterable<SpeechPart>): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of parts) if (bytes.byteLength > 0) yield bytes;
}

async function* wholePieces(parts: AsyncIterable<SpeechPart>): AsyncGenerator<Uint8Array> {
  let piece: Uint8Array[] = [];
  for await (const { bytes, pieceEnds } of parts) {
    piece.push(bytes);
    if (!pieceEnds) continue;
    yield Buffer.concat(piece);
    piece = [];
  }
}
