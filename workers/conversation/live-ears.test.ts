/** A recogniser that listens by itself is told when somebody speaks, and when nobody does any more. */
import { describe, expect, it } from 'vitest';
import type { Engines } from '../../app/engines/engine.ts';
import { scenario, type Scenario } from './scenario.testing.ts';
import type { FakeServices } from './services.testing.ts';
import type { WorldOptions } from './world.testing.ts';

/** `log`: what the recogniser is told, in order; with the world's milliseconds since its start. */
function withLiveEars(options: WorldOptions = {}): Scenario & {
  readonly log: { readonly told: 'prepare' | 'transcribe' | 'dismiss'; readonly at: number }[];
} {
  const log: { told: 'prepare' | 'transcribe' | 'dismiss'; at: number }[] = [];
  let clock = (): number => 0;
  const engines = (services: FakeServices): Engines => {
    const { asr, ...others } = services.engines(false);
    const tell = (told: 'prepare' | 'transcribe' | 'dismiss'): void => void log.push({ told, at: clock() });
    return {
      ...others,
      asr: {
        ...asr,
        live: true,
        prepare: () => tell('prepare'),
        dismiss: () => tell('dismiss'),
        transcribe: (utterance, callOptions) => {
          tell('transcribe');
          return asr.transcribe(utterance, callOptions);
        },
      },
    };
  };
  const told = scenario({ ...options, engines });
  clock = () => told.world.now;
  return { ...told, log };
}

const calls = ({ log }: ReturnType<typeof withLiveEars>): readonly string[] => log.map(({ told }) => told);

describe('a recogniser that listens by itself', () => {
  it('is prepared with the first frame of a voice, long before it is a turn, and dismissed with its text', async () => {
    const told = withLiveEars();
    const { world, user, agent, log } = told;
    await user.pauses(320);
    const onset = world.now;
    await user.says('Hello there.');
    await agent.repliesAndFinishes();
    expect(calls(told)).toEqual(['prepare', 'transcribe', 'dismiss']);
    // The frame in which the voice began, and the time to judge it.
    expect(log[0]!.at - onset).toBeLessThanOrEqual(2 * 32 + 2);
    expect(world.turn(1).status).toBe('done');
  });

  it('is dismissed after a misfire, and asked nothing', async () => {
    const told = withLiveEars();
    await told.user.pauses(320);
    told.world.sound(64, { tailMs: 0 });
    await told.user.pauses(1500);
    expect(told.world.phase).toBe('listening');
    expect(calls(told)).toEqual(['prepare', 'dismiss']);
  });

  it('is dismissed when listening stops, or is muted, in the middle of a word', async () => {
    for (const stop of ['end', 'mute'] as const) {
      const told = withLiveEars();
      const { world, user } = told;
      await user.pauses(320);
      world.sound(1500, { text: 'Do not send this.' });
      await user.pauses(800);
      if (stop === 'end') world.conversation.end();
      else world.conversation.setMuted(true);
      await user.pauses(2000);
      expect(calls(told)).toEqual(['prepare', 'dismiss']);
    }
  });

  it('is prepared for a voice over a reply, and dismissed when it was a cough', async () => {
    const told = withLiveEars();
    const { user, agent, world } = told;
    world.services.answer = () =>
      'This is a long answer, long enough for a cough in the middle of it, and a little more.';
    await user.says('Hello there.');
    await agent.replies();
    await user.pauses(800);
    await user.coughs();
    await agent.finishes();
    expect(world.turn(1).status).toBe('done');
    expect(calls(told)).toEqual(['prepare', 'transcribe', 'dismiss', 'prepare', 'dismiss']);
  });

  it('is prepared by the key, before anything is heard', async () => {
    const told = withLiveEars({ turn: { pushToTalk: true } });
    const { user, agent, world } = told;
    await user.pauses(320);
    world.conversation.pressTalk();
    expect(calls(told)).toEqual(['prepare']);
    await user.says('Hello there.');
    world.conversation.releaseTalk();
    await agent.repliesAndFinishes();
    expect(calls(told)).toEqual(['prepare', 'transcribe', 'dismiss']);
  });
});
