/** What the user said, written down by another model: it comes when it comes. */
import { tokenise } from '../llm/tokenise.ts';
import { waitUntil } from '../http/clock.ts';
import type { Heard } from './brain.ts';
import type { Peer } from './peer.ts';

export interface Transcription {
  readonly peer: Peer;
  readonly item: string;
  readonly heard: Heard;
  /** Length of the sound. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const name = 'conversation.item.input_audio_transcription';

export async function sayTranscription({ peer, item, heard, seconds, signal }: Transcription): Promise<void> {
  if (heard.kind === 'silent') return;
  await waitUntil(heard.readyAt, signal);
  if (signal.aborted) return;
  const of = { item_id: item, content_index: 0 };
  if (heard.kind === 'failed') {
    const message = 'Input transcription failed as told';
    peer.say(`${name}.failed`, {
      ...of,
      error: { type: 'transcription_error', code: 'server_error', message },
    });
    return;
  }
  for (const delta of tokenise(heard.text)) peer.say(`${name}.delta`, { ...of, delta });
  peer.say(`${name}.completed`, { ...of, transcript: heard.text, usage: { type: 'duration', seconds } });
}
