/** What a frame is, in the words of the wire. Pure; frames come from foreign machines and never make it throw. */
import { decodeClientCommand } from '../../../core/echokit/client-command.ts';
import { decodeServerEvent } from '../../../core/echokit/decode-server-event.ts';
import { readMessageShape } from '../../../core/echokit/message-shape.ts';
import type { ServerEvent } from '../../../core/echokit/server-event.ts';
import type { Direction } from '../../../core/relay/relay-message.ts';
import { heardRate, samplesToMillis } from '../../../core/units.ts';
import type { FrameEntry, FrameFact } from './log-entry.ts';

/** The inspector's own names: microphone audio has none on the wire, and what cannot be read has no name. */
export const microphoneEvent = 'PCM';
export const unreadableEvent = '?';

/** Frames that carry sound. They come many times a second and have no words. */
export const audioEvents: ReadonlySet<string> = new Set([
  microphoneEvent,
  'HelloChunk',
  'AudioChunk',
  'AudioChunkWithVowel',
  'AudioChunki16',
]);

type ReadFrame = Pick<FrameEntry, 'event' | 'text' | 'problem'>;

/** Enough for the list: sound is not decoded. */
export function readFrame(direction: Direction, payload: string | Uint8Array): ReadFrame {
  if (direction === 'up')
    return typeof payload === 'string' ? readCommand(payload) : { event: microphoneEvent, text: '' };
  if (typeof payload === 'string')
    return { event: unreadableEvent, text: payload, problem: 'a text message, which boxes ignore' };
  const shape = readMessageShape(payload);
  if (shape.ok) {
    const name = String.fromCharCode(...shape.value.name);
    if (audioEvents.has(name)) return { event: name, text: '' };
  }
  const event = decodeServerEvent(payload);
  if (!event.ok) return { event: unreadableEvent, text: '', problem: event.error.message };
  return { event: event.value.event, text: wordsOf(event.value) };
}

function readCommand(json: string): ReadFrame {
  const command = decodeClientCommand(json);
  if (!command.ok)
    return { event: unreadableEvent, text: json.slice(0, 500), problem: command.error.message };
  const { value } = command;
  const text = value.event === 'Text' ? value.input : value.event === 'Select' ? String(value.index) : '';
  return { event: value.event, text };
}

function wordsOf(event: ServerEvent): string {
  if ('unknown' in event) return shorten(event.payload);
  switch (event.event) {
    case 'ASR':
    case 'StartAudio':
    case 'DisplayText':
      return event.text;
    case 'Action':
      return event.action;
    case 'Choices':
      return [event.message, ...event.items].join(' | ');
    default:
      return '';
  }
}

/** What else the row of a frame says: the length of sound, and the mouth's shape. Decodes the frame anew. */
export function describeSound({
  direction,
  event,
  payload,
}: Pick<FrameEntry, 'direction' | 'event' | 'payload'>): string {
  if (typeof payload === 'string' || !audioEvents.has(event)) return '';
  if (direction === 'up') return millisOf(payload.length / 2);
  const decoded = decodeServerEvent(payload);
  if (!decoded.ok || 'unknown' in decoded.value) return '';
  switch (decoded.value.event) {
    case 'AudioChunki16':
      return [millisOf(decoded.value.data.length), mouthOf(decoded.value.vowel)].filter(Boolean).join(' · ');
    case 'AudioChunkWithVowel':
      return mouthOf(decoded.value.vowel);
    default:
      return '';
  }
}

const millisOf = (samples: number): string =>
  `${Math.round(samplesToMillis(Math.floor(samples), heardRate))} ms`;

const mouthOf = (vowel: number | undefined): string =>
  vowel === undefined ? '' : (['–', 'A', 'E', 'I', 'O', 'U'][vowel] ?? String(vowel));

/** The whole decoded message as text, sound and other bytes only by their length. */
export function explainFrame({ direction, payload }: FrameFact): string {
  if (typeof payload === 'string') return payload;
  if (direction === 'up') return `PCM, 16 kHz, s16le, ${Math.floor(payload.length / 2)} samples`;
  const decoded = decodeServerEvent(payload);
  return decoded.ok ? shorten(decoded.value, 2) : decoded.error.message;
}

function shorten(value: unknown, indent?: number): string {
  const short = (_: string, part: unknown): unknown =>
    part instanceof Uint8Array
      ? `<${part.length} bytes>`
      : part instanceof Int16Array
        ? `<${part.length} samples>`
        : typeof part === 'bigint'
          ? String(part)
          : part;
  return JSON.stringify(value, short, indent) ?? '';
}
