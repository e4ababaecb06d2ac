/** What the tests of the running services share. */
import { encodeWav } from '../../core/audio/wav.ts';
import { excerpt, spoken } from './recogniser/known-speech.testing.ts';
import type { Services } from './create-services.ts';
import type { LogEntry } from './http/request-log.ts';

/** A fixture's utterance as a WAV file, with a second of its recording around it. */
export const utteranceWav = (text: string, rest = 500): Uint8Array<ArrayBuffer> =>
  encodeWav(excerpt(spoken(text), rest, rest), 16_000);

export function transcriptionForm(
  wav: Uint8Array<ArrayBuffer>,
  fields: Record<string, string> = {},
): FormData {
  const form = new FormData();
  form.append('file', new Blob([wav], { type: 'audio/wav' }), 'audio.wav');
  form.append('model', 'stand-in-asr');
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

export const transcribe = (services: Services, form: FormData, init: RequestInit = {}): Promise<Response> =>
  fetch(`${services.url}/v1/audio/transcriptions`, { method: 'POST', body: form, ...init });

export const postJson = (
  services: Services,
  path: string,
  body: unknown,
  init: RequestInit = {},
): Promise<Response> =>
  fetch(services.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  });

export const chatBody = (words: string, more: object = {}): object => ({
  model: 'stand-in-llm',
  messages: [{ role: 'user', content: words }],
  ...more,
});

/** The payloads of a stream of server-sent events. */
export function eventsOf(text: string): string[] {
  return text
    .split(/\r?\n\r?\n/)
    .filter((event) => event !== '')
    .map((event) => event.replace(/^data: /, ''));
}

/** The entry of the latest request, once `isDone` holds for it. */
export async function lastEntry(
  services: Services,
  isDone: (entry: LogEntry) => boolean = (entry) => entry.at.end !== null,
): Promise<LogEntry> {
  for (;;) {
    const entry = services.log.at(-1);
    if (entry !== undefined && isDone(entry)) return entry;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
