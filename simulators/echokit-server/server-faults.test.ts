import { afterEach, describe, expect, it } from 'vitest';
import { createEchokitServer, type EchokitServer } from './create-echokit-server.ts';
import { faultWords, parseFaults } from './faults.ts';
import { connect, createScriptedJudge, ScriptedEngines, windows, type TestClient } from './server.testing.ts';

let server: EchokitServer;
afterEach(() => server.close());

async function start(...faults: string[]): Promise<ScriptedEngines> {
  const engines = new ScriptedEngines();
  server = await createEchokitServer({ services: engines, speech: createScriptedJudge, faults });
  return engines;
}

const say = (input: string) => ({ event: 'Text', input }) as const;
const select = (index: number) => ({ event: 'Select', index }) as const;

function utter(client: TestClient): void {
  client.say({ event: 'StartChat' });
  for (let n = 0; n < 20; n++) client.hear(windows(1, 0.9));
  for (let n = 0; n < 22; n++) client.hear(windows(1, 0.1));
}

describe('faults', () => {
  it('no-stream-asr waits for Submit', async () => {
    const engines = await start('no-stream-asr');
    const box = await connect(server, 'box', { streamAsr: true });
    utter(box);
    await box.pong();
    expect(engines.heard).toEqual([]);
    box.say({ event: 'Submit' });
    await box.until('EndResponse');
    expect(box.names).toEqual(['ASR', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse']);
    expect((await fetch(`${server.httpUrl}/version`)).status).toBe(404);
    const opus = await connect(server, 'other', { opus: true, vowel: true });
    opus.say(say('hi'));
    await opus.until('EndResponse');
    expect(opus.count('AudioChunk')).toBe(1);
  });

  it('no-endvad sends all but that', async () => {
    await start('no-endvad');
    const box = await connect(server, 'box', { streamAsr: true });
    utter(box);
    await box.until('EndResponse');
    expect(box.names).toEqual(['ASR', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse']);
  });

  it('silent-llm says nothing after the transcript, and can be interrupted', async () => {
    await start('silent-llm');
    const box = await connect(server, 'box');
    box.say(say('hi'));
    await box.until('ASR');
    await box.pong();
    expect(box.names).toEqual(['ASR']);
    const next = await connect(server, 'box', { reconnect: true });
    await box.closed;
    expect(box.names).toEqual(['ASR', 'EndResponse']);
    next.say(say(''));
    await next.until('EndResponse');
  });

  it.each([
    ['llm-fails', ['ASR', 'EndResponse']],
    ['tts-empty', ['ASR', 'StartAudio', 'EndAudio', 'EndResponse']],
  ])('%s fails in silence', async (fault, names) => {
    await start(fault);
    const box = await connect(server, 'box');
    box.say(say('hi'));
    await box.until('EndResponse');
    expect(box.names).toEqual(names);
  });

  it('opus-loss sends 4 packets of half a second, where there are 5 without', async () => {
    const engines = await start('opus-loss');
    engines.sound = () => [new Uint8Array(16_000)];
    const box = await connect(server, 'box', { opus: true });
    box.say(say('hi'));
    await box.until('EndResponse');
    expect(box.count('AudioChunk')).toBe(4);
  });

  it('gemini takes explicit turns and answers in one segment', async () => {
    const engines = await start('gemini');
    engines.replies = [['One. Two. Three.']];
    const box = await connect(server, 'box', { streamAsr: true });
    utter(box);
    box.say({ event: 'Submit' });
    await box.until('EndResponse');
    expect(box.names).toEqual(['ASR', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse']);
    expect(engines.spoken).toEqual(['One. Two. Three.']);
  });

  it('gemini-live sounds before it says what', async () => {
    const engines = await start('gemini-live');
    engines.replies = [['One. Two.']];
    const box = await connect(server, 'box');
    box.say(say('go'));
    await box.until('EndResponse');
    expect(box.names).toEqual([
      'AudioChunk',
      'StartAudio',
      'AudioChunk',
      'StartAudio',
      'EndAudio',
      'EndResponse',
    ]);
    expect(box.events.filter(({ event }) => event === 'StartAudio')).toEqual([
      { event: 'StartAudio', text: 'One.' },
      { event: 'StartAudio', text: 'One. Two.' },
    ]);
  });

  it('choices asks first, shows its last words to the next socket, and drops the old one bare', async () => {
    await start('choices');
    const box = await connect(server, 'box');
    box.say(say('do it'));
    await box.until('Choices');
    box.say(say('not now'));
    box.say(select(0));
    await box.until('EndResponse');
    await box.until('DisplayText', 2);
    expect(box.names).toEqual([
      ...['ASR', 'Choices', 'DisplayText', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse'],
      'DisplayText',
    ]);
    const next = await connect(server, 'box', { reconnect: true });
    await next.until('DisplayText');
    expect(await box.closed).toBe(1006);
    expect(box.count('EndResponse')).toBe(1);
    expect(next.events).toEqual([{ event: 'DisplayText', text: 'Hi.' }]);
  });

  it('choices-tool notifies a box that left while Claude waits for it', async () => {
    await start('choices-tool');
    const state = async () => (await fetch(`${server.httpUrl}/proxy/state/box`)).json() as Promise<unknown>;
    expect(await state()).toEqual({ has_notification: false });
    const box = await connect(server, 'box');
    box.say(say('do it'));
    await box.until('Choices');
    box.say(select(0));
    await box.until('Choices', 2);
    expect(await state()).toEqual({ has_notification: false });
    box.socket.close();
    await box.closed;
    expect(await state()).toEqual({ has_notification: true });
    const next = await connect(server, 'box', { reconnect: true });
    await next.until('Choices');
    expect(await state()).toEqual({ has_notification: false });
  });

  it('restart@N drops all sockets after N turns, and serves again', async () => {
    const engines = await start('restart@2');
    const bystander = await connect(server, 'other');
    const box = await connect(server, 'box');
    box.say(say('one'));
    await box.until('EndResponse');
    box.say(say('two'));
    expect(await box.closed).toBe(1006);
    expect(await bystander.closed).toBe(1006);
    expect(box.count('EndResponse')).toBe(2);
    const next = await connect(server, 'box', { reconnect: true });
    next.say(say('three'));
    await next.until('EndResponse');
    expect(engines.asked.at(-1)).toEqual([{ role: 'user', content: 'three' }]);
  });

  it('restart-in@N and evict@N strike in the middle of an answer', async () => {
    const engines = await start('restart-in@1', 'evict@2');
    engines.sound = () => [new Uint8Array(2), new Uint8Array(2)];
    const box = await connect(server, 'box');
    box.say(say('one'));
    expect(await box.closed).toBe(1006);
    expect(box.names).toEqual(['ASR', 'StartAudio', 'AudioChunk']);
    const next = await connect(server, 'box', { reconnect: true });
    next.say(say('two'));
    expect(await next.closed).toBe(1006);
    expect(next.names).toEqual(['ASR', 'StartAudio', 'AudioChunk', 'EndResponse']);
  });

  it('refuse@STATUS shuts the door', async () => {
    await start('refuse@503');
    await expect(connect(server, 'box')).rejects.toThrow('503');
  });
});

describe('parseFaults', () => {
  it.each([
    '',
    'restart',
    'restart@',
    'restart@0',
    'restart@x',
    'refuse@200',
    'no-endvad@1',
    'evict@1@2',
    'constructor',
  ])('refuses "%s"', (name) => {
    expect(parseFaults([name]).ok).toBe(false);
  });

  it('knows every fault that it tells of', () => {
    const names = Object.keys(faultWords).map((name) => name.replace(/@.*/, '@500'));
    expect(parseFaults(names)).toMatchObject({ ok: true, value: { numbers: { restart: 500, refuse: 500 } } });
  });
});
