import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import type { KnownServerEvent } from '../../../core/echokit/server-event.ts';
import { createBoxWorld, type BoxWorld } from './box-world.testing.ts';

/** 19 s of speech. */
const longAnswer =
  'This answer goes on for so long that everybody has the time to say something in between. '.repeat(3);

/** Up to the middle of a long answer. */
async function answering(world: BoxWorld): Promise<void> {
  world.engines.replies = [[longAnswer]];
  await world.begin();
  await world.says(900);
  await world.until('the answer is heard', () => world.phase === 'speaking');
  await world.advance(2000);
}

/** One more turn, from the voice to the ear. */
async function talks(world: BoxWorld, id: number): Promise<void> {
  await world.says(900);
  expect(await world.turnIs(id, 'done')).toMatchObject({ user: { text: 'hi' }, reply: { text: 'Hi.' } });
}

describe('voice over an answer', () => {
  it.each(['server', 'submit'] as const)(
    'takes the floor by a new socket, ends found by %s',
    async (turnEnd) => {
      const world = await createBoxWorld({ partner: { turnEnd } });
      await answering(world);
      world.engines.transcripts = ['Stop that.'];
      await world.says(1500);
      const first = await world.turnIs(1, 'interrupted');
      expect(first.reply.heard).toBeGreaterThan(10);
      expect(first.reply.heard).toBeLessThan(first.reply.text.length);
      expect(first.trace.interruptedAt).toBeDefined();
      expect(await world.turnIs(2, 'done')).toMatchObject({ user: { text: 'Stop that.' } });
      expect(world.sockets).toHaveLength(2);
      expect(world.sockets[1]?.url).toContain('?reconnect=true');
      // Everything since the voice began: the server heard the whole of it.
      const heard = world.engines.heard.at(-1)!;
      expect(heard.length).toBeGreaterThan(1400 * 32);
      const recorded = world.events.filter((event) => event.type === 'audio' && event.turn === 1);
      expect(recorded.map((event) => event.type === 'audio' && event.side).sort()).toEqual([
        'assistant',
        'user',
      ]);
    },
  );

  it('leaves it whole where it was a cough', async () => {
    const world = await createBoxWorld();
    await answering(world);
    await world.says(350);
    await world.until('it is in doubt', () => world.phase === 'interrupted');
    await world.until('it goes on', () => world.phase === 'speaking');
    await world.turnIs(1, 'done');
    expect(world.sockets).toHaveLength(1);
    expect(world.turns).toHaveLength(1);
  });

  it('Esc silences it, and the next turn works', async () => {
    const world = await createBoxWorld();
    await answering(world);
    world.conversation.interrupt();
    await world.turnIs(1, 'interrupted');
    const silentFrom = world.output.length;
    await world.advance(500);
    expect(world.output.slice(silentFrom).every((sample) => sample === 0)).toBe(true);
    await talks(world, 2);
  });
});

describe('a server that fails', () => {
  it('starts anew in the middle of an answer: the conversation goes on', async () => {
    const world = await createBoxWorld({ server: { faults: ['restart-in@1'] } });
    world.engines.replies = [[longAnswer]];
    await world.begin();
    await world.says(900);
    await world.turnIs(1, 'done', 'failed');
    await world.until('the line is back', () => world.link === 'open');
    expect(world.notices).toContain('line-lost');
    expect(world.notices).toContain('reconnected');
    await talks(world, 2);
  });

  it('starts anew while one speaks: the words are said again', async () => {
    const world = await createBoxWorld();
    await world.begin();
    world.isLoud = true;
    await world.advance(600);
    world.server.restart();
    await world.advance(1500);
    world.isLoud = false;
    await world.turnIs(1, 'done');
    expect(world.engines.heard[0]!.length).toBeGreaterThan(2000 * 32);
  });

  it('says nothing: the turn fails, and can be sent again', async () => {
    const world = await createBoxWorld({ parts: { answerMs: 4000 } });
    world.engines.replies = [[new Promise<string>(() => undefined)]];
    await world.begin();
    await world.says(900);
    const failed = await world.turnIs(1, 'failed');
    expect(failed.failure).toMatchObject({
      stage: 'llm',
      code: 'no-answer',
      retryable: true,
      details: { url: world.server.url, waitedMs: 4000 },
    });
    expect(world.phase).toBe('trouble');
    await world.until('the line is back', () => world.link === 'open');
    expect(world.conversation.retry(1)).toBe(true);
    const done = await world.turnIs(1, 'done');
    expect(done.reply.text).toBe('Hi.');
    expect(done.failure).toBeUndefined();
    await talks(world, 2);
  });

  it('answers after our patience: it is heard all the same', async () => {
    const world = await createBoxWorld({ parts: { answerMs: 4000 } });
    let answer: (text: string) => void = () => undefined;
    world.engines.replies = [[new Promise<string>((resolve) => (answer = resolve))]];
    await world.begin();
    await world.says(900);
    await world.turnIs(1, 'failed');
    answer('It took a while.');
    const done = await world.turnIs(1, 'done');
    expect(done).toMatchObject({ user: { text: 'hi' }, reply: { text: 'It took a while.' } });
    expect(done.failure).toBeUndefined();
    expect(world.sockets).toHaveLength(1);
    expect(world.phase).toBe('listening');
  });

  it.each([
    ['silent-llm', 'no-answer'],
    ['llm-fails', 'empty-answer'],
    ['tts-empty', 'no-voice'],
  ])('with %s is told of as %s', async (fault, code) => {
    const world = await createBoxWorld({ server: { faults: [fault] }, parts: { answerMs: 4000 } });
    await world.begin();
    await world.says(900);
    expect((await world.turnIs(1, 'failed')).failure).toMatchObject({ code, retryable: true });
  });

  it('gives the conversation to somebody else: it is fetched back once, then the person is asked', async () => {
    const world = await createBoxWorld();
    await answering(world);
    world.server.evict('aabbccddeeff');
    await world.until('that is told', () => world.notices.includes('evicted'));
    await world.until('it is back', () => world.link === 'open');
    await world.advance(200);
    world.server.evict('aabbccddeeff');
    await world.until('the person is asked', () => world.link === 'asking');
    expect(world.notices.at(-1)).toBe('evicted-again');
    const { length } = world.sockets;
    await world.advance(30_000);
    expect(world.sockets).toHaveLength(length);
    world.conversation.reconnect();
    await world.until('it is back', () => world.link === 'open');
    await talks(world, 2);
  });
});

describe('no line', () => {
  const companion = { origin: 'http://localhost:9090', session: 'secret' };

  it('is explained by the companion, and not dialled again where there is no hope', async () => {
    const asked: { url: string; headers: HeadersInit | undefined; body: unknown }[] = [];
    const world = await createBoxWorld({
      server: { faults: ['refuse@404'] },
      companion,
      parts: {
        fetch: (url, init) => {
          asked.push({ url: url as string, headers: init?.headers, body: init?.body });
          return Promise.resolve(Response.json({ status: 404, serverVersion: '0.3.2' }));
        },
      },
    });
    world.conversation.begin([], { greet: false, firstTurnId: 1 });
    await world.until('the person is asked', () => world.link === 'asking');
    expect(world.events.find((event) => event.type === 'notice')).toMatchObject({
      notice: { code: 'handshake-404', details: { url: world.server.url, status: 404, version: '0.3.2' } },
    });
    expect(asked).toEqual([
      {
        url: 'http://localhost:9090/api/echokit/probe',
        headers: { 'content-type': 'application/json', 'x-echokit-session': 'secret' },
        body: JSON.stringify({ url: world.server.url }),
      },
    ]);
    await world.advance(30_000);
    expect(world.sockets).toHaveLength(1);
  });

  it('without a companion the likely causes are told, and it is dialled until it is there', async () => {
    const world = await createBoxWorld({ partner: { url: 'ws://127.0.0.1:9/ws' } });
    world.conversation.begin([], { greet: false, firstTurnId: 1 });
    await world.until('causes are told', () => world.notices.includes('unreachable'));
    await world.until('the person is asked', () => world.link === 'asking');
    expect(world.notices).toEqual(['unreachable', 'gave-up', 'unreachable']);
    expect(world.sockets.length).toBeGreaterThan(5);
    world.conversation.configure(world.config({ url: world.server.url }));
    await world.until('the other server is there', () => world.link === 'open');
    await talks(world, 1);
  });

  it.each([
    ['ws://192.168.1.20:8080/ws', 'mixed-content'],
    ['192.168.1.20', 'bad-address'],
  ])('%s from a secure page is %s', async (url, code) => {
    const world = await createBoxWorld({ partner: { url }, parts: { pageIsSecure: true } });
    world.conversation.begin([], { greet: false, firstTurnId: 1 });
    await world.until('the person is asked', () => world.link === 'asking');
    expect(world.notices).toEqual([code]);
    expect(world.sockets).toEqual([]);
  });
});

describe('a player that does not play', () => {
  it('fails the turn, and the server is interrupted', async () => {
    const world = await createBoxWorld();
    world.engines.replies = [[longAnswer]];
    await world.begin();
    world.isDumb = true;
    await world.says(900);
    expect((await world.turnIs(1, 'failed')).failure).toMatchObject({ stage: 'tts', code: 'player-silent' });
  });
});

describe('a server of another kind', () => {
  /** Says what a test wants, to the byte. */
  async function scripted(world: (url: string) => Promise<BoxWorld>) {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => {
      for (const client of server.clients) client.terminate();
      server.close();
    });
    await once(server, 'listening');
    const sockets: WebSocket[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    const made = await world(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`);
    const say = (...events: readonly (KnownServerEvent | Uint8Array | string)[]): void => {
      for (const event of events)
        sockets
          .at(-1)!
          .send(typeof event === 'object' && 'event' in event ? encodeServerEvent(event) : event);
    };
    return { world: made, say };
  }

  it('that cannot be read is told of once, and what can be read is taken', async () => {
    const { world, say } = await scripted((url) => createBoxWorld({ partner: { url } }));
    await world.begin();
    say(new Uint8Array([0xc1]), 'text', new Uint8Array([0x93, 1]), new Uint8Array());
    say({ event: 'DisplayText', text: 'Working' }, { event: 'Action', action: 'ByeBye' });
    await world.until('it is shown', () => world.events.some(({ type }) => type === 'action'));
    expect(world.notices).toEqual(['wire-broken']);
    expect(world.events.find(({ type }) => type === 'display-text')).toMatchObject({ text: 'Working' });
  });

  it('that speaks by itself is heard, odd bytes and all; broken Opus is told of', async () => {
    const { world, say } = await scripted((url) => createBoxWorld({ partner: { url, opus: true } }));
    await world.begin();
    say(
      { event: 'StartAudio', text: 'News.' },
      { event: 'AudioChunk', data: new Uint8Array([0xff, 0xff, 0xff, 0x7f]) },
      { event: 'AudioChunki16', data: new Int16Array(3200).fill(900), vowel: 3 },
      { event: 'EndAudio' },
      { event: 'EndResponse' },
    );
    expect(await world.turnIs(1, 'done')).toMatchObject({ source: 'greeting', reply: { text: 'News.' } });
    expect(world.notices).toEqual(['opus-broken']);
    expect(world.sound.length).toBeGreaterThanOrEqual(3200);
    expect(world.shapes).toEqual([3, 0]);
  });
});
