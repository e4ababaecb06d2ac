/** A voice that speaks by itself and gives no samples, as the browser's do. */
import { describe, expect, it } from 'vitest';
import type { DirectVoice, Engines } from '../../app/engines/engine.ts';
import { scenario, type Scenario } from './scenario.testing.ts';
import type { World, WorldOptions } from './world.testing.ts';

/** Speaks a word every 200 ms of the world, and keeps a record. */
class ScriptedVoice implements DirectVoice {
  readonly kind = 'scripted';
  readonly output = 'direct';
  readonly spoken: string[] = [];
  saysWords = true;
  failures = 0;
  world: World | null = null;

  async speak(text: string, { signal, onStart, onWord }: Parameters<DirectVoice['speak']>[1]): Promise<void> {
    const world = this.world!;
    await this.#wait(world, 50, signal);
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('the voice has stopped');
    }
    onStart?.();
    let said = '';
    this.spoken.push(said);
    let at = 0;
    for (const word of text.split(/(?<= )/)) {
      if (this.saysWords) onWord?.(at);
      await this.#wait(world, 200, signal);
      at += word.length;
      said += word;
      this.spoken[this.spoken.length - 1] = said.trim();
    }
  }

  #wait(world: World, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        cancel();
        reject(signal.reason);
      };
      const cancel = world.after(ms, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      signal.addEventListener('abort', abort, { once: true });
    });
  }
}

function spokenScenario(options: WorldOptions = {}): Scenario & { readonly voice: ScriptedVoice } {
  const voice = new ScriptedVoice();
  const told = scenario({
    ...options,
    engines: (services): Engines => ({ ...services.engines(false), tts: voice }),
  });
  voice.world = told.world;
  return { ...told, voice };
}

const answer = 'One two three four. This is the second sentence, which has quite a few words in it.';

describe('a voice that speaks by itself', () => {
  it('is heard piece after piece, and its progress is known', async () => {
    const { world, user, agent, voice } = spokenScenario();
    world.services.answer = () => answer;
    await user.says('Hello there.');
    await agent.replies();
    await user.pauses(500);
    const { heard } = world.turn(1).reply;
    expect(heard).toBeGreaterThan(3);
    expect(heard).toBeLessThan(14);
    await agent.finishes();
    expect(voice.spoken.join(' ')).toBe(answer);
    expect(world.turn(1)).toMatchObject({ status: 'done', reply: { heard: answer.length } });
  });

  it('says nothing before the release', async () => {
    const { world, user, voice } = spokenScenario({ turn: { hardEndMs: 2000, earlyEndMs: 0 } });
    Object.assign(world.services, { asrDelay: 10, llmDelay: 10 });
    await user.says('Hello there.');
    await user.pauses(1900);
    expect(voice.spoken).toEqual([]);
  });

  it('is silent while in doubt, and goes on with the word that was cut off', async () => {
    const { world, user, agent, voice } = spokenScenario();
    world.services.answer = () => answer;
    await user.says('Hello there.');
    await agent.replies();
    await user.pauses(1200);
    await user.agrees();
    await agent.finishes();
    expect(world.turn(1).status).toBe('done');
    const said = voice.spoken.join(' ').split(' ');
    expect(said.filter((word, index) => word !== said[index - 1]).join(' ')).toBe(answer);
    expect(voice.spoken.length).toBeGreaterThan(2);
  });

  it('falls silent for good when interrupted, and the history knows where', async () => {
    const { world, user, agent, voice } = spokenScenario();
    world.services.answer = (said) => (said.startsWith('Hello') ? answer : 'Good.');
    await user.says('Hello there.');
    await agent.replies();
    await user.pauses(1200);
    await user.says('Wait a moment, please.');
    await agent.repliesAndFinishes();
    const cut = world.services.of('llm').at(-1)!.messages![2]!;
    expect(cut.role).toBe('assistant');
    expect(answer.startsWith(cut.content)).toBe(true);
    expect(
      Math.abs(cut.content.split(' ').length - voice.spoken.slice(0, -1).join(' ').split(' ').length),
    ).toBeLessThanOrEqual(1);
  });

  it('is estimated where it does not tell its words', async () => {
    const { world, user, agent, voice } = spokenScenario();
    voice.saysWords = false;
    world.services.answer = () => answer;
    await user.says('Hello there.');
    await agent.replies();
    await user.pauses(900);
    user.pressesEscape();
    await user.pauses(700);
    const { heard } = world.turn(1).reply;
    expect(heard).toBeGreaterThan(4);
    expect(heard).toBeLessThan(30);
  });

  it('that fails is tried again, and then the text is shown', async () => {
    const { world, user, voice } = spokenScenario();
    voice.failures = 10;
    await user.says('Hello there.');
    await world.until('trouble', () => world.phase === 'trouble');
    await user.pauses(100);
    expect(world.turn(1)).toMatchObject({ status: 'failed', failure: { stage: 'tts' } });
    expect(world.turn(1).reply.text).toBe('You said Hello there.');
  });

  it('that fails once is heard all the same', async () => {
    const { world, user, agent, voice } = spokenScenario();
    voice.failures = 1;
    await user.says('Hello there.');
    await agent.repliesAndFinishes();
    expect(voice.spoken.join(' ')).toBe('You said Hello there.');
    expect(world.turn(1).failure).toBeUndefined();
  });
});
