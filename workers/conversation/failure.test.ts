/** Services that fail, hang or stop in the middle: a message, a conversation that goes on, another try. */
import { describe, expect, it } from 'vitest';
import { scenario } from './scenario.testing.ts';
import type { Fault, ServiceName } from './services.testing.ts';

const broken: readonly (readonly [ServiceName, Fault])[] = [
  ['asr', { kind: 'fail' }],
  ['asr', { kind: 'hang' }],
  ['llm', { kind: 'fail' }],
  ['llm', { kind: 'hang' }],
  ['tts', { kind: 'fail' }],
  ['tts', { kind: 'hang' }],
];

describe.each(broken)('[T19] %s that does not answer (%o)', (service, fault) => {
  const code = fault.kind === 'hang' ? 'timed-out' : 'service-failed';

  async function failOnce(speculation: boolean) {
    const told = scenario({ turn: { speculation } });
    told.world.services.breaks(service, fault, service === 'tts' ? 2 : 1);
    await told.user.says('Hello there.');
    await told.world.until('trouble', () => told.world.phase === 'trouble');
    await told.user.pauses(100);
    return told;
  }

  it.each([true, false])('fails the turn with a reason (speculation: %s)', async (speculation) => {
    const { world } = await failOnce(speculation);
    expect(world.turn(1)).toMatchObject({
      status: 'failed',
      failure: { stage: service, code, retryable: true },
    });
    expect(world.services.running.filter(({ outcome }) => outcome !== 'running')).toEqual([]);
  });

  it('does not stop the conversation', async () => {
    const { world, user, agent } = await failOnce(true);
    await user.says('And now?');
    await agent.repliesAndFinishes();
    expect(world.turn(2).status).toBe('done');
    expect(world.heardTexts).toEqual(['You said And now?']);
  });

  it('can be sent again, from the stage that failed', async () => {
    const { world, agent } = await failOnce(true);
    const before = world.services.calls.length;
    world.conversation.retry(1);
    await agent.repliesAndFinishes();
    expect(world.turn(1)).toMatchObject({ status: 'done', user: { text: 'Hello there.' } });
    expect(world.turn(1).failure).toBeUndefined();
    expect(world.heardTexts).toEqual(['You said Hello there.']);
    const order: readonly ServiceName[] = ['asr', 'llm', 'tts'];
    expect(world.services.calls.slice(before).map((call) => call.service)).toEqual(
      order.slice(order.indexOf(service)),
    );
  });

  it('is committed once, however often it is sent', async () => {
    const { world, user, agent } = await failOnce(true);
    world.conversation.retry(1);
    await agent.repliesAndFinishes();
    await user.says('And now?');
    await agent.repliesAndFinishes();
    expect(world.services.of('llm').at(-1)?.messages?.slice(1)).toEqual([
      { role: 'user', content: 'Hello there.' },
      { role: 'assistant', content: 'You said Hello there.' },
      { role: 'user', content: 'And now?' },
    ]);
  });
});

it('[T19] is not sent again while the user has the floor, and says so', async () => {
  const { world, user, agent } = scenario();
  world.services.breaks('llm', { kind: 'fail' });
  await user.says('Hello there.');
  await world.until('trouble', () => world.phase === 'trouble');
  world.sound(2000, { text: 'Something else.' });
  await user.pauses(800);
  expect(world.conversation.retry(1)).toBe(false);
  await agent.repliesAndFinishes();
  expect(world.heardTexts).toEqual(['You said Something else.']);
  expect(world.conversation.retry(1)).toBe(true);
  expect(world.conversation.retry(1)).toBe(false);
  await agent.repliesAndFinishes();
  expect(world.heardTexts).toEqual(['You said Something else.', 'You said Hello there.']);
});

describe('a passing trouble', () => {
  it.each(['asr', 'llm'] as const)(
    'of the %s is tried again twice before anything is said',
    async (service) => {
      const { world, user, agent } = scenario();
      world.services.breaks(service, { kind: 'fail', retryable: true }, 2);
      await user.says('Hello there.');
      await agent.repliesAndFinishes();
      expect(world.heardTexts).toEqual(['You said Hello there.']);
      expect(world.services.of(service).map(({ outcome }) => outcome)).toEqual([
        'failed',
        'failed',
        'finished',
      ]);
      expect(world.turn(1).failure).toBeUndefined();
    },
  );

  it('that does not pass is told after the third try', async () => {
    const { world, user } = scenario();
    world.services.breaks('asr', { kind: 'fail', retryable: true }, 3);
    await user.says('Hello there.');
    await world.until('trouble', () => world.phase === 'trouble');
    expect(world.services.of('asr')).toHaveLength(3);
  });
});

describe('a reply in pieces', () => {
  const sentences = [
    'First of all, hello to you, and welcome to this answer.',
    'The second sentence is longer than the first, and it is the one that will be broken.',
    'The third sentence is longer than the first as well, and there is nothing wrong with it.',
  ];
  const answer = sentences.join(' ');
  const isSecond = (text: string): boolean => text.includes('second');

  it('goes on without a piece that fails twice, and shows it', async () => {
    const { world, user, agent } = scenario();
    world.services.answer = () => answer;
    world.services.breaks('tts', { kind: 'fail' }, 2, isSecond);
    await user.says('Hello there.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts.join(' ')).toContain('First');
    expect(world.heardTexts.join(' ')).toContain('third');
    expect(world.heardTexts.join(' ')).not.toContain('second');
    const { status, reply, failure } = world.turn(1);
    expect(status).toBe('done');
    expect(reply.pieces.map(({ state }) => state)).toContain('failed');
    expect(reply.heard).toBe(answer.length);
    expect(failure).toMatchObject({ stage: 'tts', retryable: false });
  });

  it('tries a piece a second time', async () => {
    const { world, user, agent } = scenario();
    world.services.answer = () => answer;
    world.services.breaks('tts', { kind: 'fail' }, 1, isSecond);
    await user.says('Hello there.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts.join(' ')).toBe(answer);
    expect(world.turn(1).failure).toBeUndefined();
  });

  it('keeps the order of pieces whose sounds come out of order', async () => {
    const { world, user, agent } = scenario();
    world.services.answer = () => `${answer} ${answer.replaceAll('.', '!')}`;
    const synthesize = world.services.delayOf;
    world.services.delayOf = (service, input) =>
      service === 'tts' && isSecond(input) ? 900 : synthesize(service, input);
    await user.says('Hello there.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts.join(' ')).toBe(`${answer} ${answer.replaceAll('.', '!')}`);
  });

  it('has at most three syntheses under way', async () => {
    const { world, user, agent } = scenario();
    world.services.answer = () =>
      Array.from({ length: 12 }, (_, i) => `This is sentence number ${i} of a long answer.`).join(' ');
    world.services.ttsDelay = 400;
    let most = 0;
    await user.says('Hello there.');
    await world.until('the end', () => {
      most = Math.max(most, world.services.running.filter(({ service }) => service === 'tts').length);
      return world.phase === 'speaking';
    });
    await agent.finishes();
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('stops asking a voice that fails piece after piece; the text is there', async () => {
    const { world, user } = scenario();
    world.services.answer = () =>
      Array.from({ length: 12 }, (_, i) => `This is sentence number ${i} of a long answer.`).join(' ');
    world.services.breaks('tts', { kind: 'fail' }, 100);
    await user.says('Hello there.');
    await world.until('trouble', () => world.phase === 'trouble');
    await user.pauses(100);
    expect(world.services.of('tts').length).toBeLessThanOrEqual(8);
    expect(world.turn(1).reply.text).toContain('number 11');
  });

  it('plays what there is when the model breaks off, and says so', async () => {
    const { world, user, agent } = scenario();
    world.services.answer = () => answer;
    world.services.breaks('llm', { kind: 'cut' });
    await user.says('Hello there.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['First']);
    expect(world.turn(1)).toMatchObject({ status: 'done', failure: { stage: 'llm', code: 'stream-cut' } });
  });
});

describe('[T4] stale results', () => {
  it('of a recogniser that does not listen to its signal match nothing', async () => {
    const { world, user, agent } = scenario({ turn: { earlyEndMs: 0 } });
    world.services.breaks('asr', { kind: 'deaf' });
    world.services.asrDelay = 600;
    await user.says('Could you');
    await user.pauses(300);
    world.services.asrDelay = 100;
    await user.says('come here, please?');
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said Could you come here, please?']);
    expect(world.turn(1).user.text).toBe('Could you come here, please?');
  });

  it('of a voice that does not listen to its signal are not heard', async () => {
    const { world, user, agent } = scenario({ turn: { earlyEndMs: 0 } });
    Object.assign(world.services, { asrDelay: 50, llmDelay: 50, ttsDelay: 500 });
    world.services.breaks('tts', { kind: 'deaf' });
    await user.says('Could you');
    await user.pauses(400);
    await user.says('come here, please?');
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said Could you come here, please?']);
  });
});

describe('[T9] [T10] a microphone that goes away', () => {
  it('while somebody speaks: what was heard is answered', async () => {
    const { world, user, agent } = scenario();
    await user.says('Hello there.');
    await user.pauses(40);
    world.isDeaf = true;
    await agent.repliesAndFinishes();
    expect(world.turn(1).user.text).toBe('Hello there.');
  });

  it('and comes back: the conversation goes on', async () => {
    const { world, user, agent } = scenario();
    world.isDeaf = true;
    await user.pauses(3000);
    world.isDeaf = false;
    await user.says('Hello there.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said Hello there.']);
  });
});

describe('a loudspeaker that stands still', () => {
  it('is told of, and the reply can be heard later', async () => {
    const { world, user, agent } = scenario();
    world.isDumb = true;
    await user.says('Hello there.');
    await world.until('trouble', () => world.phase === 'trouble');
    await user.pauses(100);
    expect(world.turn(1)).toMatchObject({
      status: 'failed',
      failure: { stage: 'tts', code: 'player-silent', retryable: true },
    });
    world.isDumb = false;
    world.conversation.retry(1);
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said Hello there.']);
  });
});

describe('a player that is made anew', () => {
  it('in the middle of a reply: the reply ends there, and the next one is heard', async () => {
    const { world, user, agent } = scenario();
    world.services.answer = (said) =>
      `You said ${said} This is what you said, and this is a long answer to it.`;
    await user.says('Hello there.');
    await agent.replies();
    await user.pauses(700);
    world.changePlayer();
    await user.pauses(700);
    expect(world.phase).toBe('listening');
    expect(world.turn(1).status).toBe('interrupted');
    await user.says('Again, please.');
    await agent.repliesAndFinishes();
    expect(world.turn(2).status).toBe('done');
    expect(world.heardTexts.join(' ')).toContain('You said Again, please.');
  });

  it('before the reply has any sound: nothing is lost', async () => {
    const { world, user, agent } = scenario();
    await user.says('Hello there.');
    await user.pauses(300);
    world.changePlayer();
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said Hello there.']);
  });

  it('at another rate: what follows is made for it, and its instants are those of its clock', async () => {
    const { world, user, agent } = scenario();
    await user.says('Hello there.');
    await agent.repliesAndFinishes();
    const before = world.commands.length;
    world.changePlayer(48_000);
    await user.says('Hello again.');
    await agent.repliesAndFinishes();
    const samples = world.commands
      .slice(before)
      .reduce((sum, command) => sum + (command.type === 'audio' ? command.samples.length : 0), 0);
    const spokenMs = 'You said Hello again.'.length * world.services.msPerLetter;
    expect(samples).toBe(spokenMs * 48);
    const { firstSample, replyEnded } = world.turn(2).trace;
    expect(Math.abs(replyEnded! - firstSample! - spokenMs)).toBeLessThan(10);
  });

  it('keeps its rate when the profile changes, until there is another player', async () => {
    const { world, user, agent } = scenario();
    await user.says('Hello there.');
    await agent.replies();
    const before = world.commands.length;
    world.configure({ turn: {} });
    await agent.finishes();
    await user.says('Hello again.');
    await agent.repliesAndFinishes();
    const samples = world.commands
      .slice(before)
      .reduce((sum, command) => sum + (command.type === 'audio' ? command.samples.length : 0), 0);
    expect(samples).toBe('You said Hello again.'.length * world.services.msPerLetter * 24);
  });
});
