/** What the firmware logs of what its conversation does. Source: sheet `echokit.md` 7.5. */
import type { BoxLogEntry } from '../../box/box-log.ts';
import { quoted } from './console-log.ts';

export interface BoxWords {
  readonly tag: 'echokit' | 'echokit::app' | 'echokit::ws';
  readonly text: string;
  readonly level?: 'W' | 'E';
}

/** Null for what it keeps to itself. */
export function wordsFor(entry: BoxLogEntry): BoxWords | null {
  if (entry.kind === 'state') {
    if (!entry.entered) return null;
    if (entry.state === 'idle') return { tag: 'echokit::app', text: 'Received idle event' };
    return entry.state === 'unreachable'
      ? { tag: 'echokit', text: 'Failed to connect to server: connection refused', level: 'E' }
      : null;
  }
  if (entry.kind === 'sent' && entry.event === 'StartChat')
    return { tag: 'echokit::app', text: 'Submitted StartChat command' };
  if (entry.kind !== 'received') return null;
  switch (entry.event) {
    case 'ASR':
      return { tag: 'echokit::app', text: `Received ASR: ${quoted(entry.text ?? '')}` };
    case 'StartAudio':
      return { tag: 'echokit::app', text: `Received audio start: ${quoted(entry.text ?? '')}` };
    case 'EndAudio':
      return { tag: 'echokit::app', text: 'Received audio end' };
    case 'EndVad':
      return { tag: 'echokit::app', text: 'Received EndVad event from server' };
    case 'EndResponse':
      return { tag: 'echokit::app', text: 'Received request end' };
    case 'text':
      return { tag: 'echokit::ws', text: 'Unexpected non-binary WebSocket message', level: 'W' };
    case '?':
      return { tag: 'echokit::ws', text: 'Failed to deserialize binary data: invalid type', level: 'E' };
    case 'Close':
      return { tag: 'echokit::ws', text: 'WebSocket stream ended', level: 'W' };
    default:
      return null;
  }
}
