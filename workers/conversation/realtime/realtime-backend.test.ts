import { describe, expect, it } from 'vitest';
import { decodePcm16 } from '../../../core/audio/pcm.ts';
import { spansOf } from '../../../core/trace/turn-trace.ts';
import { speak } from '../../../simulators/services/tts/voice.ts';
import { createWorld, likeness, soundIn } from './realtime-world.testing.ts';

const hello = 'Hello there.';
const stands = ['openai', 'hugging-face', 'echokit'] as const;
const voiceOf = (text: string) =>
  decodePcm16(speak(text, { speaker: 'cooper', sampleRate: 24_000, speed: 1 }));

describe.each(stands)('a conversation with the %s stand-in', (stand) => {
  it('takes a spoken turn, and a typed one', async () => {
    const world = await createWorld({ stand });
    await world.begin();
    expect(world.phase).toBe('listening');
    await world.says(hello);
    const turn = await world.turnIs(1, 'done');
    expect(turn).toMatchObject({
      source: 'voice',
      user: { text: hello, partial: false },
      reply: { text: `You said: ${hello}`, complete: true },
    });
    expect(turn.reply.heard).toBe(turn.reply.text.length);
    expect(world.phases).toEqual(expect.arrayContaining(['listening', 'hearing', 'thinking', 'speaking']));
    expect(world.phase).toBe('listening');
    // What came out of the loudspeaker is what the voice made, sentence by sentence.
    const made = ['You said: Hello there.'].map(voiceOf)[0]!;
    const heard = soundIn(world.output);
    expect(Math.abs(heard.length - made.length)).toBeLessThan(300);
    expect(likeness(heard, made, 200)).toBeGreaterThan(0.97);

    world.conversation.sendText('And now?');
    const typed = await world.turnIs(2, 'done');
    expect(typed).toMatchObject({
      source: 'text',
      user: { text: 'And now?' },
      reply: { text: 'You said: And now?' },
    });
    expect(world.notices).toEqual([]);
    const sides = world.events.flatMap((event) =>
      event.type === 'audio' ? [`${event.turn} ${event.side}`] : [],
    );
    expect([...sides].sort()).toEqual(['1 assistant', '1 user', '2 assistant']);
  });

  it('falls silent for a voice that interrupts, and keeps what was heard', async () => {
    const world = await createWorld({ stand, systemPrompt: '[stand-in: reply-seconds-6]' });
    await world.begin();
    world.conversation.sendText('Tell me something.');
    await world.turnIs(1, 'speaking');
    await world.advance(1500);
    await world.says('And please book two seats by the window.');
    const turn = await world.turnIs(1, 'interrupted');
    expect(turn.reply.heard).toBeGreaterThan(5);
    expect(turn.reply.heard).toBeLessThan(turn.reply.text.length);
    expect(turn.trace.interruptedAt).toBeDefined();
    const next = await world.turnIs(2, 'done');
    expect(next.user.text).toBe('And please book two seats by the window.');
    expect(world.sent.includes('conversation.item.truncate')).toBe(stand === 'openai');
    const recorded = world.events.find((event) => event.type === 'audio' && event.turn === 1);
    expect(recorded?.type === 'audio' ? recorded.pcm.length : 0).toBeGreaterThan(24_000);
  });

  it('plays what came of a reply when the server is lost, and connects anew', async () => {
    const world = await createWorld({ stand, services: { fault: 'tts:cut=0.5,times=1' } });
    await world.begin();
    world.conversation.sendText('Hello there, my friend, how are you today?');
    await world.until('the line is lost', () => world.notices.includes('link-lost'));
    expect(world.link).toBe('waiting');
    const turn = await world.turnIs(1, 'done');
    expect(turn.reply.complete).toBe(true);
    const seconds = soundIn(world.output).length / 24_000;
    expect(seconds).toBeGreaterThan(0.8);
    await world.until('it is found again', () => world.link === 'open');
    expect(world.notices).toEqual(['link-lost', 'reconnected']);
    world.conversation.sendText('Are you there?');
    expect(await world.turnIs(2, 'done')).toMatchObject({ reply: { text: 'You said: Are you there?' } });
  });

  it('gives a reply up after its time, and says it once more', async () => {
    const world = await createWorld({ stand, services: { fault: 'llm:hang,times=1' } });
    await world.begin();
    world.conversation.sendText('Are you there?');
    const turn = await world.turnIs(1, 'failed');
    expect(turn.failure).toMatchObject({ code: 'timed-out', retryable: true, details: { waitedMs: 15_000 } });
    expect(world.phase).toBe('trouble');
    expect(world.notices[0]).toBe('no-answer');
    // An EchoKit server that is stuck does not read the cancel either.
    if (stand === 'echokit')
      await world.until('it is dialled anew', () => world.notices.includes('reconnected'));
    expect(world.conversation.retry(1)).toBe(true);
    expect(await world.turnIs(2, 'done')).toMatchObject({ reply: { text: 'You said: Are you there?' } });
  });
});

describe('a conversation with a Realtime server', () => {
  it('notes when what happened, in order and without gaps', async () => {
    const world = await createWorld({ stand: 'openai' });
    await world.begin();
    await world.says(hello);
    const { trace } = await world.turnIs(1, 'done');
    const spans = spansOf(trace);
    expect(spans.at(-1)?.name).toBe('turn:total');
    const parts = spans.slice(0, -1);
    const total = spans.at(-1)!;
    expect(parts[0]?.name).toBe('turn:detection');
    parts.forEach(({ start }, index) =>
      expect(start).toBe(index === 0 ? total.start : parts[index - 1]!.end),
    );
    expect(parts.at(-1)?.end).toBe(total.end);
    // The hard end is 800 ms after the voice.
    expect(trace.released! - trace.lastVoiced!).toBeGreaterThanOrEqual(700);
    expect(trace.replyEnded! - trace.firstSample!).toBeGreaterThan(1000);
  });

  it('gives up a server that is gone, and comes back when told to', async () => {
    const world = await createWorld({ stand: 'openai' });
    await world.begin();
    world.isServerGone = true;
    world.cutLine();
    await world.until('every attempt failed', () => world.notices.includes('gave-up'));
    expect(world.link).toBe('asking');
    expect(world.sockets).toHaveLength(6);
    world.isServerGone = false;
    world.conversation.reconnect();
    await world.until('it is back', () => world.link === 'open');
    world.conversation.sendText('Hello.');
    await world.turnIs(1, 'done');
  });

  it('tells a new connection what was said before', async () => {
    const world = await createWorld({ stand: 'openai' });
    await world.begin([{ user: 'My name is Kim.', assistant: 'Hello Kim.' }]);
    world.conversation.sendText('What is my name?');
    await world.turnIs(1, 'done');
    const entry = world.services.log.find(({ route }) => route === 'realtime');
    const told = JSON.stringify((entry?.body as { received: object[] }).received);
    expect(told).toContain('User: My name is Kim.\\nAssistant: Hello Kim.');
  });
});
