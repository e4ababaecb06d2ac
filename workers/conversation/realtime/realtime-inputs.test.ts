import { describe, expect, it } from 'vitest';
import { createWorld, RealtimeWorld, soundIn } from './realtime-world.testing.ts';

const hello = 'Hello there.';
const sixSeconds = '[stand-in: reply-seconds-6]';

describe('whose turn it is', () => {
  it('is found by our detector where the person wants that', async () => {
    const world = await createWorld({ stand: 'openai', partner: { turnTaking: 'ours' } });
    await world.begin();
    await world.says(hello);
    expect(await world.turnIs(1, 'done')).toMatchObject({ user: { text: hello } });
    expect(world.sent).toEqual([
      'session.update',
      'input_audio_buffer.clear',
      'input_audio_buffer.commit',
      'response.create',
    ]);
  });

  it('stays the reply’s where a voice over it was too short', async () => {
    const world = await createWorld({ stand: 'echokit', systemPrompt: sixSeconds });
    await world.begin();
    world.conversation.sendText('Talk.');
    await world.turnIs(1, 'speaking');
    await world.advance(500);
    await world.utters(400);
    const turn = await world.turnIs(1, 'done');
    const types = world.commands.map(({ type }) => type).filter((type) => type !== 'audio');
    expect(types).toEqual(['end-piece', 'end-reply', 'pause', 'resume', 'restore']);
    expect(world.phases).toContain('interrupted');
    expect(turn.reply.heard).toBe(turn.reply.text.length);
    expect(world.sent).not.toContain('input_audio_buffer.commit');
  });

  it('leaves it to the server where that finds the turns: we only lower the reply', async () => {
    const world = await createWorld({ stand: 'openai', systemPrompt: sixSeconds });
    await world.begin();
    world.conversation.sendText('Talk.');
    await world.turnIs(1, 'speaking');
    await world.advance(500);
    await world.utters(60);
    await world.turnIs(1, 'done');
    const types = world.commands.map(({ type }) => type).filter((type) => type !== 'audio');
    expect(types).toEqual(['end-piece', 'end-reply', 'restore']);
  });

  it('is ended by the key', async () => {
    const world = await createWorld({ stand: 'echokit', turn: { pushToTalk: true } });
    await world.begin();
    // Without the key nobody listens.
    await world.says(hello);
    await world.advance(1200);
    expect(world.turns).toEqual([]);
    world.conversation.pressTalk();
    await world.says(hello);
    world.conversation.releaseTalk();
    expect(await world.turnIs(1, 'done')).toMatchObject({ user: { text: hello } });
    // A short press is an accident.
    world.conversation.pressTalk();
    world.conversation.releaseTalk();
    await world.turnIs(2, 'dropped');
  });

  it('is ended by the key with silence where the server listens', async () => {
    const world = await createWorld({ stand: 'hugging-face', turn: { pushToTalk: true, hardEndMs: 1200 } });
    await world.begin();
    world.conversation.pressTalk();
    await world.says(hello);
    world.conversation.releaseTalk();
    const turn = await world.turnIs(1, 'done');
    expect(turn.user.text).toBe(hello);
  });

  it('is given up by muting in the middle of a word, and nobody listens then', async () => {
    const world = await createWorld({ stand: 'echokit' });
    await world.begin();
    const said = world.says('And please book two seats by the window.');
    await world.until('it is heard', () => world.phase === 'hearing');
    world.conversation.setMuted(true);
    await world.turnIs(1, 'dropped');
    await said;
    expect(world.phase).toBe('idle');
    expect(world.sent).toContain('input_audio_buffer.clear');
    world.conversation.setMuted(false);
    await world.says(hello);
    expect(await world.turnIs(2, 'done')).toMatchObject({ user: { text: hello } });
  });
});

describe('what a person says to stop', () => {
  it('silences the reply, and the server', async () => {
    const world = await createWorld({
      stand: 'openai',
      partner: { turnTaking: 'ours' },
      services: { ttsRtf: 0.3 },
      systemPrompt: sixSeconds,
    });
    await world.begin();
    world.conversation.sendText('Talk.');
    await world.turnIs(1, 'speaking');
    world.conversation.interrupt();
    const turn = await world.turnIs(1, 'interrupted');
    await world.until('the cut has arrived', () => world.sent.includes('conversation.item.truncate'));
    expect(world.sent).toContain('response.cancel');
    expect(turn.reply.complete).toBe(true);
    const length = soundIn(world.output).length;
    await world.advance(500);
    expect(soundIn(world.output)).toHaveLength(length);
  });

  it('ends the conversation and the line', async () => {
    const world = await createWorld({ stand: 'openai', systemPrompt: sixSeconds });
    await world.begin();
    world.conversation.sendText('Talk.');
    await world.turnIs(1, 'speaking');
    world.conversation.end();
    await world.turnIs(1, 'interrupted');
    expect(world.phase).toBe('idle');
    expect(world.link).toBe('closed');
    await world.until('the server knows', () => world.services.log[0]?.at.end !== null);
  });

  it('goes on with other settings on another line', async () => {
    const world = await createWorld({ stand: 'openai' });
    await world.begin();
    world.conversation.sendText('My name is Kim.');
    await world.turnIs(1, 'done');
    world.conversation.configure(world.config({ voice: 'cedar' }));
    await world.until('the other line is open', () => world.link === 'open' && world.sockets.length === 2);
    world.conversation.sendText('And now?');
    await world.turnIs(2, 'done');
    const entry = world.services.log.findLast(({ route }) => route === 'realtime');
    const told = JSON.stringify((entry?.body as { received: object[] }).received);
    expect(world.links).toEqual(['connecting', 'open', 'closed', 'connecting', 'open']);
    expect(told).toContain('"voice":"cedar"');
    expect(told).toContain('User: My name is Kim.');
  });
});

describe('another partner in the middle of a conversation', () => {
  it('is heard after our own engines, and they after it', async () => {
    const world = await createWorld({ stand: 'openai' });
    const withServer = world.config();
    const { server: _, ...profile } = withServer.profile;
    const withEngines = { ...withServer, profile };
    world.conversation.configure(withEngines);
    world.conversation.begin([], { greet: false, firstTurnId: 1 });
    for (const turn of [1, 2]) {
      world.conversation.sendText(`Turn ${turn}.`);
      await world.turnIs(turn, 'done');
    }
    world.conversation.configure(withServer);
    await world.until('the line is open', () => world.link === 'open');
    world.conversation.sendText('And you?');
    const turn = await world.turnIs(3, 'done');
    expect(turn.reply.heard).toBe(turn.reply.text.length);
    world.conversation.configure(withEngines);
    world.conversation.sendText('And you again?');
    expect((await world.turnIs(4, 'done')).trace.firstSample).toBeDefined();
    expect(world.link).toBe('closed');
  });
});

describe('what goes wrong', () => {
  it('explains a server whose only slot is taken, and asks', async () => {
    const world = await createWorld({ stand: 'hugging-face' });
    await world.begin();
    const other = new RealtimeWorld(world.services, { stand: 'hugging-face' });
    other.conversation.begin([], { greet: false, firstTurnId: 1 });
    await other.until('it is refused', () => other.notices.length > 0);
    expect(other.notices).toEqual(['session-limit-reached']);
    expect(other.link).toBe('asking');
    world.conversation.end();
    await world.until('the slot is free', () => world.services.log[0]?.at.end !== null);
    other.conversation.reconnect();
    await other.until('it is let in', () => other.link === 'open');
  });

  it('says that there is no key, and dials nobody', async () => {
    const world = await createWorld({ stand: 'openai', keys: {} });
    world.conversation.begin([], { greet: false, firstTurnId: 1 });
    await world.until('it is told', () => world.notices.length > 0);
    expect(world.notices).toEqual(['key-missing']);
    expect(world.link).toBe('asking');
    expect(world.sockets).toHaveLength(0);
  });

  it('takes a short-lived key of the companion', async () => {
    const asked: { url: string; session: string | null; body: unknown }[] = [];
    const world = await createWorld({
      stand: 'openai',
      keys: {},
      partner: { key: 'companion' },
      companion: { origin: 'http://companion.example', session: 'secret' },
      fetch: async (url, init) => {
        const headers = new Headers(init.headers);
        asked.push({
          url,
          session: headers.get('x-echokit-session'),
          body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        });
        return fetch(`${world.services.url}/realtime/openai/v1/realtime/client_secrets`, {
          method: 'POST',
          headers: { authorization: 'Bearer sk-companion', 'content-type': 'application/json' },
          body: '{}',
        });
      },
    });
    await world.begin();
    expect(asked).toEqual([
      {
        url: 'http://companion.example/api/realtime/client-secret',
        session: 'secret',
        body: { url: `${world.services.url}/realtime/openai/v1/realtime`, model: '' },
      },
    ]);
    world.conversation.sendText('Hello.');
    await world.turnIs(1, 'done');
  });

  it('shows what a function is called with', async () => {
    const world = await createWorld({ stand: 'openai' });
    await world.begin();
    world.conversation.sendText('Please call get_weather {"city":"Oslo"}');
    await world.turnIs(1, 'done');
    const shown = world.events.flatMap((event) => (event.type === 'display-text' ? [event.text] : []));
    expect(shown).toEqual(['get_weather({"city":"Oslo"})']);
  });

  it('fails a reply that the player does not play', async () => {
    const world = await createWorld({ stand: 'openai' });
    await world.begin();
    world.isDumb = true;
    world.conversation.sendText('Hello.');
    const turn = await world.turnIs(1, 'failed');
    expect(turn.failure?.code).toBe('player-silent');
    world.isDumb = false;
    world.conversation.sendText('Again.');
    await world.turnIs(2, 'done');
  });

  it('says an utterance once more of which only the sound is known', async () => {
    const world = await createWorld({
      stand: 'openai',
      partner: { turnTaking: 'ours', transcriptionModel: '' },
      services: { fault: 'llm:status=500,times=1' },
    });
    await world.begin();
    await world.says(hello);
    const failed = await world.turnIs(1, 'failed');
    expect(failed).toMatchObject({ user: { text: '' }, failure: { code: 'service-failed' } });
    await world.advance(3000);
    expect(world.conversation.retry(1)).toBe(true);
    const turn = await world.turnIs(2, 'done');
    expect(turn.reply.text).toBe(`You said: ${hello}`);
    // The same stretch of what was heard.
    expect(turn.user.audio).toEqual(failed.user.audio);
  });

  it('tells of words without sound', async () => {
    const world = await createWorld({ stand: 'echokit', services: { fault: 'tts:status=500,times=1' } });
    await world.begin();
    world.conversation.sendText('Hello.');
    expect(await world.turnIs(1, 'done')).toMatchObject({ reply: { text: 'You said: Hello.' } });
    expect(world.notices).toEqual(['no-audio']);
  });
});
