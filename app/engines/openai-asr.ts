/**
 * OpenAI-compatible transcription: OpenAI, Groq, whisper.cpp, speaches, vLLM, and LlamaEdge's whisper-api-server, which
 * answers no OPTIONS (then `simpleRequest`) and writes timestamps into its text. Source: sheet `providers.md` 2.1.
 */
import { encodeWav } from '../../core/audio/wav.ts';
import { classifyStreamError } from '../../core/engine-wire/engine-failure.ts';
import { parseJson } from '../../core/engine-wire/json-field.ts';
import { parseServiceMessage, type ServiceMessage } from '../../core/engine-wire/service-message.ts';
import {
  emptyTranscriptionStream,
  feedTranscription,
  parseTranscription,
} from '../../core/engine-wire/transcription-reply.ts';
import type { AsrConfig } from '../../core/profile/profile.ts';
import { stripBracketedTimestamps } from '../../core/speech/bracketed-timestamps.ts';
import type { CallService } from './call-service.ts';
import type { AsrEngine, AsrOptions, Transcript, Utterance } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { shapeReply } from './reply-shape.ts';
import { contentType, decodeText, readBytes } from './response-bytes.ts';
import { readServerSentEvents } from './server-sent-events.ts';

export type OpenAiAsrConfig = Extract<AsrConfig, { kind: 'openai-asr' }>;

/** Largest transcript, in bytes. */
const maxReplyBytes = 4_000_000;

export function createOpenAiAsr(config: OpenAiAsrConfig, call: CallService): AsrEngine {
  /** Fields that this service has refused; not sent again. */
  const refused = new Set<OptionalField>();

  async function send(wav: Uint8Array<ArrayBuffer>, options: AsrOptions): Promise<Response> {
    for (;;) {
      const form = buildForm(config, options, wav, refused);
      try {
        return await call({
          address: config.address,
          path: '/audio/transcriptions',
          body: { form },
          simple: config.simpleRequest,
          signal: options.signal,
        });
      } catch (error) {
        const field = error instanceof EngineError ? refusedField(error, form) : undefined;
        if (field === undefined) throw error;
        refused.add(field);
      }
    }
  }

  async function transcribe(utterance: Utterance, options: AsrOptions): Promise<Transcript> {
    const { signal } = options;
    const response = await send(encodeWav(utterance.samples, utterance.sampleRate), options);
    const { shape, bytes } = await shapeReply(contentType(response), readBytes(response, signal));
    switch (shape) {
      case 'events':
        return cleaned(await streamedTranscript(readServerSentEvents(bytes), options));
      case 'json':
        return cleaned(wholeTranscript(await decodeText(bytes, maxReplyBytes)));
      case 'text':
        return cleaned({ text: await decodeText(bytes, maxReplyBytes) });
      case 'html':
        throw notATranscript(await decodeText(bytes, maxReplyBytes));
    }
  }

  return { kind: 'openai-asr', live: false, transcribe };
}

type OptionalField = 'response_format' | 'stream';

function buildForm(
  config: OpenAiAsrConfig,
  options: AsrOptions,
  wav: Uint8Array<ArrayBuffer>,
  refused: ReadonlySet<OptionalField>,
): FormData {
  const form = new FormData();
  // The name matters: servers tell the format by its ending.
  form.append('file', new Blob([wav], { type: 'audio/wav' }), 'audio.wav');
  if (config.model !== '') form.append('model', config.model);
  // What was set up for this recogniser goes before the language of the conversation; 'auto' means: find out.
  const language = isoLanguage(config.language ?? options.language);
  if (language !== undefined) form.append('language', language);
  const prompt = options.prompt ?? config.prompt ?? '';
  if (prompt !== '') form.append('prompt', prompt);
  const stream = config.stream && !refused.has('stream');
  if (stream) form.append('stream', 'true');
  // Only the verbose form has the measures by which invented text is recognised. OpenAI's gpt models refuse it, and
  // with a stream it means nothing.
  if (!stream && !/^gpt-/.test(config.model) && !refused.has('response_format')) {
    form.append('response_format', 'verbose_json');
  }
  return form;
}

/** ISO 639-1, as these services want it; undefined lets the service find out. */
function isoLanguage(language: string | undefined): string | undefined {
  const primary = language?.split(/[-_]/)[0]?.toLowerCase() ?? '';
  return primary === '' || primary === 'auto' ? undefined : primary;
}

function refusedField(error: EngineError, form: FormData): OptionalField | undefined {
  if (error.status !== 400 && error.status !== 422) return undefined;
  const words = `${error.details['param'] ?? ''} ${error.serviceMessage ?? ''}`;
  const fields: readonly OptionalField[] = ['response_format', 'stream'];
  return fields.find((field) => form.has(field) && words.includes(field));
}

function wholeTranscript(text: string): Transcript {
  const json = parseJson(text, maxReplyBytes);
  if (!json.ok) throw notATranscript(text);
  const reply = parseTranscription(json.value);
  if (reply.ok) return reply.value;
  throw reply.error.kind === 'error' ? serviceRefusal(reply.error.said) : notATranscript(text);
}

async function streamedTranscript(
  events: ReturnType<typeof readServerSentEvents>,
  options: AsrOptions,
): Promise<Transcript> {
  let stream = emptyTranscriptionStream;
  let understood = 0;
  let garbage = false;
  for await (const { data } of events) {
    const json = parseJson(data.trim(), maxReplyBytes);
    if (!json.ok) {
      garbage ||= data.trimStart().startsWith('{');
      // Keep-alives and the closing [DONE] are no JSON.
      continue;
    }
    const fed = feedTranscription(stream, json.value);
    if (!fed.ok) throw serviceRefusal(fed.error);
    understood += 1;
    if (fed.value.text !== stream.text) options.onPartial?.(cleanText(fed.value.text));
    stream = fed.value;
    if (stream.complete) break;
  }
  if (understood === 0 && garbage) throw notATranscript('');
  if (understood === 0 || (stream.endsByEvent && !stream.complete)) {
    throw new EngineError('stream-cut', 'the transcript ended in the middle', { retryable: true });
  }
  return { text: stream.text };
}

const cleaned = (transcript: Transcript): Transcript => ({
  ...transcript,
  text: cleanText(transcript.text),
});

const cleanText = (text: string): string => stripBracketedTimestamps(text).trim();

function serviceRefusal(said: ServiceMessage): EngineError {
  const { code, retryable } = classifyStreamError(said);
  return new EngineError(code, `no transcript: ${said.message}`, {
    retryable,
    serviceMessage: said.message,
  });
}

function notATranscript(body: string): EngineError {
  const { message } = parseServiceMessage(body);
  return new EngineError('unexpected-reply', `no transcript: ${message}`, { serviceMessage: message });
}
