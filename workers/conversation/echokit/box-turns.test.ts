import { describe, expect, it } from 'vitest';
import { encodePcm16 } from '../../../core/audio/pcm.ts';
import { createRandom } from '../../../core/audio/random.testing.ts';
import { sayVowel } from '../../../core/audio/vowel.testing.ts';
import { encodeWav } from '../../../core/audio/wav.ts';
import { spansOf } from '../../../core/trace/turn-trace.ts';
import {
  allowed,
  call,
  eventually,
  sessionOf,
  startCompanion,
  temporaryFolder,
} from '../../../server/companion.testing.ts';
import { createBoxWorld, humOf } from './box-world.testing.ts';

const fadeSamples = 100;

const samplesOf = (bytes: Uint8Array): readonly number[] => [
  ...new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
];

describe('a conversation with an EchoKit server', () => {
  it('goes from the voice to the ear, sample by sample', async () => {
    const seen: (Uint8Array | string)[] = [];
    const world = await createBoxWorld({ server: { onMessage: (message) => seen.push(message) } });
    world.engines.transcripts = ['How are you?'];
    world.engines.replies = [['I am fine. ', 'And you, how do you do on this fine long day of ours?']];
    await world.begin();
    await world.says(900);
    const turn = await world.turnIs(1, 'done');

    expect(seen[0]).toBe('{"event":"StartChat"}');
    const audio = seen.slice(1).filter((message) => typeof message !== 'string');
    expect(audio.every(({ length }) => length % 1024 === 0)).toBe(true);
    expect(seen.filter((message) => typeof message === 'string')).toHaveLength(1);

    expect(turn).toMatchObject({
      source: 'voice',
      user: { text: 'How are you?', partial: false },
      reply: {
        text: 'I am fine. And you, how do you do on this fine long day of ours?',
        complete: true,
      },
    });
    expect(turn.reply.heard).toBe(turn.reply.text.length);
    expect(turn.reply.pieces.map(({ state }) => state)).toEqual(['played', 'played']);
    const made = world.engines.spoken.flatMap((text) => samplesOf(humOf(text)));
    const played = world.sound.map((sample) => Math.round(sample * 32_768));
    expect(played.slice(0, made.length)).toEqual(made);
    // The player fades out behind it.
    expect(played.length - made.length).toBeLessThan(fadeSamples);

    const { trace } = turn;
    const instants = [
      trace.voiceStart,
      trace.lastVoiced,
      trace.hardEnd,
      trace.asrDone,
      trace.firstPiece,
      trace.ttsFirstByte,
      trace.audioToPlayer,
      trace.firstSample,
      trace.replyEnded,
    ];
    expect(instants.every((at) => at !== undefined)).toBe(true);
    expect(instants).toEqual([...instants].sort((a, b) => a! - b!));
    expect(spansOf(trace).at(-1)?.name).toBe('turn:total');

    const sides = world.events.flatMap((event) => (event.type === 'audio' ? [event.side] : []));
    expect(sides.sort()).toEqual(['assistant', 'user']);
    expect(new Set(world.events.flatMap((event) => (event.type === 'phase' ? [event.phase] : [])))).toEqual(
      new Set(['listening', 'hearing', 'pausing', 'thinking', 'speaking']),
    );
    expect(world.phase).toBe('listening');
  });

  it('ends what one says by Submit', async () => {
    const world = await createBoxWorld({
      server: { faults: ['no-stream-asr'] },
      partner: { turnEnd: 'submit' },
    });
    await world.begin();
    for (const id of [1, 2]) {
      await world.says(900);
      const turn = await world.turnIs(id, 'done');
      expect(turn).toMatchObject({ user: { text: 'hi' }, reply: { text: 'Hi.' } });
      expect(turn.trace.asrSent).toBeDefined();
    }
    expect(world.sockets).toHaveLength(1);
  });

  it.each(['no-stream-asr', 'gemini'])(
    'finds out how turns end with %s, and loses no word',
    async (fault) => {
      const world = await createBoxWorld({ server: { faults: [fault] }, partner: { turnEnd: 'auto' } });
      await world.begin();
      await world.says(900);
      expect(await world.turnIs(1, 'done')).toMatchObject({ user: { text: 'hi' }, reply: { text: 'Hi.' } });
      expect(world.events).toContainEqual({
        type: 'turn-end-learned',
        url: world.server.url,
        turnEnd: 'submit',
      });
      expect(world.notices).toContain('ends-by-submit');
      expect(world.learned.get(world.server.url)).toBe('submit');
      const before = world.sockets.length;
      await world.says(900);
      await world.turnIs(2, 'done');
      expect(world.sockets).toHaveLength(before);
    },
  );

  it('learns by the first EndVad that the server finds the ends', async () => {
    const world = await createBoxWorld({ partner: { turnEnd: 'auto' } });
    await world.begin();
    await world.says(900);
    await world.turnIs(1, 'done');
    expect(world.learned.get(world.server.url)).toBe('server');
    expect(world.sockets).toHaveLength(1);
  });

  it.each([
    ['Opus, with the mouth of the server', true],
    ['plain samples, with a mouth of our own', false],
  ])('hears %s', async (_, opus) => {
    const said = sayVowel(
      { formants: [730, 1090, 2440, 3400], pitchHz: 120, levelDb: -20, snrDb: 40, length: 1920 * 12 },
      createRandom(5),
    );
    const world = await createBoxWorld({ partner: { opus } });
    world.engines.sound = () => [encodePcm16(said)];
    await world.begin();
    await world.says(900);
    await world.turnIs(1, 'done');
    expect(Math.abs(world.sound.length - said.length)).toBeLessThan(200);
    expect(world.shapes.filter((shape) => shape === 1).length).toBeGreaterThan(0);
    expect(world.shapes.at(-1)).toBe(0);
    const first = world.events.find((event) => event.type === 'mouth-shape');
    expect(first?.at).toBeGreaterThanOrEqual(world.turns[0]?.trace.firstSample ?? Infinity);
  });

  it('speaks the greeting of the server, and none where it is not wanted', async () => {
    const tone = Float32Array.from({ length: 16_000 }, (_, n) => 0.2 * Math.sin(n / 9) || 0.001);
    const world = await createBoxWorld({ server: { hello: encodeWav(tone, 16_000) } });
    await world.begin(true);
    const greeting = await world.turnIs(1, 'done');
    expect(greeting).toMatchObject({ source: 'greeting', reply: { text: '' } });
    expect(Math.abs(world.sound.length - tone.length)).toBeLessThan(fadeSamples);
    world.conversation.end();
    await world.begin(false);
    await world.says(900);
    expect(await world.turnIs(1, 'done')).toMatchObject({ source: 'voice' });
  });

  it('takes typed words', async () => {
    const world = await createBoxWorld();
    await world.begin();
    world.conversation.sendText('  Good morning ');
    const turn = await world.turnIs(1, 'done');
    expect(turn).toMatchObject({ source: 'text', user: { text: 'Good morning' }, reply: { text: 'Hi.' } });
    expect(world.engines.asked[0]?.at(-1)?.content).toBe('Good morning');
  });

  it('shows choices and sends the one that is picked', async () => {
    const world = await createBoxWorld({ server: { faults: ['choices'] } });
    await world.begin();
    world.conversation.sendText('Delete it all');
    const choices = () => world.events.filter((event) => event.type === 'choices');
    await world.until('choices are shown', () => choices().length === 1);
    expect(choices()[0]?.choices).toMatchObject({ turn: 1, items: ['Confirm', 'Cancel'] });
    expect(world.phase).toBe('thinking');
    await world.advance(20_000);
    world.conversation.select(0);
    await world.turnIs(1, 'done');
    expect(choices().at(-1)?.choices).toBeNull();
  });

  it('only records where that is asked for', async () => {
    const world = await createBoxWorld({ partner: { record: true } });
    const kinds: string[] = [];
    await world.begin();
    for (const socket of world.sockets) {
      const send = socket.send.bind(socket);
      socket.send = (data: unknown) => {
        kinds.push(typeof data);
        send(data as string);
      };
    }
    await world.says(900);
    expect(world.sockets[0]?.url).toMatch(/\/ws\/aabbccddeeff\?record=true$/);
    expect(kinds.length).toBeGreaterThan(10);
    expect(new Set(kinds)).toEqual(new Set(['object']));
    expect(world.turns).toEqual([]);
  });

  it('tells of recordings that the companion can list', async () => {
    const recordFolder = await temporaryFolder();
    const companion = await startCompanion({ upstreams: [allowed('http://localhost:1')] });
    const session = Object.values(await sessionOf(companion))[0]!;
    const world = await createBoxWorld({
      server: { recordFolder },
      partner: { record: true },
      companion: { origin: companion.url, session },
    });
    const lists = () =>
      world.events.flatMap((event) => (event.type === 'recordings' ? [event.recordings] : []));
    await world.begin();
    await world.says(900);
    expect(lists()).toEqual([]);
    // The person agrees.
    await call(companion, '/api/upstreams', {
      method: 'POST',
      headers: await sessionOf(companion),
      body: JSON.stringify({ origin: world.server.httpUrl, allowPrivate: true }),
    });
    world.conversation.end();
    await eventually(() => lists().length > 0);
    expect(lists()[0]).toHaveLength(1);
    expect(lists()[0]?.[0]?.name).toMatch(/^record_\d{8}_\d{6}/);
    const file = await fetch(lists()[0]![0]!.url);
    expect([file.status, (await file.arrayBuffer()).byteLength > 10_000]).toEqual([200, true]);
  });

  it('is heard after others have spoken with the same player, and they after it', async () => {
    const world = await createBoxWorld();
    await world.begin();
    for (const id of [1, 2, 3]) {
      world.conversation.sendText('Hello');
      await world.turnIs(id, 'done');
    }
    const { server: _, ...withoutServer } = world.config().profile;
    world.conversation.configure({ ...world.config(), profile: withoutServer });
    world.conversation.configure(world.config());
    await world.until('the line is open', () => world.link === 'open');
    const before = world.sound.length;
    world.conversation.sendText('And now?');
    expect(await world.turnIs(4, 'done')).toMatchObject({ reply: { text: 'Hi.' } });
    expect(world.sound.length).toBeGreaterThan(before);
  });
});
