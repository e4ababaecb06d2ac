import { describe, expect, it } from 'vitest';
import { World } from './world.testing.ts';

const transcription = 'conversation.item.input_audio_transcription';

function begun(): World {
  // The settings ask for our turns; this server knows no such thing.
  const world = new World('hugging-face', { turnTaking: 'ours' });
  world.begin();
  return world;
}

function hear(world: World, item: string): void {
  world.says('input_audio_buffer.speech_started', { audio_start_ms: 0, item_id: item });
  world.says('input_audio_buffer.speech_stopped', { audio_end_ms: 800, item_id: item });
}

function reply(world: World, response: string, text: string, samples: number): void {
  const ids = { response_id: response, item_id: `item-${response}`, output_index: 0, content_index: 0 };
  world.says('response.created', { response: { id: response, status: 'in_progress' } });
  world.audio('response.output_audio.delta', response, `item-${response}`, samples);
  world.says('response.output_audio_transcript.delta', { ...ids, delta: text });
}

describe('a conversation with a Hugging Face server', () => {
  it('[R8] [R13] talks without committed, and takes the completed transcript for the truth', () => {
    const world = begun();
    world.tell({ type: 'voice-started', preRoll: new Int16Array(4800) });
    expect(world.turns.size).toBe(0);
    hear(world, 'u1');
    world.says(`${transcription}.delta`, { item_id: 'u1', delta: 'What is' });
    world.says(`${transcription}.delta`, { item_id: 'u1', delta: ' the' });
    expect(world.effects.at(-1)).toMatchObject({ text: 'What is the', final: false });
    world.says(`${transcription}.completed`, { item_id: 'u1', transcript: 'What is this?' });
    expect(world.effects.at(-1)).toMatchObject({ text: 'What is this?', final: true });
    reply(world, 'r1', 'A house.', 4800);
    world.says('response.done', { response: { id: 'r1', status: 'completed' } });
    world.drained('r1');
    expect(world.turns.get(1)).toBe('done');
    expect(world.heard.get(1)).toBe('A house.');
    expect(world.sentTypes()).toEqual(['session.update']);
  });

  it('[R8] ends a turn early by 1.5 s of silence', () => {
    const world = begun();
    world.says('input_audio_buffer.speech_started', { item_id: 'u1' });
    world.tell({ type: 'heard', pcm: new Int16Array(300).fill(5) });
    const from = world.sent.length;
    world.tell({ type: 'end-turn' });
    const pcm = world.sent
      .slice(from)
      .flatMap(({ event }) => (event.type === 'input_audio_buffer.append' ? [...event.pcm] : []));
    expect(pcm.filter((sample) => sample !== 0)).toHaveLength(300);
    expect(pcm.slice(480)).toHaveLength(36_000);
    expect(world.sentTypes(from)).toEqual([]);
  });

  it('[R10] opens a turn again under the same item, and replaces what was understood', () => {
    const world = begun();
    hear(world, 'u1');
    world.says(`${transcription}.delta`, { item_id: 'u1', delta: 'I would' });
    world.says('input_audio_buffer.speech_started', { item_id: 'u1' });
    expect(world.effects.at(-1)).toMatchObject({ type: 'show-user-text', item: 'u1', text: '' });
    world.says(`${transcription}.delta`, { item_id: 'u1', delta: 'I would like tea' });
    expect(world.effects.at(-1)).toMatchObject({ turn: 1, text: 'I would like tea' });
    expect([...world.turns]).toEqual([[1, 'open']]);
  });

  it('[R16] [R17] leaves the interruption to the server, and cuts the history at the playhead', () => {
    const world = begun();
    hear(world, 'u1');
    reply(world, 'r1', 'One two three four five six seven eight.', 48_000);
    const from = world.sent.length;
    // The order of this server: the end of the reply comes before the voice that ended it.
    world.says('response.output_audio.done', { response_id: 'r1', item_id: 'item-r1' });
    world.says('response.done', {
      response: { id: 'r1', status: 'cancelled', status_details: { reason: 'turn_detected' } },
    });
    expect(world.stopping.has('r1')).toBe(true);
    world.says('input_audio_buffer.speech_started', { item_id: 'u2' });
    expect(world.audio('response.output_audio.delta', 'r1', 'item-r1', 4800)).toEqual([]);
    world.fellSilent('r1', 0.3);
    expect(world.sent.length).toBe(from);
    expect([...world.turns.values()]).toEqual(['interrupted', 'open']);
    const heard = world.heard.get(1) ?? '';
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.length).toBeLessThan(20);
  });

  it('[R17] a reply that is complete here goes on sounding there: a voice stops it all the same', () => {
    const world = begun();
    hear(world, 'u1');
    reply(world, 'r1', 'One two three.', 48_000);
    world.says('response.done', { response: { id: 'r1', status: 'completed' } });
    world.says('input_audio_buffer.speech_started', { item_id: 'u2' });
    world.fellSilent('r1', 0);
    expect(world.heard.get(1)).toBe('');
    expect(world.turns.get(1)).toBe('interrupted');
  });

  it('[R13] an empty transcript drops the turn', () => {
    const world = begun();
    hear(world, 'u1');
    world.says(`${transcription}.completed`, { item_id: 'u1', transcript: ' ' });
    expect(world.turns.get(1)).toBe('dropped');
    expect(world.timers.size).toBe(0);
    hear(world, 'u2');
    reply(world, 'r1', 'Yes.', 4800);
    expect(world.player.has('r1')).toBe(true);
  });

  it('[R7] explains that all slots are taken', () => {
    const world = new World('hugging-face');
    world.tell({ type: 'begin' });
    world.says('error', { error: { type: 'session_limit_reached', message: 'All slots busy' } });
    expect(world.notices).toEqual(['session-limit-reached']);
    world.tell({ type: 'link-lost', link: 1 });
    expect(world.timers.size).toBe(0);
    expect(world.state.link).toBe('closed');
  });

  it('[R22] a turn that the server forgot is not cancelled: there is nothing to cancel', () => {
    const world = begun();
    hear(world, 'u1');
    world.fire('answer');
    expect(world.turns.get(1)).toBe('failed');
    expect(world.sentTypes()).toEqual(['session.update']);
    expect(world.timers.size).toBe(0);
  });
});
