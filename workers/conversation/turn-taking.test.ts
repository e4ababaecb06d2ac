/** Turns without an interruption: what is said, what is heard, and when. Rules: `core/turn/rules.md`. */
import { describe, expect, it } from 'vitest';
import { spansOf } from '../../core/trace/turn-trace.ts';
import { scenario } from './scenario.testing.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('a turn', () => {
  it('answers what was said, and listens again', async () => {
    const { world, user, agent } = scenario();
    await user.says('Hello there.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said Hello there.']);
    expect(world.turn(1)).toMatchObject({
      status: 'done',
      user: { text: 'Hello there.', partial: false },
      reply: { text: 'You said Hello there.', complete: true, heard: 21 },
    });
    expect(world.services.of('llm')[0]?.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello there.' },
    ]);
  });

  it('tells the model of earlier turns', async () => {
    const { world, user, agent } = scenario();
    await user.says('One.');
    await agent.repliesAndFinishes();
    await user.says('Two.');
    await agent.repliesAndFinishes();
    expect(world.services.of('llm').at(-1)?.messages?.slice(1)).toEqual([
      { role: 'user', content: 'One.' },
      { role: 'assistant', content: 'You said One.' },
      { role: 'user', content: 'Two.' },
    ]);
  });

  it('[T1] keeps the turn over a pause shorter than the hard end', async () => {
    const { world, user, agent } = scenario({ turn: { earlyEndMs: 0 } });
    await user.says('Could you look up');
    await user.pauses(600);
    await user.says('a train to the coast.');
    await agent.repliesAndFinishes();
    expect(world.turns).toHaveLength(1);
    expect(world.turn(1).user.text).toBe('Could you look up a train to the coast.');
  });

  it('holds the whole utterance, with pre-roll', async () => {
    const { world, user, agent } = scenario();
    await user.pauses(1000);
    const began = (world.now - world.start) * 16;
    await user.says('Hello there.');
    const ended = (world.now - world.start) * 16;
    await agent.replies();
    const span = world.services.of('asr')[0]!.span!;
    expect(span.start).toBeLessThanOrEqual(began - 400 * 16);
    expect(span.end).toBeGreaterThanOrEqual(ended);
  });
});

describe('latency', () => {
  it('adds nothing to the services but detection and a hop, with stages of 300, 350 and 120 ms', async () => {
    const { world, user, agent } = scenario({ turn: { earlyEndMs: 0 } });
    await user.says('Hello there.');
    const end = world.now;
    await agent.replies();
    await agent.finishes();
    const first = world.turn(1).trace.firstSample!;
    expect(first - end).toBeLessThanOrEqual(960);
    const spans = spansOf(world.turn(1).trace);
    const total = spans.at(-1)!;
    expect(sum(spans.slice(0, -1).map(({ start, end: over }) => over - start))).toBeCloseTo(
      total.end - total.start,
      6,
    );
    expect(spans.map(({ name }) => name)).toEqual([
      'turn:detection',
      'turn:soft-end',
      'turn:asr',
      'turn:llm-first-token',
      'turn:tts-first-byte',
      'turn:output',
      'turn:total',
    ]);
  });

  it('has the reply ready when fast services are done before the hard end, and holds it', async () => {
    const { world, user, agent } = scenario({ turn: { earlyEndMs: 0 } });
    Object.assign(world.services, { asrDelay: 80, llmDelay: 100, ttsDelay: 50 });
    await user.says('Hello there.');
    await agent.replies();
    await agent.finishes();
    const { released, firstSample, audioToPlayer, ttsFirstByte } = world.turn(1).trace;
    expect(ttsFirstByte!).toBeLessThan(released!);
    expect(audioToPlayer! - released!).toBeLessThanOrEqual(1);
    expect(firstSample! - released!).toBeLessThanOrEqual(30);
    expect(spansOf(world.turn(1).trace).map(({ name }) => name)).toContain('turn:hold');
  });

  it('[T13] ends early on a text that sounds finished', async () => {
    const { world, user, agent } = scenario();
    Object.assign(world.services, { asrDelay: 80, llmDelay: 100, ttsDelay: 50 });
    await user.says('Hello there.');
    const end = world.now;
    await agent.replies();
    await agent.finishes();
    const { released } = world.turn(1).trace;
    expect(released! - end).toBeGreaterThanOrEqual(400);
    expect(released! - end).toBeLessThanOrEqual(400 + 170);
  });

  it('[T13] waits for the hard end after a text that goes on', async () => {
    const { world, user, agent } = scenario();
    Object.assign(world.services, { asrDelay: 80, llmDelay: 100, ttsDelay: 50 });
    await user.says('I would like the');
    const end = world.now;
    await agent.replies();
    await agent.finishes();
    expect(world.turn(1).trace.released! - end).toBeGreaterThanOrEqual(800);
  });

  it('[T13] ends at 400 ms whatever was said, when quick', async () => {
    const { world, user, agent } = scenario({
      turn: { eagerness: 'quick', hardEndMs: 400, earlyEndMs: 400 },
    });
    await user.says('I would like the');
    const end = world.now;
    await agent.replies();
    await agent.finishes();
    expect(world.turn(1).trace.hardEnd! - end).toBeLessThanOrEqual(400 + 170);
  });

  it('[T12] begins at the hard end, not before, without speculation', async () => {
    const { world, user, agent } = scenario({ turn: { speculation: false, earlyEndMs: 0 } });
    await user.says('Hello there.');
    const end = world.now;
    await agent.replies();
    expect(world.services.calls.map(({ service }) => service)).toEqual(['asr', 'llm', 'tts']);
    expect(world.services.calls[0]!.at - end).toBeGreaterThanOrEqual(800);
  });
});

describe('speculation', () => {
  it('[T11] is thrown away when speech returns, and the waterfall shows it', async () => {
    const { world, user, agent } = scenario({ turn: { earlyEndMs: 0 } });
    await user.says('Could you');
    await user.pauses(500);
    await user.says('come here?');
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said Could you come here?']);
    expect(world.services.of('asr').map(({ outcome }) => outcome)).toEqual(['finished', 'finished']);
    expect(world.services.of('llm').map(({ outcome }) => outcome)).toEqual(['aborted', 'finished']);
    const { discarded } = world.turn(1).trace;
    expect(discarded).toHaveLength(1);
    expect(discarded[0]).toMatchObject({ because: 'speech-returned' });
    expect(discarded[0]!.stages.map(({ stage }) => stage)).toEqual(['asr', 'llm']);
  });

  it('[T12] waits for 250 ms of silence once two were thrown away', async () => {
    const { world, user, agent } = scenario({ turn: { earlyEndMs: 0 } });
    for (const word of ['One', 'two', 'three']) {
      await user.says(word);
      await user.pauses(220);
    }
    await user.says('four.');
    const end = world.now;
    await agent.repliesAndFinishes();
    const sent = world.services.of('asr').map(({ at }) => at);
    expect(sent).toHaveLength(3);
    expect(sent[2]! - end).toBeGreaterThanOrEqual(250);
    expect(sent[2]! - end).toBeLessThanOrEqual(250 + 170);
    expect(world.turn(1).user.text).toBe('One two three four.');
  });

  it('[T11] plays nothing of a reply before its release', async () => {
    const { world, user } = scenario({ turn: { earlyEndMs: 0, hardEndMs: 2000 } });
    Object.assign(world.services, { asrDelay: 10, llmDelay: 10, ttsDelay: 10 });
    await user.says('Hello there.');
    await user.pauses(1900);
    expect(world.services.of('tts')).toHaveLength(1);
    expect(world.commands.filter(({ type }) => type === 'audio')).toEqual([]);
  });
});

describe('what is no turn', () => {
  it('[T3] opens nothing for a click', async () => {
    const { world, user } = scenario();
    world.sound(40, { tailMs: 0 });
    await user.pauses(2000);
    expect(world.turns).toEqual([]);
    expect(world.phase).toBe('listening');
  });

  it('[T20] drops a turn in which the recogniser hears nothing, and says why', async () => {
    const { world, user } = scenario();
    world.services.transcript = () => '';
    await user.says('Hello there.');
    await world.until('listening', () => world.phase === 'listening');
    await user.pauses(100);
    expect(world.turn(1)).toMatchObject({ status: 'dropped', user: { droppedBecause: 'empty' } });
    expect(world.services.of('llm')).toEqual([]);
  });

  it('[T20] drops what a recogniser makes up out of silence', async () => {
    const { world, user } = scenario();
    world.services.transcript = () => '(music)';
    await user.says('Hello there.');
    await world.until('listening', () => world.phase === 'listening');
    await user.pauses(100);
    expect(world.turn(1)).toMatchObject({ status: 'dropped', user: { droppedBecause: 'bracketed' } });
  });

  it('ends a turn whose reply is empty', async () => {
    const { world, user, agent } = scenario();
    world.services.answer = () => '';
    await user.says('Hello there.');
    await world.until('listening', () => world.phase === 'listening');
    await user.pauses(100);
    expect(world.turn(1)).toMatchObject({ status: 'done', reply: { text: '' } });
    world.services.answer = (said) => `You said ${said}`;
    await user.says('Again.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said Again.']);
  });
});

describe('an utterance that never ends', () => {
  it('[T21] is sent when it is as long as it may be', async () => {
    const { world, user } = scenario({ turn: { maxUtteranceMs: 4000 } });
    await user.says('On and on and on and on', { ms: 9000 });
    const [first] = world.services.of('asr');
    expect((first!.span!.end - first!.span!.start) / 16).toBeLessThanOrEqual(4100);
  });
});

describe('[T8] speech after the end of the turn and before the reply', () => {
  it('extends a turn that was ended early: both parts are one utterance', async () => {
    const { world, user, agent } = scenario({ turn: { hardEndMs: 1200, earlyEndMs: 400 } });
    world.services.asrDelay = 100;
    world.services.llmDelay = 1500;
    await user.says('Look up a train.');
    await user.pauses(800);
    expect(world.phase).toBe('thinking');
    await user.says('To the coast.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts.join(' ')).toBe('You said Look up a train. To the coast.');
    expect(world.turns).toHaveLength(1);
    expect(world.turn(1).trace.discarded.map(({ because }) => because)).toEqual(['extended']);
    expect(world.services.of('llm').at(-1)?.messages).toHaveLength(2);
  });

  it.each([100, 3000])(
    'is a turn of its own after the hard end, with services of %i ms',
    async (llmDelay) => {
      const { world, user, agent } = scenario({ turn: { hardEndMs: 500, earlyEndMs: 0 } });
      Object.assign(world.services, { asrDelay: 100, llmDelay, ttsDelay: 100 });
      await user.says('Look up a train');
      await user.pauses(900);
      await user.says('to the coast.');
      await agent.repliesAndFinishes();
      expect(world.turns.map(({ user: said }) => said.text)).toEqual(['Look up a train', 'to the coast.']);
      const users = world.services
        .of('llm')
        .at(-1)!
        .messages!.filter(({ role }) => role === 'user');
      expect(users.map(({ content }) => content)).toEqual(['Look up a train', 'to the coast.']);
    },
  );

  it('does not care about a click', async () => {
    const { world, user, agent } = scenario({ turn: { hardEndMs: 400, earlyEndMs: 0 } });
    world.services.llmDelay = 1500;
    await user.says('Look up a train');
    await user.pauses(900);
    world.sound(40, { tailMs: 0 });
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said Look up a train']);
    expect(world.services.of('llm')).toHaveLength(1);
  });

  it('holds a reply that is due while somebody may be speaking', async () => {
    const { world, user, agent } = scenario({ turn: { hardEndMs: 400, earlyEndMs: 0 } });
    Object.assign(world.services, { asrDelay: 300, llmDelay: 300, ttsDelay: 100 });
    await user.says('Look up a train');
    const end = world.now;
    await user.pauses(780);
    world.sound(40, { tailMs: 0 });
    await agent.replies();
    expect(world.heard[0]!.from - end).toBeGreaterThan(860);
    await agent.finishes();
    expect(world.heardTexts).toEqual(['You said Look up a train']);
  });

  it('opens a turn of its own after a long silence; the model is told both', async () => {
    const { world, user, agent } = scenario({ turn: { hardEndMs: 400, earlyEndMs: 0 } });
    world.services.llmDelay = 8000;
    await user.says('Look up a train.');
    await user.pauses(5000);
    world.services.llmDelay = 300;
    await user.says('Hello? Are you there?');
    await agent.repliesAndFinishes();
    expect(world.turn(1).status).toBe('cancelled');
    expect(world.services.of('llm').at(-1)?.messages?.slice(1)).toEqual([
      { role: 'user', content: 'Look up a train.' },
      { role: 'user', content: 'Hello? Are you there?' },
    ]);
  });
});
