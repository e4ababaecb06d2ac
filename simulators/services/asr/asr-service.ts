import type { FaultEffect } from '../faults/fault.ts';
import { jsonReply, openAiError } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { recognise } from '../recogniser/recogniser.ts';
import type { Recognition } from '../recogniser/recogniser.ts';
import type { Template } from '../recogniser/sound-print.ts';
import {
  bracketedReply,
  transcriptFormats,
  transcriptReply,
  transcriptStream,
} from './transcript-formats.ts';
import type { Transcript, TranscriptFormat } from './transcript-formats.ts';
import { readAudio, readUpload } from './upload.ts';
import type { Upload } from './upload.ts';

/** An answer, and what the log should know about it. */
export interface AsrOutcome {
  readonly reply: Reply;
  readonly body: unknown;
  readonly upload?: Uint8Array;
  readonly recognition?: Recognition;
  readonly text?: string;
}

/** Answers a request to `/v1/audio/transcriptions` or `/translations` as OpenAI's servers do. */
export function answerAsr(
  contentType: string | null,
  body: Buffer,
  templates: readonly Template[],
  effects: readonly FaultEffect[],
): AsrOutcome {
  const upload = readUpload(contentType, body);
  if (!upload.ok) return { reply: openAiError(400, upload.error), body: null };
  const { fields, file } = upload.value;
  const about = { ...fields, file: file && { name: file.name, type: file.type, bytes: file.bytes.length } };
  if (file === null) return { reply: openAiError(400, 'file is required', 'file'), body: about };

  const format = fields['response_format'] ?? 'json';
  const audio = readAudio(file.bytes);
  if (!audio.ok) {
    return { reply: openAiError(400, audio.error, 'file'), body: about, upload: file.bytes };
  }
  const { sampleRate, channels } = audio.value.wav.format;
  const logged = { ...about, audio: { sampleRate, channels, samples: audio.value.wav.samples.length } };
  if (!isTranscriptFormat(format)) {
    const message = `response_format must be one of ${transcriptFormats.join(', ')}, got "${format}"`;
    return { reply: openAiError(400, message, 'response_format'), body: logged, upload: file.bytes };
  }
  const recognition = recognise(audio.value.pcm, templates);
  const transcript = transcriptOf(recognition, effects);
  return {
    reply: replyFor(transcript, format, fields, effects),
    body: logged,
    upload: file.bytes,
    recognition,
    text: transcript.text,
  };
}

function transcriptOf(recognition: Recognition, effects: readonly FaultEffect[]): Transcript {
  const { audioMs } = recognition;
  const forced = effects.find((effect) => effect.kind === 'text');
  if (forced !== undefined) {
    const { text } = forced;
    return { text, audioMs, segments: [{ startMs: 0, endMs: audioMs, text }] };
  }
  const segments = recognition.matches.filter((match) => match.whole);
  return { text: recognition.text, audioMs, segments };
}

function replyFor(
  transcript: Transcript,
  format: TranscriptFormat,
  fields: Upload['fields'],
  effects: readonly FaultEffect[],
): Reply {
  if (effects.some((effect) => effect.kind === 'no-text')) return jsonReply({ error: 'no audio provided' });
  if (effects.some((effect) => effect.kind === 'brackets')) return bracketedReply(transcript);
  // whisper-1 ignores the wish for a stream and answers with JSON.
  if (fields['stream'] === 'true' && fields['model'] !== 'whisper-1') return transcriptStream(transcript);
  return transcriptReply(transcript, format, fields['language'] ?? 'en');
}

const isTranscriptFormat = (text: string): text is TranscriptFormat =>
  (transcriptFormats as readonly string[]).includes(text);
