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
  type Raw,
} from './client.testing.ts';

const instructions = '[stand-in: reply-seconds-6]';

async function echoKit(
  options: Parameters<typeof startServices>[0] = {},
  settings: ConstructorParameters<typeof Client>[2] = {},
) {
  const services = await startServices({ ttsRtf: 0, ...options });
  // Its dialect is found out from its session.
  const client = new Client(realtimeUrl(services, 'echokit'), 'openai', settings);
  await client.begin();
  expect(client.state.link).toBe('live');
  expect(client.state.dialect).toBe('echokit');
  return { services, client };
}

const errorCodes = ({ events }: Raw): readonly string[] =>
  events.flatMap(({ type, error }) => (type === 'error' ? [(error as { code: string }).code] : []));

const append = (pcm: Int16Array) => ({ type: 'input_audio_buffer.append', audio: encodePcmText(pcm) });

describe('the EchoKit stand-in', () => {
  it('answers a commit by itself', async () => {
    const { client } = await echoKit();
    client.speak(micA(600, firstTurn.endMs + 300));
    await until('the turn is over', () => client.outcomes.at(-1) === 'done');
    expect(client.userText).toBe(firstTurn.text);
    expect(client.replyText).toBe(`You said: ${firstTurn.text}`);
    const letters = client.replyText?.match(/\p{L}/gu)?.length ?? 0;
    expect(client.played).toBe(letters * 65 * 24);
    expect(client.sentTypes()).toEqual(['session.update', 'input_audio_buffer.commit']);
    const order = typesOf(client.received).filter((type) => !/delta$/.test(String(type)));
    expect(order).toEqual([
      'session.created',
      'conversation.created',
      'session.updated',
      'input_audio_buffer.committed',
      'conversation.item.created',
      'conversation.item.input_audio_transcription.completed',
      'response.created',
      'response.output_item.added',
      'response.content_part.added',
      'response.content_part.added',
      'response.text.done',
      'response.content_part.done',
      'response.audio.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ]);
    // The sound comes back with the item; every text has an item of its own.
    const [item] = client.of('conversation.item.created') as { item: { content: { audio: string }[] } }[];
    expect(item?.item.content[0]?.audio.length).toBeGreaterThan(200_000);
    const items = client.of('response.text.delta').map(({ item_id: id }) => id);
    expect(new Set(items).size).toBe(items.length);
  });

  it('takes instructions as a system item only', async () => {
    const { client } = await echoKit({}, { instructions: '[stand-in: script:One.|Two.]' });
    client.tell({ type: 'text-submitted', text: 'First.' });
    await until('a reply', () => client.outcomes[0] === 'done');
    client.tell({ type: 'text-submitted', text: 'Second.' });
    await until('another', () => client.outcomes[1] === 'done');
    expect(client.replyText).toBe('Two.');
    const services = await startServices({ ttsRtf: 0 });
    const raw = await connectRaw(realtimeUrl(services, 'echokit'));
    raw.send({ type: 'session.update', session: { instructions: '[stand-in: empty]', voice: 'ad' } });
    const content = [{ type: 'input_text', text: 'Hi.' }];
    raw.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    raw.send({ type: 'response.create' });
    await until('the reply', () => typesOf(raw.events).includes('response.text.done'));
    const updated = raw.events.find(({ type }) => type === 'session.updated');
    expect(updated).toMatchObject({ session: { instructions: '[stand-in: empty]', voice: 'ad' } });
    expect(raw.events.find(({ type }) => type === 'response.text.done')?.['text']).toBe('You said: Hi.');
  });

  it('reads nothing while it speaks: a cancel waits', async () => {
    const services = await startServices({ ttsRtf: 0.1 });
    const raw = await connectRaw(realtimeUrl(services, 'echokit'));
    const say = (role: string, text: string) =>
      raw.send({
        type: 'conversation.item.create',
        item: { type: 'message', role, content: [{ type: 'input_text', text }] },
      });
    say('system', instructions);
    say('user', 'Go.');
    raw.send({ type: 'response.create' });
    await until('sound', () => typesOf(raw.events).includes('response.audio.delta'));
    raw.send({ type: 'response.cancel' });
    await until('the answer', () => typesOf(raw.events).includes('conversation.interrupted'));
    const types = typesOf(raw.events);
    expect(types.indexOf('conversation.interrupted')).toBe(types.indexOf('response.done') + 1);
    const bytes = raw.events
      .filter(({ type }) => type === 'response.audio.delta')
      .reduce((sum, { delta }) => sum + Buffer.from(String(delta), 'base64').length, 0);
    expect(bytes / 48_000).toBeCloseTo(6, 1);
  });

  it('is muted when it is interrupted, and answers the next turn after its reply', async () => {
    const { client } = await echoKit({ ttsRtf: 0.1 }, { instructions });
    client.drains = false;
    client.speak(micA(600, firstTurn.endMs + 300));
    await until('some of the reply', () => client.played > 24_000);
    client.tell({ type: 'voice-started', preRoll: micA(5900, 6200) });
    const played = client.played;
    client.hear(micA(6200, 8100));
    client.tell({ type: 'voice-stopped' });
    await until('the second reply begins', () => client.of('response.created').length === 2);
    await until('it is heard', () => client.sound.size === 2);
    const [first] = [...client.sound.values()];
    expect(first?.reduce((sum, { length }) => sum + length, 0)).toBe(played);
    expect(client.outcomes[0]).toBe('interrupted');
    expect(client.sentTypes()).not.toContain('response.cancel');
    expect(client.heardText?.length).toBeGreaterThan(0);
  });

  it('closes on what it cannot read', async () => {
    const services = await startServices();
    const content = [{ type: 'output_text', text: 'x' }];
    for (const message of [
      'no json',
      { type: 'input_audio_buffer.unheard_of' },
      { type: 'conversation.item.create', item: { type: 'message', role: 'assistant', content } },
      { type: 'session.update', session: { tools: [{ type: 'mcp' }] } },
    ]) {
      const raw = await connectRaw(realtimeUrl(services, 'echokit'));
      raw.send({ type: 'session.update', session: { unknown_field: 1 } });
      raw.send(message);
      await until('the close', () => raw.closed !== undefined);
      // Without a close frame, and without an error; an unknown field alone is nothing.
      expect(raw.closed).toBe(1006);
      expect(typesOf(raw.events)).toEqual(['session.created', 'conversation.created', 'session.updated']);
    }
  });

  it('refuses formats and detectors it has not', async () => {
    const services = await startServices();
    const raw = await connectRaw(realtimeUrl(services, 'echokit'));
    raw.send({ type: 'session.update', session: { input_audio_format: 'g711_ulaw' } });
    raw.send({ type: 'session.update', session: { turn_detection: { type: 'semantic_vad' } } });
    raw.send({ type: 'session.update', session: { turn_detection: { type: 'server_vad' } } });
    raw.send({ type: 'conversation.item.truncate', item_id: 'x', content_index: 0, audio_end_ms: 5 });
    raw.send({ type: 'conversation.item.delete', item_id: 'x' });
    raw.send({ type: 'session.update', session: { turn_detection: null } });
    await until('an answer to the last', () => typesOf(raw.events).includes('session.updated'));
    expect(errorCodes(raw)).toEqual([
      'unsupported_audio_format',
      'unsupported_turn_detection',
      'vad_realtime_not_connected',
    ]);
    // Null is "unchanged".
    expect(raw.events.at(-1)).toMatchObject({ session: { turn_detection: { type: 'none' } } });
  });

  it('hears voices by itself where it has a detector, and says nothing of them', async () => {
    const services = await startServices({ ttsRtf: 0 });
    const raw = await connectRaw(realtimeUrl(services, 'echokit-vad'));
    expect(raw.events[0]).toMatchObject({ session: { turn_detection: { type: 'server_vad' } } });
    raw.send({
      type: 'session.update',
      session: { turn_detection: { type: 'server_vad', prefix_padding_ms: 1000 } },
    });
    const pcm = micA(0, firstTurn.endMs + 1200);
    for (let at = 0; at < pcm.length; at += 2400) raw.send(append(pcm.subarray(at, at + 2400)));
    await until('the reply', () => typesOf(raw.events).includes('response.done'));
    const types = typesOf(raw.events);
    expect(types).not.toContain('input_audio_buffer.speech_started');
    expect(types).not.toContain('input_audio_buffer.speech_stopped');
    const said = raw.events.find(
      ({ type }) => type === 'conversation.item.input_audio_transcription.completed',
    );
    expect(String(said?.['transcript'])).toContain('Could you look up a train');
  });

  it('says nothing of failures: the client has to wait, and to cancel', async () => {
    const services = await startServices({
      ttsRtf: 0,
      fault: 'asr:status=500,times=1;llm:status=500,times=1',
    });
    const raw = await connectRaw(realtimeUrl(services, 'echokit'));
    raw.send(append(micA(600, firstTurn.endMs + 300)));
    raw.send({ type: 'input_audio_buffer.commit' });
    await until('the commit', () => typesOf(raw.events).includes('input_audio_buffer.committed'));
    // The sound is still there: once more.
    raw.send({ type: 'input_audio_buffer.commit' });
    await until('a beginning', () => typesOf(raw.events).includes('response.created'));
    raw.send({ type: 'response.create' });
    await until('a refusal', () => errorCodes(raw).length === 1);
    expect(errorCodes(raw)).toEqual(['response_in_progress']);
    expect(typesOf(raw.events)).not.toContain('response.done');
    raw.send({ type: 'response.cancel' });
    raw.send({ type: 'response.create' });
    await until('a reply', () => typesOf(raw.events).includes('response.done'));
  });

  it('gives text without sound where the voice fails, and an empty text where there were no words', async () => {
    const { client } = await echoKit({ fault: 'tts:status=500,times=1' });
    client.tell({ type: 'text-submitted', text: 'Hello.' });
    await until('the turn is over', () => client.outcomes[0] === 'done');
    expect(client.notices).toEqual(['dialect-changed', 'no-audio']);
    client.speak(new Int16Array(24_000));
    await until('the turn is dropped', () => client.outcomes[1] === 'dropped');
    expect(client.sentTypes().at(-1)).toBe('input_audio_buffer.clear');
  });
});
