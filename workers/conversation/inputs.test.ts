/** The other ways into a conversation: key, text, mute, greeting, an earlier conversation, and no recogniser at all. */
import { describe, expect, it } from 'vitest';
import { resampledLength } from '../../core/audio/resampler.ts';
import { scenario } from './scenario.testing.ts';
import { playbackRate } from './world.testing.ts';

describe('[T15] push-to-talk', () => {
  it('sends what was said while the key was held, with pre-roll, at once', async () => {
    const { world, user, agent } = scenario({ turn: { pushToTalk: true } });
    await user.pauses(1000);
    const pressed = (world.now - world.start) * 16;
    await user.pressesAndSays('Hello there.');
    const released = world.now;
    await agent.repliesAndFinishes();
    const [call] = world.services.of('asr');
    expect(call!.at - released).toBeLessThanOrEqual(40);
    expect(call!.span!.start).toBeLessThanOrEqual(pressed - 400 * 16);
    expect(world.heardTexts).toEqual(['You said Hello there.']);
  });

  it('does not listen to anything else', async () => {
    const { world, user } = scenario({ turn: { pushToTalk: true } });
    await user.says('Hello there.');
    await user.pauses(2000);
    expect(world.turns).toEqual([]);
    expect(world.phase).toBe('listening');
  });

  it('does not end at a pause', async () => {
    const { world, user, agent } = scenario({ turn: { pushToTalk: true } });
    world.conversation.pressTalk();
    await user.says('Look up');
    await user.pauses(2000);
    await user.says('a train.');
    world.conversation.releaseTalk();
    await agent.repliesAndFinishes();
    expect(world.turn(1).user.text).toBe('Look up a train.');
    expect(world.services.of('asr')).toHaveLength(1);
  });

  it('asks no voice detector whether there was a voice', async () => {
    const { world, user, agent } = scenario({ turn: { pushToTalk: true } });
    await user.pressesAndSays('Whispered words.', { probability: 0.1, db: -45 });
    await agent.repliesAndFinishes();
    expect(world.turn(1).user.text).toBe('Whispered words.');
  });

  it('takes a press of a moment for an accident', async () => {
    const { world, user } = scenario({ turn: { pushToTalk: true } });
    await user.pauses(1000);
    world.conversation.pressTalk();
    await user.pauses(80);
    world.conversation.releaseTalk();
    await user.pauses(500);
    expect(world.turn(1)).toMatchObject({ status: 'dropped', user: { droppedBecause: 'short-press' } });
    expect(world.services.calls).toEqual([]);
  });
});

describe('[T15] the key in a hands-free conversation', () => {
  it('ends the turn now', async () => {
    const { world, user, agent } = scenario({ turn: { hardEndMs: 2000, earlyEndMs: 0 } });
    await user.says('I would like to');
    world.conversation.pressTalk();
    world.conversation.releaseTalk();
    const end = world.now;
    await agent.replies();
    await user.pauses(100);
    expect(world.turn(1).trace.hardEnd! - end).toBeLessThanOrEqual(40);
    expect(world.turn(1).user.text).toBe('I would like to');
  });
});

describe('[T16] typing', () => {
  it('is a turn like any other', async () => {
    const { world, user, agent } = scenario();
    user.types('  Hello there. ');
    await agent.repliesAndFinishes();
    expect(world.turn(1)).toMatchObject({ source: 'text', status: 'done', user: { text: 'Hello there.' } });
    expect(world.heardTexts).toEqual(['You said Hello there.']);
  });

  it('works without a microphone, and before a conversation has begun', async () => {
    const { world, user, agent } = scenario({ begin: false });
    world.isDeaf = true;
    user.types('Hello there.');
    await agent.repliesAndFinishes();
    expect(world.turn(1).status).toBe('done');
  });

  it('does not lose what was being said', async () => {
    const { world, user, agent } = scenario();
    await user.says('By the way,');
    await user.pauses(40);
    user.types('hello.');
    await agent.repliesAndFinishes();
    expect(world.turn(1)).toMatchObject({ status: 'cancelled', user: { text: 'By the way,' } });
    await user.says('And now?');
    await agent.repliesAndFinishes();
    const users = world.services
      .of('llm')
      .at(-1)!
      .messages!.filter(({ role }) => role === 'user');
    expect(users.map(({ content }) => content).sort()).toEqual(['And now?', 'By the way,', 'hello.']);
  });

  it('before the reply: the model is told both', async () => {
    const { world, user, agent } = scenario();
    world.services.llmDelay = 2000;
    await user.says('First question.');
    await user.pauses(1500);
    user.types('Second question.');
    await agent.repliesAndFinishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['cancelled', 'done']);
    expect(world.heardTexts).toEqual(['You said Second question.']);
    expect(
      world.services
        .of('llm')
        .at(-1)!
        .messages!.slice(1)
        .map(({ content }) => content),
    ).toEqual(['First question.', 'Second question.']);
  });
});

describe('[T17] muting', () => {
  it('gives up what is being said', async () => {
    const { world, user } = scenario();
    world.sound(1500, { text: 'Do not send this.' });
    await user.pauses(800);
    world.conversation.setMuted(true);
    await user.pauses(3000);
    expect(world.turn(1).status).toBe('cancelled');
    expect(world.services.calls).toEqual([]);
    expect(world.phase).toBe('idle');
  });

  it('sends what has been said', async () => {
    const { world, user, agent } = scenario({ turn: { hardEndMs: 2000, earlyEndMs: 0 } });
    await user.says('Send this.');
    await user.pauses(400);
    world.conversation.setMuted(true);
    await agent.replies();
    await user.pauses(60);
    expect(world.turn(1).user.text).toBe('Send this.');
  });

  it('hears nothing until it ends', async () => {
    const { world, user, agent } = scenario();
    world.conversation.setMuted(true);
    await user.says('Not this.');
    await user.pauses(1000);
    world.conversation.setMuted(false);
    await user.pauses(300);
    await user.says('But this.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said But this.']);
  });
});

describe('[T18] Esc', () => {
  it('gives up an open turn', async () => {
    const { world, user } = scenario();
    await user.says('Never mind');
    user.pressesEscape();
    await user.pauses(3000);
    expect(world.turn(1).status).toBe('cancelled');
    expect(world.services.running).toEqual([]);
    expect(world.heard).toEqual([]);
  });

  it('calls off a reply that is being made', async () => {
    const { world, user, agent } = scenario();
    world.services.llmDelay = 3000;
    await user.says('Hello there.');
    await user.pauses(1500);
    user.pressesEscape();
    await user.pauses(3000);
    expect(world.heard).toEqual([]);
    expect(world.services.running).toEqual([]);
    world.services.llmDelay = 100;
    await user.says('Go on.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['You said Go on.']);
  });
});

describe('a conversation', () => {
  it('begins with a greeting, which can be interrupted', async () => {
    const { world, user, agent } = scenario({
      greeting: 'Hello, I am the assistant, and I have quite a lot to say about myself.',
    });
    await agent.replies();
    await user.pauses(1000);
    await user.says('Thank you, that is enough.');
    await agent.repliesAndFinishes();
    expect(world.turns.map(({ source, status }) => [source, status])).toEqual([
      ['greeting', 'interrupted'],
      ['voice', 'done'],
    ]);
    const messages = world.services.of('llm')[0]!.messages!;
    expect(messages.map(({ role }) => role)).toEqual(['system', 'assistant', 'user']);
    expect('Hello, I am the assistant, and I have'.startsWith(messages[1]!.content.slice(0, 12))).toBe(true);
  });

  it('goes on from an earlier one', async () => {
    const { world, user, agent } = scenario({ begin: false });
    world.conversation.begin([{ user: 'What is far?', assistant: 'The moon.' }], {
      greet: false,
      firstTurnId: 7,
    });
    await user.says('How far?');
    await agent.repliesAndFinishes();
    expect(world.turn(7).status).toBe('done');
    expect(world.services.of('llm')[0]!.messages!.map(({ content }) => content)).toEqual([
      'Be brief.',
      'What is far?',
      'The moon.',
      'How far?',
    ]);
  });

  it('stops when it is ended, in the middle of a reply too', async () => {
    const { world, user, agent } = scenario();
    await user.says('Hello there.');
    await agent.replies();
    world.conversation.end();
    const heard = world.heard.length;
    await user.says('Anybody there?');
    await user.pauses(2000);
    expect(world.phase).toBe('idle');
    expect(world.heard).toHaveLength(heard);
    expect(world.services.running).toEqual([]);
  });

  it('records both sides: what was said, and of the reply what was heard', async () => {
    const { world, user, agent } = scenario();
    world.services.answer = () =>
      'This is a long answer that will be interrupted before it has come to its end.';
    await user.says('Hello there.');
    await agent.replies();
    await user.pauses(1000);
    user.pressesEscape();
    await user.pauses(200);
    const audio = world.events.flatMap((event) => (event.type === 'audio' ? [event] : []));
    expect(audio.map(({ side }) => side).sort()).toEqual(['assistant', 'user']);
    const reply = audio.find(({ side }) => side === 'assistant')!;
    const heard = world.heard[0]!;
    const seconds = reply.pcm.length / reply.sampleRate;
    expect(Math.abs(seconds - (heard.to - heard.from) / 1000)).toBeLessThan(0.02);
  });

  it('shows frames a few times a second, and counts them', async () => {
    const { world, user } = scenario();
    await user.pauses(3200);
    const batches = world.events.flatMap((event) => (event.type === 'frames' ? [event.frames] : []));
    expect(batches.length).toBeGreaterThanOrEqual(20);
    expect(batches.length).toBeLessThanOrEqual(32);
    expect(batches.flat().map(({ start }) => start)).toEqual(batches.flat().map((_, index) => index * 512));
  });
});

describe('no recogniser at all', () => {
  it('plays the utterance back after "You said:"', async () => {
    const { world, user, agent } = scenario({ echo: true });
    world.services.answer = () => 'You said:';
    await user.says('Hello there.');
    const said = world.now;
    await agent.replies();
    expect(said).toBeLessThan(world.now);
    await agent.finishes();
    const audio = world.events.flatMap((event) => (event.type === 'audio' ? [event] : []));
    const user16 = audio.find(({ side }) => side === 'user')!;
    const played = audio.find(({ side }) => side === 'assistant')!;
    const phrase = 'You said:'.length * world.services.msPerLetter * (playbackRate / 1000);
    expect(played.pcm.length).toBe(phrase + resampledLength(user16.pcm.length, 16_000, playbackRate));
    expect(world.turn(1).status).toBe('done');
  });

  it('can be interrupted like any reply', async () => {
    const { world, user, agent } = scenario({ echo: true });
    world.services.answer = () => 'You said:';
    await user.says('This is a rather long sentence that will be played back.');
    await agent.replies();
    await user.pauses(1200);
    await user.says('Stop that, please.');
    await agent.repliesAndFinishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['interrupted', 'done']);
  });

  it('lets the reply go on after a short sound', async () => {
    const { world, user, agent } = scenario({ echo: true });
    world.services.answer = () => 'You said:';
    await user.says('This is a rather long sentence that will be played back.');
    await agent.replies();
    await user.pauses(1200);
    await user.agrees();
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
  });

  it('answers typed words in words', async () => {
    const { world, user, agent } = scenario({ echo: true });
    world.services.answer = () => 'There is no model here.';
    user.types('Hello');
    await agent.repliesAndFinishes();
    expect(world.heardTexts).toEqual(['There is no model here.']);
  });
});
