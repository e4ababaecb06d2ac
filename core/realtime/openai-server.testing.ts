/** What an OpenAI server sends in the turns of tests. */
import type { World } from './world.testing.ts';

/** Samples of 250 ms. */
export const quarter = 6000;

/** A voice is heard from beginning to end, and its response begins. */
export function serverTurn(world: World, item: string, response: string): void {
  world.says('input_audio_buffer.speech_started', { audio_start_ms: 0, item_id: item });
  world.says('input_audio_buffer.speech_stopped', { audio_end_ms: 900, item_id: item });
  world.says('input_audio_buffer.committed', { item_id: item, previous_item_id: 'root' });
  world.says('response.created', { response: { id: response, status: 'in_progress' } });
}

/** Words of a response, and their sound. */
export function speak(world: World, response: string, item: string, text: string, samples: number): void {
  const ids = { response_id: response, item_id: item, output_index: 0, content_index: 0 };
  world.says('response.output_audio_transcript.delta', { ...ids, delta: text });
  world.audio('response.output_audio.delta', response, item, samples);
}

/** Fields of `response.done`. */
export const done = (id: string, status = 'completed', more: object = {}): { response: object } => ({
  response: { id, status, output: [], ...more },
});
