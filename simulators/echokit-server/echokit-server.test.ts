import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { encodePcm16 } from '../../core/audio/pcm.ts';
import { tone } from '../../core/audio/random.testing.ts';
import { createEchokitServer, type EchokitServer } from './create-echokit-server.ts';
import type { EchokitServerOptions } from './server-options.ts';
import { connect, createScriptedJudge, hex, ScriptedEngines, TestClient, windows } from './server.testing.ts';

let server: EchokitServer;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function start(options: Partial<EchokitServerOptions> = {}): Promise<ScriptedEngines> {
  const engines = new ScriptedEngines();
  server = await createEchokitServer({ services: engines, speech: createScriptedJudge, ...options });
  open.push(server);
  return engines;
}

const startChat = { event: 'StartChat' } as const;
const submit = { event: 'Submit' } as const;
const say = (input: string) => ({ event: 'Text', input }) as const;
const stream = { streamAsr: true };

/** Windows one by one, as a page sends them. */
function hear(client: TestClient, count: number, probability: number): void {
  for (let n = 0; n < count; n++) client.hear(windows(1, probability));
}

/** An utterance that ends by itself. */
function utter(client: TestClient): void {
  client.say(startChat);
  hear(client, 20, 0.9);
  hear(client, 22, 0.1);
}

const turn = ['ASR', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse'];

describe('a turn with stream_asr', () => {
  it('is to the byte the one of the sheet', async () => {
    const engines = await start();
    const box = await connect(server, 'box', stream);
    box.say(startChat);
    hear(box, 8, 0.9);
    hear(box, 6, 0.1);
    await box.pong();
    hear(box, 8, 0.9);
    hear(box, 22, 0.1);
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
    // All audio since StartChat, and what went on while the speech was counted as on.
    expect(engines.heard.map(({ length }) => length / 1024)).toEqual([14, 28]);
  });

  it('skips the windows that share a message with the end of a part', async () => {
    const engines = await start();
    const box = await connect(server, 'box', stream);
    box.say(startChat);
    box.hear(Buffer.concat([windows(10, 0.9), windows(30, 0.1)]));
    await box.pong();
    // 24 of 30 quiet windows were not judged: 15 more are not enough, 16 are.
    hear(box, 15, 0.1);
    await box.pong();
    expect(box.names).toEqual([]);
    expect(engines.heard.map(({ length }) => length / 1024)).toEqual([40]);
    hear(box, 1, 0.1);
    await box.until('EndResponse');
    expect(box.names).toEqual(['EndVad', ...turn]);
  });

  it('discards audio before StartChat, and what came during the answer', async () => {
    const engines = await start();
    const box = await connect(server, 'box', stream);
    hear(box, 30, 0.9);
    utter(box);
    hear(box, 60, 0.9);
    box.say(say('typed'));
    await box.until('EndResponse', 2);
    expect(engines.heard.map(({ length }) => length / 1024)).toEqual([26]);
    expect(box.names).toEqual(['EndVad', ...turn, ...turn]);
  });

  it('is dead after Submit in an utterance until another socket comes', async () => {
    await start();
    const box = await connect(server, 'box', stream);
    box.say(startChat);
    hear(box, 3, 0.9);
    box.say(submit);
    await box.until('EndResponse');
    utter(box);
    box.say(say('anybody there?'));
    await box.pong();
    expect(box.names).toEqual(['EndVad', 'EndResponse']);
    const next = await connect(server, 'box', { ...stream, reconnect: true });
    expect(await box.closed).toBe(1006);
    expect(box.names).toEqual(['EndVad', 'EndResponse']);
    utter(next);
    await next.until('EndResponse');
    expect(next.names).toEqual(['EndVad', ...turn]);
  });
});

describe('a turn with Submit', () => {
  it('joins what comes during an answer to the next utterance, and reads 1,024 messages ahead only', async () => {
    const engines = await start();
    let speak: (pieces: Uint8Array[]) => void = () => undefined;
    engines.sound = () => new Promise((resolve) => (speak = resolve));
    const box = await connect(server, 'box');
    box.say(say('talk'));
    await box.until('StartAudio');
    hear(box, 3000, 0.9);
    box.say(submit);
    const { received } = server.connections[0]!;
    while (received.binary < 1024) await new Promise((resolve) => setImmediate(resolve));
    // Others get their turns meanwhile, and what was read already is little.
    const other = await connect(server, 'other');
    for (let n = 0; n < 20; n++) await other.pong();
    expect(received.binary).toBeLessThan(1024 + 200);
    speak([new Uint8Array(2)]);
    engines.sound = () => [new Uint8Array(2)];
    await box.until('EndResponse', 2);
    expect(engines.heard.map(({ length }) => length)).toEqual([3000 * 1024]);
    expect(box.names).toEqual([...turn, ...turn]);
  });

  it('ends without a word where nothing was heard', async () => {
    const engines = await start();
    const box = await connect(server, 'box');
    box.say(startChat);
    hear(box, 20, 0.45);
    box.say(submit);
    await box.until('EndResponse');
    engines.transcripts = [''];
    hear(box, 1, 0.6);
    box.say(submit);
    await box.until('EndResponse', 2);
    expect(box.names).toEqual(['EndResponse', 'EndResponse']);
    expect(engines.heard).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('is a segment per piece, in order however long each voice takes', async () => {
    const engines = await start();
    engines.replies = [['One. A second sentence that is long enough to go alone. ', 'And the la', 'st']];
    engines.sound = async (text) => {
      for (let n = 0; n < (text === 'One.' ? 5 : 0); n++)
        await new Promise((resolve) => setImmediate(resolve));
      return [new TextEncoder().encode(text)];
    };
    const box = await connect(server, 'box');
    box.say(say('go'));
    await box.until('EndResponse');
    expect(engines.spoken).toEqual([
      'One.',
      'A second sentence that is long enough to go alone.',
      'And the last',
    ]);
    expect(Buffer.from(box.sound).toString()).toBe(engines.spoken.join(''));
    expect(box.count('EndAudio')).toBe(3);
  });

  it('that the model refuses is EndResponse only; one that breaks off keeps its whole sentences', async () => {
    const engines = await start();
    engines.replies = [[new Error('500')], ['One. Two. Thr', new Error('cut')], ['Fine.']];
    const box = await connect(server, 'box');
    for (const [n, words] of ['a', 'b', 'c'].entries()) {
      box.say(say(words));
      await box.until('EndResponse', n + 1);
    }
    expect(box.names.slice(0, 2)).toEqual(['ASR', 'EndResponse']);
    expect(engines.spoken).toEqual(['One.', 'Two.', 'Fine.']);
    // A question that had no answer gives way to the next one.
    expect(engines.asked).toEqual(['a', 'b', 'c'].map((content) => [{ role: 'user', content }]));
  });

  it('whose voice fails is StartAudio and EndAudio', async () => {
    const engines = await start();
    engines.sound = () => Promise.reject(new Error('no voice'));
    const box = await connect(server, 'box');
    box.say(say('go'));
    await box.until('EndResponse');
    expect(box.names).toEqual(['ASR', 'StartAudio', 'EndAudio', 'EndResponse']);
  });

  it('in Opus comes as packets of 120 ms with vowels', async () => {
    const engines = await start();
    const sound = encodePcm16(tone(300, 16_000, 8000, 0.5));
    engines.sound = () => [sound];
    const box = await connect(server, 'box', { opus: true, vowel: true });
    for (let n = 1; n <= 12; n++) {
      box.say(say('go'));
      await box.until('EndResponse', n);
    }
    expect(box.count('AudioChunkWithVowel')).toBe(12 * 5);
    // The encoder begins anew with each segment.
    const all = box.messages.map(hex);
    expect(all).toEqual(Array.from({ length: 12 }, () => all.slice(0, all.length / 12)).flat());
    expect(server.connections[0]!.sent.map(hex)).toEqual(box.messages.map(hex));
  });
});

describe('sessions', () => {
  it('the newest socket wins: EndResponse, then no Close frame', async () => {
    const engines = await start();
    engines.replies = [['Well. ', new Promise(() => undefined)]];
    engines.sound = () => new Promise(() => undefined);
    const box = await connect(server, 'box');
    const other = await connect(server, 'other');
    box.say(say('talk'));
    await box.until('StartAudio');
    const next = await connect(server, 'box', { reconnect: true });
    expect(await box.closed).toBe(1006);
    expect(box.names).toEqual(['ASR', 'StartAudio', 'EndResponse']);
    expect(server.connections.map(({ isOpen }) => isOpen)).toEqual([false, true, true]);
    engines.sound = () => [new Uint8Array(2)];
    next.say(say('again'));
    other.say(say('hello'));
    await Promise.all([next.until('EndResponse'), other.until('EndResponse')]);
    // The message that was broken off is replaced; the other id has a history of its own.
    expect(engines.asked.slice(1)).toEqual(['again', 'hello'].map((content) => [{ role: 'user', content }]));
  });

  it('history is kept over sockets that say reconnect, and limited', async () => {
    const engines = await start({ system: 'Be brief.', history: 1 });
    const words: string[] = [];
    for (const [n, reconnect] of [true, true, true, false].entries()) {
      const box = await connect(server, 'box', { reconnect });
      box.say(say(`${n}`));
      await box.until('EndResponse');
      words.push(
        engines.asked
          .at(-1)!
          .map(({ content }) => content)
          .join(' '),
      );
      box.socket.close();
      await box.closed;
    }
    expect(words).toEqual(['Be brief. 0', 'Be brief. 0 Hi. 1', 'Be brief. Hi. 1 Hi. 2', 'Be brief. 3']);
  });

  it('greet with the whole file in pieces of 2,048 bytes, but not who reconnects', async () => {
    const hello = Uint8Array.from({ length: 5000 }, (_, n) => n);
    await start({ hello });
    const box = await connect(server, 'box');
    await box.until('HelloEnd');
    expect(box.names).toEqual(['HelloStart', 'HelloChunk', 'HelloChunk', 'HelloChunk', 'HelloEnd']);
    expect(Buffer.compare(box.sound, hello)).toBe(0);
    const again = await connect(server, 'box', { reconnect: true });
    again.say(say(''));
    await again.until('EndResponse');
    expect(again.names).toEqual(['EndResponse']);
  });

  it('end with the process: no Close frame, no history', async () => {
    const engines = await start();
    const box = await connect(server, 'box');
    box.say(say('before'));
    await box.until('EndResponse');
    server.restart();
    expect(await box.closed).toBe(1006);
    expect(box.names).toEqual(turn);
    const next = await connect(server, 'box', { reconnect: true });
    next.say(say('after'));
    await next.until('EndResponse');
    expect(engines.asked.at(-1)).toEqual([{ role: 'user', content: 'after' }]);
  });
});

describe('the wire', () => {
  it('skips text that is no command and takes no extension', async () => {
    await start();
    const box = await connect(server, 'box');
    for (const text of ['', '{', '[]', '"StartChat"', '{"event":"Nap"}', '{"event":"StartRecord"}']) {
      box.socket.send(text);
    }
    box.say(say('hi'));
    await box.until('EndResponse');
    expect(box.names).toEqual(turn);
    expect(box.socket.extensions).toBe('');
    expect(server.connections[0]!.received).toMatchObject({ binary: 0, text: 7 });
  });

  it.each([
    ['/ws/box?opus=1', 400],
    ['/ws/box?reconnect=', 400],
    ['/ws/box?stream_asr=True', 400],
    ['/ws/box?record=yes', 400],
    ['/ws/', 404],
    ['/ws', 404],
    ['/ws/a/b', 404],
    ['/ws/%ff', 400],
    ['/', 404],
    ['/version', 404],
    ['/v1/realtime', 404],
  ])('answers %s with %i before any upgrade', async (path, status) => {
    await start();
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`);
    const refused = new Promise((resolve) => {
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
    });
    socket.on('error', () => undefined);
    expect(await refused).toBe(status);
    socket.terminate();
  });

  it('opens the other door of the chat, and knows its version', async () => {
    await start();
    // It knows nothing of recording, so what is said of it cannot be wrong.
    const url = `ws://127.0.0.1:${server.port}/v2/stable_ws/a%20b?record=1&reconnect=true`;
    const box = await new TestClient(url).opened();
    box.say(say('hi'));
    await box.until('EndResponse');
    const query = { reconnect: true, record: false };
    expect(server.connections[0]).toMatchObject({ id: 'a b', path: '/v2/stable_ws/a%20b', query });
    expect(await (await fetch(`${server.httpUrl}/version`)).json()).toEqual({ version: '0.3.2' });
    expect((await fetch(`${server.httpUrl}/ws/box`)).status).toBe(400);
    expect((await fetch(`${server.httpUrl}/proxy/state/box`)).status).toBe(404);
  });
});

it('needs somebody who answers, and known faults', async () => {
  await expect(createEchokitServer({})).rejects.toThrow('either services or a scripted answer');
  await expect(start({ faults: ['nap'] })).rejects.toThrow('fault "nap" is unknown');
});
