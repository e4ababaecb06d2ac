import { describe, expect, it } from 'vitest';
import { encodePcmText } from '../../../core/realtime/base64.ts';
import {
  Client,
  connectRaw,
  firstTurn,
  micA,
  realtimeUrl,
  startServices,
  typesOf,
  until,
} from './client.testing.ts';

const stand = 'hugging-face';

async function huggingFace(
  options: Parameters<typeof startServices>[0] = {},
  settings: ConstructorParameters<typeof Client>[2] = {},
) {
  const services = await startServices({ ttsRtf: 0, ...options });
  const client = new Client(realtimeUrl(services, stand), stand, settings, ['realtime']);
  await client.begin();
  expect(client.state.link).toBe('live');
  return { services, client };
}

const session = (more: object = {}) => ({ type: 'session.update', session: { type: 'realtime', ...more } });
const pcm24 = { type: 'audio/pcm', rate: 24_000 };

describe('the Hugging Face stand-in', () => {
  it('takes a spoken turn, and sends nothing of what it does not know', async () => {
    const { client } = await huggingFace();
    client.hear(micA(0, firstTurn.endMs + 1200));
    await until('the turn is over', () => client.outcomes.at(-1) === 'done');
    expect(client.userText).toBe(firstTurn.text);
    expect(client.replyText).toBe(`You said: ${firstTurn.text}`);
    const letters = client.replyText?.match(/\p{L}/gu)?.length ?? 0;
    expect(client.played).toBe(letters * 65 * 24);
    const types = new Set(typesOf(client.received));
    for (const absent of [
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.content_part.added',
      'response.content_part.done',
      'rate_limits.updated',
    ])
      expect(types).not.toContain(absent);
    // The confirmed words are the beginning of the whole.
    const [delta] = client.of('conversation.item.input_audio_transcription.delta');
    expect(firstTurn.text.startsWith(String(delta?.['delta']))).toBe(true);
    // At most 200 ms in one delta.
    const longest = Math.max(
      ...client.of('response.output_audio.delta').map(({ delta: audio }) => String(audio).length),
    );
    expect(longest).toBeLessThanOrEqual(Math.ceil((0.2 * 24_000 * 2) / 3) * 4);
  });

  it('answers typed words', async () => {
    const { client } = await huggingFace();
    client.tell({ type: 'text-submitted', text: 'Good day.' });
    await until('the turn is over', () => client.outcomes.at(-1) === 'done');
    expect(client.replyText).toBe('You said: Good day.');
    expect(typesOf(client.received)).toContain('conversation.item.created');
  });

  it('ends its reply before it tells of the voice, and a chunk comes late', async () => {
    const instructions = '[stand-in: reply-seconds-8]';
    const { client } = await huggingFace({ ttsRtf: 0.5 }, { instructions });
    client.hear(micA(0, firstTurn.endMs + 1200));
    await until('some of the reply', () => client.played > 48_000);
    const before = client.received.length;
    client.hear(micA(firstTurn.endMs + 1200, 8300));
    const [response] = client.sound.keys();
    const ofResponse = () =>
      client.of('response.output_audio.delta').filter((event) => event['response_id'] === response);
    const plays = () =>
      client.effects.filter((effect) => effect.type === 'play' && effect.response === response);
    const voiceAt = () => typesOf(client.received).lastIndexOf('input_audio_buffer.speech_started');
    await until('the late chunk', () => {
      const last = ofResponse().at(-1);
      return last !== undefined && voiceAt() > before && client.received.indexOf(last) > voiceAt();
    });
    const types = typesOf(client.received.slice(before));
    const end = types.indexOf('response.output_audio.done');
    expect(types.slice(end, end + 5)).toEqual([
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.done',
      'input_audio_buffer.speech_started',
      'response.output_audio.delta',
    ]);
    // The late chunk is not heard.
    expect(plays()).toHaveLength(ofResponse().length - 1);
    expect(client.of('response.done')[0]).toMatchObject({
      response: { status: 'cancelled', status_details: { reason: 'turn_detected' } },
    });
    expect(client.outcomes[0]).toBe('interrupted');
    expect(client.sentTypes()).toEqual(['session.update']);
  });

  it('opens a turn again under its item', async () => {
    const vad = { threshold: 0.5, prefixPaddingMs: 300, silenceMs: 250 };
    const { client } = await huggingFace({ llmDelayMs: 100, asrDelayMs: 100 }, { vad });
    // "Hello there." ends, 400 ms later the sentence goes on.
    client.hear(micA(0, firstTurn.endMs + 1200));
    await until('the turn is over', () => client.outcomes.at(-1) === 'done');
    const started = client.of('input_audio_buffer.speech_started').map(({ item_id: item }) => item);
    expect(started).toHaveLength(2);
    expect(started[0]).toBe(started[1]);
    expect(client.outcomes).toEqual(['done']);
    expect(client.userText).toBe(firstTurn.text);
  });

  it('has one slot', async () => {
    const { services, client } = await huggingFace();
    const second = await connectRaw(realtimeUrl(services, stand));
    await until('the close', () => second.closed !== undefined);
    expect(second.events).toMatchObject([{ type: 'error', error: { type: 'session_limit_reached' } }]);
    expect(second.closed).toBe(1008);
    const refused = new Client(realtimeUrl(services, stand), stand);
    await refused.begin();
    expect(refused.notices).toEqual(['session-limit-reached']);
    client.tell({ type: 'end' });
    await until('the slot is free', () => services.log[0]?.at.end !== null);
    const next = await connectRaw(realtimeUrl(services, stand));
    expect(next.events[0]).toMatchObject({ type: 'session.created' });
  });

  it('knows few events, and stays up', async () => {
    const services = await startServices();
    const client = await connectRaw(realtimeUrl(services, stand));
    const errors = () =>
      client.events.flatMap(({ type, error }) =>
        type === 'error' ? [(error as { type: string }).type] : [],
      );
    client.send('no json');
    client.send({ type: 'input_audio_buffer.clear' });
    client.send({ type: 'conversation.item.delete', item_id: 'x' });
    client.send({ type: 'input_audio_buffer.commit' });
    client.send({ type: 'input_audio_buffer.append', audio: encodePcmText(new Int16Array(480)) });
    client.send({ type: 'input_audio_buffer.commit' });
    client.send({ type: 'conversation.item.truncate', item_id: 'x', content_index: 0, audio_end_ms: 1 });
    client.send({ type: 'response.cancel' });
    client.send({ type: 'session.update', session: { type: 'transcription' } });
    client.send(session({ audio: { output: { format: { type: 'audio/pcm', rate: 16_000 } } } }));
    client.send({ type: 'response.create', response: { tool_choice: { type: 'function', name: 'x' } } });
    client.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: 'words' },
    });
    client.send(session({ instructions: 'kept' }));
    await until('the answer to the last', () => typesOf(client.events).includes('session.updated'));
    expect(errors()).toEqual([
      'unknown_or_invalid_event',
      'unknown_or_invalid_event',
      'unknown_or_invalid_event',
      'input_audio_buffer_commit_empty',
      'invalid_session_type',
      'unknown_or_invalid_event',
      'tool_choice_not_supported',
      'invalid_input_item',
    ]);
    client.send(session({ audio: { input: { format: pcm24 } } }));
    await until(
      'both updates',
      () => typesOf(client.events).filter((type) => type === 'session.updated').length === 2,
    );
    // Merged deeply.
    expect(client.events.at(-1)).toMatchObject({
      session: { instructions: 'kept', audio: { input: { format: pcm24 } } },
    });
  });

  it('hears and speaks at 16 kHz where no format was set', async () => {
    const services = await startServices({ ttsRtf: 0 });
    const client = await connectRaw(realtimeUrl(services, stand));
    const text = 'Hello there.';
    const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
    client.send({ type: 'conversation.item.create', item });
    client.send({ type: 'response.create' });
    await until('the reply', () => typesOf(client.events).includes('response.done'));
    const bytes = client.events
      .filter(({ type }) => type === 'response.output_audio.delta')
      .reduce((sum, { delta }) => sum + Buffer.from(String(delta), 'base64').length, 0);
    // "You said: Hello there." has 17 letters of 65 ms.
    expect(bytes).toBe(17 * 65 * 16 * 2);
  });

  it('does not ask for sound where it calls a function', async () => {
    const { client } = await huggingFace();
    client.tell({ type: 'text-submitted', text: 'call get_weather {"city":"Oslo"}' });
    await until('the turn is over', () => client.outcomes.at(-1) === 'done');
    const types = typesOf(client.received);
    expect(types).toContain('response.function_call_arguments.done');
    expect(types).not.toContain('response.function_call_arguments.delta');
    expect(types).not.toContain('response.output_audio.done');
    // The next one has to wait for the output.
    client.tell({ type: 'text-submitted', text: 'And?' });
    await until('the next turn is over', () => client.outcomes.length === 2 && client.outcomes[1] !== 'open');
    expect(client.outcomes[1]).toBe('done');
  });
});
