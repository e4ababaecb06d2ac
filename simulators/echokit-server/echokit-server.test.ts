import { afterEach, describe, expect, it } from 'vitest';
import { createServices } from '../services/create-services.ts';
import { excerpt, spoken } from '../services/recogniser/known-speech.testing.ts';
import { encodePcm16 } from '../../core/audio/pcm.ts';
import {
  createEchokitServer,
  type EchokitServer,
  type EchokitServerOptions,
} from './create-echokit-server.ts';
import { connect, createScriptedJudge, hex, ScriptedEngines, windows } from './server.testing.ts';

let server: EchokitServer;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function start(options: EchokitServerOptions = {}): Promise<ScriptedEngines> {
  const engines = new ScriptedEngines();
  server = await createEchokitServer({
    services: engines,
    speech: createScriptedJudge,
    ...options,
  });
  open.push(server);
  return engines;
}

const speech = 0.9;
const silence = 0.1;
const startChat = { event: 'StartChat' } as const;
const submit = { event: 'Submit' } as const;

describe('a turn with stream_asr', () => {
  it('is to the byte the one of the sheet', async () => {
    await start();
    const box = await connect(server, 'box', { streamAsr: true });
    box.say(startChat);
    for (let n = 0; n < 2; n++) {
      for (let i = 0; i < 8; i++) box.hear(windows(1, speech));
      for (let i = 0; i < 6; i++) box.hear(windows(1, silence));
    }
    for (let i = 0; i < 16; i++) box.hear(windows(1, silence));
    await box.until('EndResponse');
    expect(box.messages.map(hex)).toEqual([
      '81a341535291a26869',
      'a6456e64566164',
      '81a341535291a26869',
      '81aa5374617274417564696f91a348692e',
      '81aa417564696f4368756e6b91940000cc8001',
      'a8456e64417564696f',
      'ab456e64526573706f6e7365',
    ]);
    expect(server.connections[0]!.sent.map(hex)).toEqual(box.messages.map(hex));
  });
});

describe('with the test services', () => {
  const words = spoken('Could you look up a train to the coast for me?');

  it('hears, thinks and speaks', async () => {
    const services = await createServices();
    open.push(services);
    server = await createEchokitServer({ services: services.url });
    open.push(server);
    const box = await connect(server, 'box');
    box.hear(encodePcm16(excerpt(words, 300, 300)));
    box.say(submit);
    await box.until('EndResponse');
    expect(box.events[0]).toEqual({ event: 'ASR', text: 'Could you look up a train to the coast for me?' });
    expect([...new Set(box.names)]).toEqual(['ASR', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse']);
  });
});
