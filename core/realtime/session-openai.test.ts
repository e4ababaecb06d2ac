import { describe, expect, it } from 'vitest';
import { done, quarter, serverTurn, speak } from './openai-server.testing.ts';
import { World } from './world.testing.ts';

describe('a conversation with OpenAI, the server taking the turns', () => {
  it('[R4] [R8] [R13] [R20] talks', () => {
    const world = new World('openai', { instructions: 'Be kind.' });
    world.begin();
    expect(world.effects.map(({ type }) => type)).toContain('ready');
    expect([...world.timers]).toEqual([]);
    world.tell({ type: 'heard', pcm: new Int16Array(768) });
    expect(world.sent.at(-1)?.event.type).toBe('input_audio_buffer.append');

    serverTurn(world, 'u1', 'r1');
    const placed = world.effects.find(({ type }) => type === 'place-item');
    expect(placed).toEqual({ type: 'place-item', item: 'u1', after: 'root' });
    speak(world, 'r1', 'a1', 'Good morning.', quarter);
    // The transcription is a model of its own, and late.
    const base = 'conversation.item.input_audio_transcription';
    world.says(`${base}.delta`, { item_id: 'u1', delta: 'Hel' });
    const shown = world.says(`${base}.completed`, { item_id: 'u1', transcript: 'Hello.' });
    expect(shown).toEqual([{ type: 'show-user-text', turn: 1, item: 'u1', text: 'Hello.', final: true }]);
    world.says('response.done', done('r1'));
    expect(world.turns.get(1)).toBe('open');
    world.drained('r1');
    expect(world.turns.get(1)).toBe('done');
    expect(world.heard.get(1)).toBe('Good morning.');
    expect(world.sentTypes()).toEqual(['session.update']);
  });

  it('[R17] [R18] is interrupted: truncates at the playhead, cancels nothing, drops what comes late', () => {
    const world = new World('openai');
    world.begin();
    serverTurn(world, 'u1', 'r1');
    speak(world, 'r1', 'a1', 'One two three four five six seven eight.', 4 * quarter);
    const effects = world.says('input_audio_buffer.speech_started', { item_id: 'u2' });
    expect(effects.map(({ type }) => type)).toEqual([
      'stop-playback',
      'stop-timer',
      'close-turn',
      'open-turn',
    ]);
    expect(world.audio('response.output_audio.delta', 'r1', 'a1', quarter)).toEqual([]);
    const cut = world.tell({
      type: 'playback-stopped',
      response: 'r1',
      played: [{ item: 'a1', content: 0, samples: 12_011 }],
    });
    // 12,011 / 24 = 500.46 ms
    expect(cut[0]).toEqual({
      type: 'send',
      message: {
        dialect: 'openai',
        event: { type: 'conversation.item.truncate', item: 'a1', content: 0, audioEndMs: 500 },
      },
    });
    const heard = world.heard.get(1) ?? '';
    expect(heard.startsWith('One')).toBe(true);
    expect(heard.length).toBeLessThan(20);
    world.says('response.done', done('r1', 'cancelled', { status_details: { reason: 'turn_detected' } }));
    expect(world.turns.get(1)).toBe('interrupted');
    expect(world.sentTypes()).toEqual(['session.update', 'conversation.item.truncate']);
  });

  it('[R14] asks for one response at a time', () => {
    const world = new World('openai');
    world.begin();
    serverTurn(world, 'u1', 'r1');
    speak(world, 'r1', 'a1', 'One two three.', 4 * quarter);
    world.tell({ type: 'text-submitted', text: 'And now?' });
    expect(world.sentTypes(1)).toEqual(['response.cancel', 'conversation.item.create']);
    world.fellSilent('r1', 0.5);
    expect(world.sentTypes(1).at(-1)).toBe('conversation.item.truncate');
    world.says('response.done', done('r1', 'cancelled'));
    expect(world.sentTypes(1).at(-1)).toBe('response.create');
    world.says('response.created', { response: { id: 'r2' } });
    speak(world, 'r2', 'a2', 'Four.', quarter);
    expect(world.player.get('r2')).toHaveLength(1);
  });

  it('[R14] waits when the server says that a response is active', () => {
    const world = new World('openai');
    world.begin();
    world.tell({ type: 'text-submitted', text: 'Hi' });
    const before = world.sent.length;
    world.says('error', {
      error: {
        type: 'invalid_request_error',
        code: 'conversation_already_has_active_response',
        message: 'busy',
        event_id: 'response-1',
      },
    });
    expect(world.sent.length).toBe(before);
    world.says('response.done', done('r0'));
    expect(world.sentTypes(before)).toEqual(['response.create']);
  });

  it('[R14] asks for nothing on behalf of a turn that is over', () => {
    const world = new World('openai');
    world.begin();
    serverTurn(world, 'u1', 'r1');
    speak(world, 'r1', 'a1', 'One two three.', 4 * quarter);
    world.tell({ type: 'text-submitted', text: 'And now?' });
    world.tell({ type: 'interrupt' });
    expect(world.turns.get(2)).toBe('cancelled');
    world.fellSilent('r1', 0.5);
    world.says('response.done', done('r1', 'cancelled'));
    expect(world.sentTypes()).not.toContain('response.create');
  });

  it('[R18] truncates only the parts that were not heard to their end', () => {
    const world = new World('openai');
    world.begin();
    serverTurn(world, 'u1', 'r1');
    speak(world, 'r1', 'a1', 'One.', quarter);
    speak(world, 'r1', 'a2', ' Two.', quarter);
    speak(world, 'r1', 'a3', ' Three.', quarter);
    world.says('response.done', done('r1'));
    world.tell({ type: 'interrupt' });
    const from = world.sent.length;
    world.tell({
      type: 'playback-stopped',
      response: 'r1',
      played: [
        { item: 'a1', content: 0, samples: quarter },
        { item: 'a2', content: 0, samples: 2400 },
      ],
    });
    const type = 'conversation.item.truncate';
    expect(world.sent.slice(from).map(({ event }) => event)).toEqual([
      { type, item: 'a2', content: 0, audioEndMs: 100 },
      { type, item: 'a3', content: 0, audioEndMs: 0 },
    ]);
    expect(world.heard.get(1)).toBe('One.');
  });

  it('[R20] shows a function call once', () => {
    const world = new World('openai');
    world.begin();
    serverTurn(world, 'u1', 'r1');
    const call = { call_id: 'c1', name: 'weather', arguments: '{"city":"Oslo"}' };
    world.says('response.function_call_arguments.done', { response_id: 'r1', item_id: 'a1', ...call });
    world.says('response.done', {
      response: { id: 'r1', status: 'completed', output: [{ type: 'function_call', ...call }] },
    });
    const shown = world.effects.filter(({ type }) => type === 'show-call');
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ turn: 1, call: { callId: 'c1', name: 'weather' } });
    expect(world.turns.get(1)).toBe('done');
    expect(world.notices).toEqual([]);
  });

  it('[R15] a response of a turn that was given up is never heard', () => {
    const world = new World('openai');
    world.begin();
    world.says('input_audio_buffer.speech_started', { item_id: 'u1' });
    world.says('input_audio_buffer.speech_stopped', { item_id: 'u1' });
    world.tell({ type: 'interrupt' });
    world.says('response.created', { response: { id: 'r1' } });
    expect(world.sent.at(-1)?.event).toEqual({ type: 'response.cancel', response: 'r1' });
    expect(world.audio('response.output_audio.delta', 'r1', 'a1', quarter)).toEqual([]);
    expect(world.turns.get(1)).toBe('cancelled');
  });

  it('[R20] tells of replies that fail, stop early or say nothing', () => {
    const world = new World('openai');
    world.begin();
    serverTurn(world, 'u1', 'r1');
    const error = { type: 'server_error', code: 'boom' };
    world.says('response.done', done('r1', 'failed', { status_details: { error } }));
    serverTurn(world, 'u2', 'r2');
    world.says('response.done', done('r2', 'incomplete', { status_details: { reason: 'content_filter' } }));
    serverTurn(world, 'u3', 'r3');
    world.says('response.done', done('r3'));
    expect(world.notices).toEqual(['reply-failed', 'reply-incomplete', 'empty-reply']);
    expect([...world.turns.values()]).toEqual(['failed', 'failed', 'dropped']);
  });
});

describe('a conversation with OpenAI, we taking the turns', () => {
  const begun = (): World => {
    const world = new World('openai', { turnTaking: 'ours' });
    world.begin();
    return world;
  };

  it('[R9] commits, and asks for the response', () => {
    const world = begun();
    world.tell({ type: 'heard', pcm: new Int16Array(768) });
    expect(world.sent).toHaveLength(1);
    world.tell({ type: 'voice-started', preRoll: new Int16Array(7200) });
    world.tell({ type: 'heard', pcm: new Int16Array(500) });
    world.tell({ type: 'heard', pcm: new Int16Array(100) });
    world.tell({ type: 'voice-stopped' });
    expect(world.sentTypes(1)).toEqual([
      'input_audio_buffer.clear',
      'input_audio_buffer.commit',
      'response.create',
    ]);
    const appended = world.sent.flatMap(({ event }) =>
      event.type === 'input_audio_buffer.append' ? [event.pcm.length] : [],
    );
    expect(appended).toEqual([2400, 2400, 2400, 500, 480]);
    world.says('input_audio_buffer.committed', { item_id: 'u1' });
    world.says('response.created', { response: { id: 'r1' } });
    world.says('conversation.item.input_audio_transcription.completed', { item_id: 'u1', transcript: 'Hi' });
    expect(world.effects.at(-1)).toMatchObject({ type: 'show-user-text', turn: 1, text: 'Hi' });
  });

  it('[R17] interrupts with a cancel of its own', () => {
    const world = begun();
    world.tell({ type: 'text-submitted', text: 'Hi' });
    world.says('response.created', { response: { id: 'r1' } });
    speak(world, 'r1', 'a1', 'One two three.', quarter);
    const from = world.sent.length;
    world.tell({ type: 'voice-started', preRoll: new Int16Array(0) });
    expect(world.sent[from]?.event).toEqual({ type: 'response.cancel', response: 'r1' });
    expect(world.stopping.has('r1')).toBe(true);
  });

  it('[R9] commits nothing where nothing was sent, and clears what was no speech', () => {
    const world = begun();
    world.tell({ type: 'voice-started', preRoll: new Int16Array(0) });
    world.tell({ type: 'voice-stopped' });
    expect(world.sentTypes(1)).toEqual(['input_audio_buffer.clear']);
    world.tell({ type: 'voice-started', preRoll: new Int16Array(480) });
    world.tell({ type: 'voice-dropped' });
    expect(world.sentTypes(2)).toEqual(['input_audio_buffer.clear', 'input_audio_buffer.clear']);
    expect([...world.turns.values()]).toEqual(['dropped', 'dropped']);
  });
});
