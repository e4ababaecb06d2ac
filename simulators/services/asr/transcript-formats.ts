/** The shapes in which a transcript is given. Sources: OpenAI's API, whisper-api-server 0.4.2 (sheet echokit.md 9.3). */
import type { Millis } from '../../../core/units.ts';
import { jsonReply, streamReply, textReply, utf8 } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';

/** What was understood: the text, and its parts with their times. */
export interface Transcript {
  readonly text: string;
  readonly audioMs: Millis;
  readonly segments: readonly { readonly startMs: Millis; readonly endMs: Millis; readonly text: string }[];
}

export const transcriptFormats = ['json', 'text', 'verbose_json', 'srt', 'vtt'] as const;
export type TranscriptFormat = (typeof transcriptFormats)[number];

export function transcriptReply(transcript: Transcript, format: TranscriptFormat, language: string): Reply {
  switch (format) {
    case 'json':
      return jsonReply({ text: transcript.text });
    case 'text':
      return textReply(`${transcript.text}\n`);
    case 'verbose_json':
      return jsonReply(verbose(transcript, language));
    case 'srt':
      return textReply(cues(transcript, ',', true).join('\n'));
    case 'vtt':
      return textReply(['WEBVTT\n', ...cues(transcript, '.', false)].join('\n'));
  }
}

/** Server-sent events, a delta per word. */
export function transcriptStream(transcript: Transcript): Reply {
  const words = transcript.text.match(/\s*\S+/gu) ?? [];
  const events: object[] = words.map((delta) => ({ type: 'transcript.text.delta', delta }));
  events.push({ type: 'transcript.text.done', text: transcript.text });
  return streamReply(
    'text/event-stream',
    events.map((event) => ({ atMs: 0, bytes: utf8(`data: ${JSON.stringify(event)}\n\n`) })),
  );
}

/** LlamaEdge's only format: JSON whose text has a line with times per segment. */
export function bracketedReply(transcript: Transcript): Reply {
  const lines = transcript.segments.map(
    ({ startMs, endMs, text }) => `[${timestamp(startMs, '.')} --> ${timestamp(endMs, '.')}]  ${text}\n`,
  );
  return jsonReply({ text: lines.join('') });
}

/** No words at all makes an ASR model sure that there was no speech. */
const silenceProbability = { words: 0.02, none: 0.95 };

function verbose({ text, audioMs, segments }: Transcript, language: string): object {
  const noSpeech = text === '' ? silenceProbability.none : silenceProbability.words;
  return {
    task: 'transcribe',
    language,
    duration: audioMs / 1000,
    text,
    segments: segments.map((segment, id) => ({
      id,
      seek: 0,
      start: Math.max(0, segment.startMs) / 1000,
      end: segment.endMs / 1000,
      text: ` ${segment.text}`,
      tokens: [],
      temperature: 0,
      avg_logprob: -0.15,
      compression_ratio: 1.1,
      no_speech_prob: noSpeech,
    })),
  };
}

function cues({ segments }: Transcript, decimal: ',' | '.', numbered: boolean): string[] {
  return segments.map(({ startMs, endMs, text }, i) => {
    const times = `${timestamp(startMs, decimal)} --> ${timestamp(endMs, decimal)}`;
    return `${numbered ? `${i + 1}\n` : ''}${times}\n${text}\n`;
  });
}

/** `00:00:03.540` */
function timestamp(ms: Millis, decimal: ',' | '.'): string {
  const whole = Math.max(0, Math.round(ms));
  const pad = (value: number, length = 2) => String(Math.floor(value)).padStart(length, '0');
  const clock = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60].map((value) => pad(value));
  return `${clock.join(':')}${decimal}${pad(whole % 1000, 3)}`;
}
