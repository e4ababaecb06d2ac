import { describe, expect, it } from 'vitest';
import {
  Client,
  connectRaw,
  firstTurn,
  micA,
  realtimeUrl,
  startServices,
  typesOf,
  until,
  type Raw,
} from './client.testing.ts';

const key = ['realtime', 'openai-insecure-api-key.sk-test'];
const answered = (client: Client): boolean => client.outcomes.at(-1) === 'done';
const errorsOf = (raw: Raw) => raw.events.filter(({ type }) => type === 'error').map(({ error }) => error);

async function openAi(
  options: Parameters<typeof startServices>[0] = {},
  settings: ConstructorParameters<typeof Client>[2] = {},
  query = '',
) {
  const services = await startServices({ ttsRtf: 0, ...options });
  const client = new Client(realtimeUrl(services, 'openai') + query, 'openai', settings, key);
  await client.begin();
  expect(client.state.link).toBe('live');
  return { services, client };
}

async function raw(options: Parameters<typeof startServices>[0] = {}): Promise<Raw> {
  const services = await startServices({ ttsRtf: 0, ...options });
  return connectRaw(realtimeUrl(services, 'openai'), key);
}

const typed = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});

describe('the OpenAI stand-in', () => {
  it('takes a spoken turn by its own detector', async () => {
    const { client } = await openAi();
    client.hear(micA(0, firstTurn.endMs + 1200));
    await until('the turn is over', () => answered(client) && client.userText !== undefined);
    expect(client.userText).toBe(firstTurn.text);
    expect(client.replyText).toBe(`You said: ${firstTurn.text}`);
    // As long as the voice speaks the 54 letters, to the sample.
    const letters = client.replyText?.match(/\p{L}/gu)?.length ?? 0;
    expect(client.played).toBe(letters * 65 * 24);
    const order = typesOf(client.received).filter((type) => !/delta$/.test(String(type)));
    const places = [
      'session.updated',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ].map((type) => order.indexOf(type));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    const [started] = client.of('input_audio_buffer.speech_started');
    // The voice begins at 900 ms; the prefix goes in front.
    expect(started?.['audio_start_ms']).toBeGreaterThan(450);
    expect(started?.['audio_start_ms']).toBeLessThan(750);
  });

  it('answers what our detector found, and a typed turn', async () => {
    const { client } = await openAi({}, { turnTaking: 'ours' });
    client.speak(micA(600, firstTurn.endMs + 300));
    await until('the spoken turn is over', () => answered(client) && client.userText !== undefined);
    expect(client.userText).toBe(firstTurn.text);
    client.tell({ type: 'text-submitted', text: 'And now?' });
    await until('the typed turn is over', () => client.outcomes.length === 2 && answered(client));
    expect(client.replyText).toBe('You said: And now?');
    expect(client.sentTypes()).toEqual([
      'session.update',
      'input_audio_buffer.clear',
      'input_audio_buffer.commit',
      'response.create',
      'conversation.item.create',
      'response.create',
    ]);
  });

  it('writes down what was said when it comes, after the reply too', async () => {
    const { client } = await openAi({ asrDelayMs: 150 });
    client.hear(micA(0, firstTurn.endMs + 1200));
    await until('the turn is over', () => answered(client) && client.userText !== undefined);
    const types = typesOf(client.received);
    const written = types.indexOf('conversation.item.input_audio_transcription.completed');
    expect(written).toBeGreaterThan(types.indexOf('response.done'));
    expect(types.indexOf('conversation.item.input_audio_transcription.delta')).toBeLessThan(written);
  });

  it('stops by itself when a voice interrupts, and cuts at the playhead', async () => {
    const { client } = await openAi({ ttsRtf: 0.5 }, {}, '?model=reply-seconds-8');
    client.hear(micA(0, firstTurn.endMs + 1200));
    await until('some of the reply', () => client.played > 48_000);
    // The second turn of the recording.
    client.hear(micA(firstTurn.endMs + 1200, 8300));
    await until('the cut is confirmed', () => client.of('conversation.item.truncated').length === 1);
    expect(client.outcomes[0]).toBe('interrupted');
    const [done] = client.of('response.done') as { response: { status: string; status_details: unknown } }[];
    expect(done?.response.status).toBe('cancelled');
    expect(done?.response.status_details).toMatchObject({ reason: 'turn_detected' });
    expect(client.sentTypes()).not.toContain('response.cancel');
    expect(client.sentTypes()).toContain('conversation.item.truncate');
    expect(client.heardText?.length).toBeGreaterThan(0);
    expect(client.heardText?.length).toBeLessThan(client.replyText?.length ?? 0);
  });

  it('cancels when it is told to', async () => {
    const { client } = await openAi({ ttsRtf: 0.5 }, { turnTaking: 'ours' }, '?model=reply-seconds-8');
    client.tell({ type: 'text-submitted', text: 'Talk.' });
    await until('some of the reply', () => client.played > 24_000);
    client.tell({ type: 'interrupt' });
    client.tell({ type: 'text-submitted', text: 'Something else.' });
    await until('the next reply begins', () => client.of('response.created').length === 2);
    const [done] = client.of('response.done') as { response: { status_details: unknown } }[];
    expect(done?.response.status_details).toMatchObject({ reason: 'client_cancelled' });
    expect(client.outcomes[0]).toBe('interrupted');
  });

  it('calls a function, and speaks when it has the output', async () => {
    const { client } = await openAi();
    client.tell({ type: 'text-submitted', text: 'Please call get_weather {"city":"Oslo"}' });
    await until('the call is shown', () => answered(client));
    const calls = client.effects.flatMap((effect) => (effect.type === 'show-call' ? [effect.call] : []));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ name: 'get_weather', arguments: '{"city":"Oslo"}' });
  });

  it('offers functions by the words of their names, and reads their output', async () => {
    const client = await raw();
    const tool = { type: 'function', name: 'get_time' };
    client.send({ type: 'session.update', session: { type: 'realtime', tools: [tool] } });
    client.send(typed('What does get time say?'));
    client.send({ type: 'response.create' });
    await until('the call', () => typesOf(client.events).includes('response.done'));
    const done = client.events.find(({ type }) => type === 'response.done') as {
      response: { output: { call_id: string; type: string; name: string }[] };
    };
    expect(done.response.output).toMatchObject([{ type: 'function_call', name: 'get_time' }]);
    const item = { type: 'function_call_output', call_id: done.response.output[0]?.call_id, output: 'noon' };
    client.send({ type: 'conversation.item.create', item });
    client.send({ type: 'response.create', response: { output_modalities: ['text'] } });
    await until('the text', () => typesOf(client.events).includes('response.output_text.done'));
    const text = client.events.find(({ type }) => type === 'response.output_text.done');
    expect(text?.['text']).toBe('The function said: noon');
  });

  it('refuses a whole update over one foreign field', async () => {
    const client = await raw();
    const before = client.events[0] as { session: { instructions: string } };
    client.send({
      type: 'session.update',
      event_id: 'mine',
      session: { type: 'realtime', instructions: 'Changed.', voice: 'alloy' },
    });
    await until('an error', () => errorsOf(client).length === 1);
    expect(errorsOf(client)[0]).toMatchObject({
      code: 'unknown_parameter',
      param: 'session.voice',
      event_id: 'mine',
    });
    client.send({
      type: 'session.update',
      session: { type: 'realtime', output_modalities: ['audio', 'text'] },
    });
    const format = { type: 'audio/pcm', rate: 16_000 };
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { format } } } });
    client.send({ type: 'session.update', session: { instructions: 'Changed.' } });
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection: null } } },
    });
    await until('an answer to the last', () => typesOf(client.events).includes('session.updated'));
    expect(errorsOf(client)).toHaveLength(4);
    expect(errorsOf(client)[3]).toMatchObject({ code: 'missing_required_parameter', param: 'session.type' });
    const after = client.events.at(-1) as { session: { instructions: string; audio: object } };
    expect(after.session.instructions).toBe(before.session.instructions);
    expect(after.session.audio).toMatchObject({ input: { turn_detection: null, format: { rate: 24_000 } } });
  });

  it('answers mistakes with errors, and lives on', async () => {
    const client = await raw({ ttsRtf: 1 });
    client.send('no json');
    client.send({ type: 'input_audio_buffer.commit', event_id: 'early' });
    client.send({ type: 'response.cancel' });
    client.send({ type: 'no.such.event' });
    client.send({ type: 'conversation.item.truncate', item_id: 'item_x', content_index: 0, audio_end_ms: 5 });
    client.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'text', text: 'beta' }] },
    });
    client.send({ ...typed('Hello.'), previous_item_id: 'nowhere' });
    client.send(typed('Hello.'));
    client.send({ type: 'response.create' });
    client.send({ type: 'response.create', event_id: 'second' });
    await until('sound', () => typesOf(client.events).includes('response.output_audio.delta'));
    const codes = errorsOf(client).map((error) => (error as { code: string }).code);
    expect(codes).toEqual([
      'invalid_json',
      'input_audio_buffer_commit_empty',
      'response_cancel_not_active',
      'invalid_value',
      'item_not_found',
      'invalid_value',
      'item_not_found',
      'conversation_already_has_active_response',
    ]);
    const { item_id: item } = client.events.find(({ type }) => type === 'response.output_audio.delta') ?? {};
    client.send({
      type: 'conversation.item.truncate',
      item_id: item,
      content_index: 0,
      audio_end_ms: 60_000,
    });
    client.send({ type: 'response.cancel' });
    await until('the end', () => typesOf(client.events).includes('response.done'));
    expect(errorsOf(client)).toHaveLength(9);
    expect(errorsOf(client)[8]).toMatchObject({ param: 'audio_end_ms' });
    client.send({ type: 'conversation.item.truncate', item_id: item, content_index: 0, audio_end_ms: 100 });
    client.send({ type: 'conversation.item.retrieve', item_id: item });
    await until('the item', () => typesOf(client.events).includes('conversation.item.retrieved'));
    expect(client.events.at(-1)).toMatchObject({ item: { content: [{ transcript: null }] } });
  });

  it('lets a response run aside, and cuts one that is too long', async () => {
    const client = await raw();
    client.send(typed('Aloud.'));
    client.send({ type: 'response.create' });
    client.send({
      type: 'response.create',
      response: {
        conversation: 'none',
        output_modalities: ['text'],
        max_output_tokens: 2,
        metadata: { aside: 'yes' },
      },
    });
    await until('both', () => typesOf(client.events).filter((type) => type === 'response.done').length === 2);
    const done = client.events.filter(({ type }) => type === 'response.done').map(({ response }) => response);
    const aside = done.find((response) => (response as { metadata: unknown }).metadata !== null);
    expect(aside).toMatchObject({
      status: 'incomplete',
      status_details: { reason: 'max_output_tokens' },
      conversation_id: null,
    });
    expect(errorsOf(client)).toEqual([]);
  });

  it('tells what failed', async () => {
    const { client } = await openAi({
      fault: 'asr:status=500;llm:status=500,times=1;tts:status=500,times=1',
    });
    client.hear(micA(0, firstTurn.endMs + 1200));
    await until('the turn has failed', () => client.outcomes[0] === 'failed');
    client.tell({ type: 'text-submitted', text: 'Again.' });
    await until('the voice fails as well', () => client.outcomes[1] === 'failed');
    client.tell({ type: 'text-submitted', text: 'Once more.' });
    await until('an answer', () => client.outcomes[2] === 'done');
    expect([...client.notices].sort()).toEqual(['reply-failed', 'reply-failed', 'transcription-failed']);
  });

  it('wants a key, and makes short ones', async () => {
    const services = await startServices();
    const url = realtimeUrl(services, 'openai');
    const bare = await connectRaw(url, ['realtime']);
    const revoked = await connectRaw(url, ['realtime', 'openai-insecure-api-key.sk-revoked']);
    const forged = await connectRaw(url, ['realtime', 'openai-insecure-api-key.ek_forged']);
    expect([bare, revoked, forged].map(({ refusedWith }) => refusedWith)).toEqual([401, 401, 401]);
    const mint = (authorization: string, body: object) =>
      fetch(`${services.url}/realtime/openai/v1/realtime/client_secrets`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await mint('Bearer sk-revoked', {})).status).toBe(401);
    const tooShort = { expires_after: { anchor: 'created_at', seconds: 5 } };
    expect((await mint('Bearer sk-test', tooShort)).status).toBe(400);
    const answer = await mint('Bearer sk-test', { session: { type: 'realtime', model: 'gpt-realtime' } });
    const { value, expires_at: expiresAt } = (await answer.json()) as { value: string; expires_at: number };
    expect(value).toMatch(/^ek_/);
    expect(expiresAt * 1000).toBeGreaterThan(Date.now());
    expect((await mint(`Bearer ${value}`, {})).status).toBe(401);
    const short = await connectRaw(url, ['realtime', `openai-insecure-api-key.${value}`]);
    expect(short.socket.protocol).toBe('realtime');
    expect(short.events[0]).toMatchObject({ type: 'session.created', session: { type: 'realtime' } });
  });

  it('does not speak the beta any more', async () => {
    const services = await startServices();
    const beta = await connectRaw(realtimeUrl(services, 'openai'), [...key, 'openai-beta.realtime-v1']);
    await until('the close', () => beta.closed !== undefined);
    expect(beta.closed).toBe(4000);
    expect(errorsOf(beta)[0]).toMatchObject({ code: 'beta_api_shape_disabled' });
  });

  it('breaks off in the middle when told to, and is found again', async () => {
    const { client } = await openAi({ fault: 'tts:cut=0.5,times=1' });
    client.drains = false;
    client.tell({ type: 'text-submitted', text: 'Hello.' });
    await until('another connection', () => client.notices.includes('reconnected'));
    expect(client.notices).toEqual(['link-lost', 'reconnected']);
    expect(client.played).toBeGreaterThan(0);
  });
});
