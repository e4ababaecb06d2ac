/** A conversation as files: Markdown to read, JSON with every span to study, WAV to listen to. Pure. */
import { resample } from '../../core/audio/resampler.ts';
import { encodeWav } from '../../core/audio/wav.ts';
import { spansOf } from '../../core/trace/turn-trace.ts';
import type { TurnView } from '../../workers/conversation-api.ts';
import type { StoredAudio } from '../platform/storage/conversation-storage.ts';

export interface ExportedConversation {
  readonly title: string;
  /** Wall instant, ms since 1970. */
  readonly startedAt: number;
  readonly turns: readonly TurnView[];
}

export interface ExportWords {
  readonly you: string;
  readonly assistant: string;
  readonly untitled: string;
  /** Time to the first sound of the reply. */
  readonly wait: (ms: number) => string;
}

/** The reply as it was heard, the rest struck through. */
function replyMarkdown({ text, heard, complete }: TurnView['reply'], isOver: boolean): string {
  const unheard = text.slice(heard).trim();
  if (!unheard || (complete && !isOver)) return text;
  return `${text.slice(0, heard).trimEnd()} ~~${unheard.replaceAll('\n', ' ')}~~`;
}

export function conversationMarkdown(conversation: ExportedConversation, words: ExportWords): string {
  const lines = [
    `# ${conversation.title || words.untitled}`,
    '',
    new Date(conversation.startedAt).toISOString(),
    '',
  ];
  for (const turn of conversation.turns) {
    if (turn.status === 'dropped') continue;
    if (turn.user.text) lines.push(`**${words.you}:** ${turn.user.text}`, '');
    if (turn.reply.text) {
      const isOver = turn.status === 'interrupted' || turn.status === 'cancelled';
      lines.push(`**${words.assistant}:** ${replyMarkdown(turn.reply, isOver)}`, '');
    }
    const total = spansOf(turn.trace).find(({ name }) => name === 'turn:total');
    if (total) lines.push(`*${words.wait(Math.round(total.end - total.start))}*`, '');
  }
  return lines.join('\n');
}

/** Everything known about the turns, instants and spans included; for other programs. */
export function conversationJson(conversation: ExportedConversation): string {
  const turns = conversation.turns.map((turn) => ({ ...turn, spans: spansOf(turn.trace) }));
  return `${JSON.stringify({ format: 'echokit-conversation', version: 1, ...conversation, turns }, null, 2)}\n`;
}

const wavRate = 24_000;
const gapMs = 300;

/**
 * Both sides one after the other, in the order of turns, a short silence between them.
 * @param audio in order, see ConversationStorage.audio
 * @returns a mono 16-bit WAV at 24 kHz
 */
export function conversationWav(audio: readonly StoredAudio[]): Uint8Array<ArrayBuffer> {
  const gap = Math.round((gapMs * wavRate) / 1000);
  const parts = audio.map(({ pcm, sampleRate }) => {
    const samples = Float32Array.from(pcm, (value) => value / 32_768);
    return sampleRate === wavRate ? samples : resample(samples, sampleRate, wavRate);
  });
  const length = parts.reduce((sum, part) => sum + part.length + gap, 0);
  const joined = new Float32Array(Math.max(0, length - gap));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length + gap;
  }
  return encodeWav(joined, wavRate);
}

/** A file name from the title: letters and digits of any script, the rest turned to hyphens. */
export function exportFileName(conversation: ExportedConversation, extension: 'md' | 'json' | 'wav'): string {
  const day = new Date(conversation.startedAt).toISOString().slice(0, 10);
  const slug = conversation.title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `echokit-${day}${slug ? `-${slug}` : ''}.${extension}`;
}
