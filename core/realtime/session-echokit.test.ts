import { describe, expect, it } from 'vitest';
import { World } from './world.testing.ts';

const completed = 'conversation.item.input_audio_transcription.completed';

function begun(instructions = ''): World {
  const world = new World('echokit', { instructions });
  world.begin();
  return world;
}

function speak(world: World): void {
  world.tell({ type: 'voice-started', preRoll: new Int16Array(2400) });
  world.tell({ type: 'heard', pcm: new Int16Array(9600) });
  world.tell({ type: 'voice-stopped' });
}

/** The server's half of a turn up to the reply. */
function understand(world: World, item: string, text: string): void {
  world.says('input_audio_buffer.committed', { item_id: item });
  world.says('conversation.item.created', {
    item: { id: item, type: 'message', role: 'user', content: [{ type: 'input_audio', audio: 'AAAA' }] },
  });
  world.says(completed, { item_id: item, content_index: 0, transcript: text });
}

let made = 0;
function reply(world: World, response: string, text: string, samples: number): void {
  made += 1;
  world.says('response.text.delta', {
    response_id: response,
    item_id: `made-up-${made}`,
    content_index: 0,
    delta: text,
  });
  world.audio('response.audio.delta', response, 'audio-item', samples);
}

describe('a conversation with EchoKit', () => {
  it('[R5] [R9] [R19] talks: commit without response.create, text by response', () => {
    const world = begun('Be kind.');
    speak(world);
    expect(world.sentTypes()).toEqual([
      'session.update',
      'conversation.item.create',
      'input_audio_buffer.commit',
    ]);
    expect(world.sent[1]?.event).toMatchObject({ role: 'system', text: 'Be kind.' });
    understand(world, 'u1', 'Hello.');
    expect(world.effects.at(-1)).toMatchObject({ type: 'show-user-text', turn: 1, text: 'Hello.' });
    world.says('response.created', { response: { id: 'r1' } });
    world.says('response.output_item.added', { response_id: 'r1', item: { id: 'x' } });
    reply(world, 'r1', 'Good ', 12_000);
    reply(world, 'r1', 'morning.', 12_000);
    world.says('response.text.done', { response_id: 'r1', item_id: 'other', text: 'Good morning.' });
    world.says('response.done', { response: { id: 'r1', status: 'completed' } });
    expect(world.said.get(1)).toBe('Good morning.');
    expect(world.player.get('r1')).toEqual([{ item: 'r1', content: 0, received: 24_000 }]);
    world.drained('r1');
    expect(world.turns.get(1)).toBe('done');
    expect(world.sentTypes()).not.toContain('response.create');
  });

  it('[R16] [R17] [R18] mutes here, drops by response, sends neither cancel nor truncate', () => {
    const world = begun();
    speak(world);
    understand(world, 'u1', 'Hello.');
    world.says('response.created', { response: { id: 'r1' } });
    reply(world, 'r1', 'One two three four five six seven eight.', 48_000);
    const from = world.sent.length;
    speak(world);
    expect(world.stopping.has('r1')).toBe(true);
    world.fellSilent('r1', 0.25);
    expect(world.sentTypes(from)).toEqual(['input_audio_buffer.commit']);
    expect((world.heard.get(1) ?? '').length).toBeLessThan(20);
    // The server is busy with the old reply for a while: nobody hears it, and the new turn is given its time.
    world.timers.delete('answer');
    reply(world, 'r1', 'Nine.', 12_000);
    expect(world.timers.get('answer')).toBe(15_000);
    expect(world.player.get('r1')?.[0]?.received).toBe(48_000);
    world.says('response.done', { response: { id: 'r1', status: 'completed' } });
    understand(world, 'u2', 'And now?');
    world.says('response.created', { response: { id: 'r2' } });
    reply(world, 'r2', 'Ten.', 12_000);
    expect(world.player.has('r2')).toBe(true);
    expect([...world.turns.values()]).toEqual(['interrupted', 'open']);
  });

  it('[R15] a reply to a turn that was overtaken is not heard', () => {
    const world = begun();
    speak(world);
    speak(world);
    expect(world.turns.get(1)).toBe('cancelled');
    understand(world, 'u1', 'One.');
    world.says('response.created', { response: { id: 'r1' } });
    reply(world, 'r1', 'First.', 12_000);
    world.says('response.done', { response: { id: 'r1' } });
    understand(world, 'u2', 'Two.');
    world.says('response.created', { response: { id: 'r2' } });
    reply(world, 'r2', 'Second.', 12_000);
    expect([...world.player.keys()]).toEqual(['r2']);
    expect(world.said.get(2)).toBe('Second.');
    expect(world.sentTypes()).not.toContain('response.cancel');
  });

  it('[R13] clears the buffer after an empty transcript', () => {
    const world = begun();
    speak(world);
    understand(world, 'u1', '');
    expect(world.turns.get(1)).toBe('dropped');
    expect(world.sentTypes().at(-1)).toBe('input_audio_buffer.clear');
    speak(world);
    understand(world, 'u2', 'Words.');
    world.says('response.created', { response: { id: 'r1' } });
    reply(world, 'r1', 'Yes.', 12_000);
    expect(world.player.has('r1')).toBe(true);
  });

  it('[R13] leaves the buffer alone once the user speaks again', () => {
    const world = begun();
    speak(world);
    world.tell({ type: 'voice-started', preRoll: new Int16Array(2400) });
    understand(world, 'u1', '');
    expect(world.sentTypes()).not.toContain('input_audio_buffer.clear');
  });

  it('[R21] [R22] cancels after 15 s of silence, and goes on when that is answered', () => {
    const world = begun();
    speak(world);
    world.says('input_audio_buffer.committed', { item_id: 'u1' });
    world.fire('answer');
    expect(world.turns.get(1)).toBe('failed');
    expect(world.sent.at(-1)?.event).toEqual({ type: 'response.cancel' });
    speak(world);
    // What was before the cancel is nobody's, and does not count for the turn after it.
    world.says('response.created', { response: { id: 'late' } });
    expect(world.audio('response.audio.delta', 'late', 'x', 12_000)).toEqual([]);
    world.says('response.done', { response: { id: 'late' } });
    world.says('conversation.interrupted');
    expect(world.timers.has('cancel')).toBe(false);
    understand(world, 'u2', 'Again.');
    world.says('response.created', { response: { id: 'r2' } });
    reply(world, 'r2', 'Here.', 12_000);
    expect([...world.player.keys()]).toEqual(['r2']);
  });

  it('[R22] connects anew when the cancel is not answered', () => {
    const world = begun();
    speak(world);
    world.fire('answer');
    world.fire('cancel');
    expect(world.connected).toBeNull();
    world.fire('reconnect');
    world.agree();
    speak(world);
    expect(world.sentTypes().at(-1)).toBe('input_audio_buffer.commit');
  });

  it('[R11] [R22] types; a session that is stuck generating is cancelled first', () => {
    const world = begun();
    world.tell({ type: 'text-submitted', text: 'Hi' });
    expect(world.sentTypes(1)).toEqual(['conversation.item.create', 'response.create']);
    world.says('error', { error: { type: 'x', code: 'response_in_progress', message: 'busy' } });
    expect(world.sentTypes(3)).toEqual(['response.cancel']);
    world.says('conversation.interrupted');
    expect(world.sentTypes(4)).toEqual(['response.create']);
  });

  it('[R14] typed text waits for the response that a commit has asked for', () => {
    const world = begun();
    speak(world);
    world.tell({ type: 'text-submitted', text: 'Or this?' });
    expect(world.sentTypes().at(-1)).toBe('conversation.item.create');
    understand(world, 'u1', 'One.');
    world.says('response.created', { response: { id: 'r1' } });
    world.says('response.done', { response: { id: 'r1' } });
    expect(world.sentTypes().at(-1)).toBe('response.create');
    world.says('response.created', { response: { id: 'r2' } });
    reply(world, 'r2', 'This.', 12_000);
    expect([...world.player.keys()]).toEqual(['r2']);
    expect(world.said.get(2)).toBe('This.');
  });

  it('[R20] tells of text without audio', () => {
    const world = begun();
    speak(world);
    understand(world, 'u1', 'Hello.');
    world.says('response.created', { response: { id: 'r1' } });
    world.says('response.text.delta', { response_id: 'r1', item_id: 'x', delta: 'Hi.' });
    world.says('response.done', { response: { id: 'r1', status: 'completed' } });
    expect(world.notices).toEqual(['no-audio']);
    expect(world.turns.get(1)).toBe('done');
  });
});
