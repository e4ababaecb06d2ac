/** The OpenAI-shaped services that the EchoKit server calls. Source: sheet `echokit.md` 6.2 to 6.4 (Whisper, OpenAIChat, GSV). */
import { decodePcm16, encodePcm16 } from '../../core/audio/pcm.ts';
import { encodeWav, parseWav } from '../../core/audio/wav.ts';
import { isRecord, parseJson, textField } from '../../core/engine-wire/json-field.ts';
import { heardRate, type Hertz, type Millis } from '../../core/units.ts';
import type { ChatMessage, Engines } from './engines.ts';
import { WorkerPool } from './worker-pool.ts';

interface ServicesEnginesOptions {
  /** Without a slash at its end; services are below `/v1`. */
  readonly url: string;
  readonly model: string;
  readonly speaker: string;
  /** What ends a request that takes too long. Default: the clock. */
  readonly deadline?: (ms: Millis) => AbortSignal;
}

const tries = 3;
const asrTimeoutMs: Millis = 10_000;
const ttsTimeoutMs: Millis = 15_000;
/** Shared by all sessions. */
const ttsWorkers = 4;
/** 0.5 s. */
const pieceSamples = 8000;
const longestEvent = 1_000_000;

export function createServicesEngines({
  url,
  model,
  speaker,
  deadline = (ms) => AbortSignal.timeout(ms),
}: ServicesEnginesOptions): Engines {
  const pool = new WorkerPool(ttsWorkers);

  async function recognise(pcm: Uint8Array, signal: AbortSignal): Promise<string> {
    const wav = encodeWav(decodePcm16(pcm), heardRate);
    for (let n = 0; n < tries && !signal.aborted; n++) {
      const form = new FormData();
      form.append('file', new Blob([wav]), 'audio.wav');
      try {
        const within = AbortSignal.any([signal, deadline(asrTimeoutMs)]);
        const body = { method: 'POST', body: form, signal: within };
        const reply = await fetch(`${url}/v1/audio/transcriptions`, body);
        return heardText(await reply.json());
      } catch {
        // No JSON, no connection, no answer in time: upstream logs it and tries again.
      }
    }
    return '';
  }

  async function* reply(messages: readonly ChatMessage[], signal: AbortSignal): AsyncGenerator<string> {
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ', 'user-agent': 'curl/7.81.0' },
      body: JSON.stringify({ stream: true, messages, ...(model === '' ? {} : { model }) }),
      signal,
    });
    if (answer.status !== 200) throw new Error(`the model answered ${answer.status}`);
    const decoder = new TextDecoder();
    let open = '';
    for await (const bytes of answer.body ?? []) {
      open += decoder.decode(bytes as Uint8Array, { stream: true });
      const lines = open.split('\n');
      open = lines.pop() ?? '';
      for (const line of lines) yield deltaOf(line);
    }
    yield deltaOf(open);
  }

  async function speak(text: string, signal: AbortSignal): Promise<readonly Uint8Array[]> {
    return pool.run(async () => {
      const wav = parseWav(await speech(text, signal));
      if (!wav.ok) throw wav.error;
      return halfSeconds(toHeardRate(wav.value.samples, wav.value.format.sampleRate));
    });
  }

  /** Tried again where no answer comes in time, not where it is an error. */
  async function speech(text: string, signal: AbortSignal): Promise<Uint8Array> {
    for (let n = 1; ; n++) {
      const timeout = deadline(ttsTimeoutMs);
      try {
        const answer = await fetch(`${url}/v1/audio/speech`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ speaker, input: text, sample_rate: heardRate }),
          signal: AbortSignal.any([signal, timeout]),
        });
        if (answer.status !== 200) throw new Error(`the voice answered ${answer.status}`);
        return new Uint8Array(await answer.arrayBuffer());
      } catch (error) {
        if (!timeout.aborted || signal.aborted || n === tries) throw error;
      }
    }
  }

  return { recognise, reply, speak };
}

/**
 * What a transcription says: brackets with times are cut off each line; text in round brackets is noise, and an error
 * without `text` is silence. Chinese is not converted to simplified signs, which upstream does.
 */
export function heardText(body: unknown): string {
  if (!isRecord(body)) throw new Error('a transcription is a JSON object');
  const lines = (textField(body, 'text') ?? '').replace(/\n$/, '').split('\n');
  const text = lines.map((line) => line.slice(line.includes('] ') ? line.indexOf('] ') + 2 : 0)).join('\n');
  return text.trim().startsWith('(') ? '' : text;
}

/** `delta.content` of one line of the stream; thoughts and tool calls are passed over. */
function deltaOf(line: string): string {
  if (!line.startsWith('data:')) return '';
  const event = parseJson(line.slice('data:'.length), longestEvent);
  return (event.ok && textField(event.value, 'choices', 0, 'delta', 'content')) || '';
}

function halfSeconds(samples: Float32Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < samples.length; at += pieceSamples) {
    pieces.push(encodePcm16(samples.subarray(at, at + pieceSamples)));
  }
  return pieces;
}

/** Straight lines between samples, aliasing included, as upstream resamples. */
function toHeardRate(samples: Float32Array, rate: Hertz): Float32Array {
  if (rate === heardRate) return samples;
  const step = rate / heardRate;
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, n) => {
    const at = n * step;
    const left = samples[Math.floor(at)] ?? 0;
    const right = samples[Math.floor(at) + 1] ?? left;
    return left + (right - left) * (at % 1);
  });
}
