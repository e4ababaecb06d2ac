/** Voice over a reply. Rules T5 to T7 of `core/turn/rules.md`. */
import { describe, expect, it } from 'vitest';
import { scenario, type Scenario } from './scenario.testing.ts';
import type { WorldOptions } from './world.testing.ts';

const longAnswer =
  'The moon is the only natural satellite of our planet. It turns around us once a month, and always shows the same face.';

/** The agent is in the middle of a long reply. */
async function whileTheAgentSpeaks(options: WorldOptions = {}): Promise<Scenario> {
  const told = scenario(options);
  told.world.services.answer = (said) => (said.startsWith('Tell') ? longAnswer : `You said ${said}`);
  await told.user.says('Tell me about the moon.');
  await told.agent.replies();
  await told.user.pauses(1500);
  return told;
}

const commandsSince = ({ world }: Scenario, count: number): readonly string[] =>
  world.commands.slice(count).flatMap(({ type }) => (type === 'audio' || type === 'end-piece' ? [] : [type]));

describe('[T5] an interruption', () => {
  it('ducks, pauses, then flushes; what was said is the next turn', async () => {
    const told = await whileTheAgentSpeaks();
    const { world, user, agent } = told;
    const before = world.commands.length;
    await user.says('Wait, how far away is it?');
    await agent.repliesAndFinishes();
    expect(commandsSince(told, before).slice(0, 3)).toEqual(['duck', 'pause', 'flush']);
    expect(world.turn(1).status).toBe('interrupted');
    expect(world.turn(2)).toMatchObject({ status: 'done', user: { text: 'Wait, how far away is it?' } });
    expect(world.heardTexts.at(-1)).toBe('You said Wait, how far away is it?');
  });

  it('is silent 250 ms of voice after the onset, before anything is decided', async () => {
    const { world, user } = await whileTheAgentSpeaks();
    const onset = world.now;
    await user.says('Wait, how far away is it?');
    const [stop] = world.marks('barge.stopCommand');
    const silent = world.marks('barge.silent')[0]!;
    expect(stop! - onset).toBeLessThanOrEqual(330);
    expect(silent - stop!).toBeGreaterThan(0);
    expect(silent - stop!).toBeLessThanOrEqual(20);
  });

  it('hands the recogniser the voice from its beginning', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    const onset = (world.now - world.start) * 16;
    await user.says('Wait, how far away is it?');
    await agent.replies();
    const { span } = world.services.of('asr').at(-1)!;
    expect(span!.start).toBeLessThanOrEqual(onset - 400 * 16);
  });

  it('cuts the history at what was heard', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    await user.says('Wait, how far away is it?');
    await agent.repliesAndFinishes();
    const messages = world.services.of('llm').at(-1)!.messages!;
    const heard = messages[2]!.content;
    expect(messages[2]!.role).toBe('assistant');
    expect(longAnswer.startsWith(heard)).toBe(true);
    const silent = world.marks('barge.silent')[0]! - world.turn(1).trace.firstSample!;
    expect(heard.length).toBeGreaterThan(silent / 50 - 12);
    expect(heard.length).toBeLessThan(silent / 50 + 12);
    expect(world.turn(1).reply).toMatchObject({ text: longAnswer, heard: heard.length });
  });

  it('cancels what is still being made', async () => {
    const { world, user } = await whileTheAgentSpeaks();
    world.services.ttsRtf = 2;
    await user.says('Wait, how far away is it?');
    expect(world.services.running.filter(({ input }) => longAnswer.includes(input))).toEqual([]);
  });

  it('works ten times in a row, without stale sound', async () => {
    const { world, user, agent } = scenario();
    world.services.ttsRtf = 0.3;
    world.services.answer = (said) => `${said} ${longAnswer}`;
    await user.says('Tell me number 0.');
    for (let i = 1; i <= 10; i += 1) {
      await agent.replies();
      await user.pauses(700);
      await user.says(`Now tell me number ${i}.`);
    }
    await agent.repliesAndFinishes();
    expect(world.turns.map(({ status }) => status)).toEqual([
      ...Array<string>(10).fill('interrupted'),
      'done',
    ]);
    const numbers = world.heardTexts.flatMap((text) => /number (\d+)/.exec(text)?.[1] ?? []);
    expect(numbers).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(world.services.running).toEqual([]);
  });
});

describe('[T6] what leaves the reply whole', () => {
  it('a cough: ducked at most, and restored', async () => {
    const told = await whileTheAgentSpeaks();
    const { world, user, agent } = told;
    const before = world.commands.length;
    await user.coughs();
    await agent.finishes();
    expect(commandsSince(told, before).filter((type) => type !== 'end-reply')).toEqual(['duck', 'restore']);
    expect(world.turns).toHaveLength(1);
    expect(world.turn(1)).toMatchObject({ status: 'done', reply: { heard: longAnswer.length } });
  });

  it('an "mm-hm" of 450 ms: paused, and resumed where it was', async () => {
    const told = await whileTheAgentSpeaks();
    const { world, user, agent } = told;
    const before = world.commands.length;
    await user.agrees();
    await agent.finishes();
    expect(commandsSince(told, before).filter((type) => type !== 'end-reply')).toEqual([
      'duck',
      'pause',
      'restore',
      'resume',
    ]);
    expect(world.turn(1)).toMatchObject({ status: 'done', reply: { heard: longAnswer.length } });
    expect(world.turns).toHaveLength(1);
    expect(world.services.of('llm')).toHaveLength(1);
  });

  it('a sound that the recogniser does not know', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    world.services.transcript = () => '';
    await user.agrees('Hrrm');
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
  });

  it('the own voice of the app, heard by its own microphone', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    world.services.transcript = () => 'the only natural satellite';
    await user.says('the echo', { ms: 450 });
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
  });

  it('an "mm-hm" to a recogniser that fails', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    world.services.breaks('asr', { kind: 'fail' });
    await user.agrees();
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
  });

  it('an "mm-hm" to a recogniser that takes its time: the reply does not wait for it', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    world.services.asrDelay = 2500;
    await user.agrees();
    const end = world.now;
    await world.until('the reply goes on', () => world.commands.at(-1)?.type === 'resume');
    expect(world.now - end).toBeLessThanOrEqual(700 + 170);
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
    expect(world.services.running).toEqual([]);
  });
});

describe('[T5] one short word', () => {
  it('takes the floor when the recogniser knows it', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    await user.says('Stop.', { ms: 400 });
    await agent.repliesAndFinishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['interrupted', 'done']);
    expect(world.heardTexts.at(-1)).toBe('You said Stop.');
    // Its recognition was used: there was no second one.
    expect(world.services.of('asr')).toHaveLength(2);
  });

  it('takes the floor even if its text comes late', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    world.services.asrDelay = 1500;
    await user.says('Stop.', { ms: 400 });
    await world.until('interrupted', () => world.turns.length === 2);
    await agent.repliesAndFinishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['interrupted', 'done']);
  });

  it('is not believed before it is complete: voice that goes on is heard as a whole', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    await user.says('Yes', { ms: 300 });
    await user.pauses(250);
    await user.says('but how far is it?');
    await agent.repliesAndFinishes();
    expect(world.turn(2).user.text).toBe('Yes but how far is it?');
  });
});

describe('[T7] a reply that ends during the suspicion', () => {
  it('hands the floor to the user', async () => {
    const { world, user, agent } = scenario();
    world.services.answer = (said) => (said.startsWith('Tell') ? 'It is far.' : `You said ${said}`);
    await user.says('Tell me about the moon.');
    await agent.replies();
    const drainsAt = world.now + 'It is far.'.length * 50;
    await user.pauses(drainsAt - world.now - 150);
    await user.says('And how far is that?');
    await agent.repliesAndFinishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(world.turn(2).user.text).toBe('And how far is that?');
  });
});

describe('other ways to interrupt', () => {
  it('typing opens a turn of its own', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    user.types('How far is it?');
    await agent.repliesAndFinishes();
    expect(world.turns.map(({ status, source }) => [status, source])).toEqual([
      ['interrupted', 'voice'],
      ['done', 'text'],
    ]);
    expect(world.heardTexts.at(-1)).toBe('You said How far is it?');
  });

  it('Esc stops the reply and listens', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    user.pressesEscape();
    await user.pauses(100);
    expect(world.phase).toBe('listening');
    expect(world.turn(1).status).toBe('interrupted');
    await user.says('Go on.');
    await agent.repliesAndFinishes();
    expect(world.heardTexts.at(-1)).toBe('You said Go on.');
  });

  it('the key takes the floor at once', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    await user.pressesAndSays('Stop it.');
    await agent.repliesAndFinishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['interrupted', 'done']);
    expect(world.turn(2).user.text).toBe('Stop it.');
  });

  it('muting while in doubt lets the reply go on', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    world.sound(2000, { text: 'Wait' });
    await user.pauses(300);
    expect(world.phase).toBe('interrupted');
    world.conversation.setMuted(true);
    await user.pauses(2500);
    world.conversation.setMuted(false);
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
  });

  it('a microphone that goes away while in doubt lets the reply go on', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks();
    world.sound(400);
    await user.pauses(300);
    world.isDeaf = true;
    await user.pauses(3000);
    world.isDeaf = false;
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
  });
});

describe('half-duplex', () => {
  it('does not act upon what is heard while the app is audible, and listens again afterwards', async () => {
    const { world, user, agent } = await whileTheAgentSpeaks({ turn: { bargeIn: 'half-duplex' } });
    await user.says('Wait, how far away is it?');
    await agent.finishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done']);
    await user.pauses(500);
    await user.says('How far away is it?');
    await agent.repliesAndFinishes();
    expect(world.turns.map(({ status }) => status)).toEqual(['done', 'done']);
  });
});
