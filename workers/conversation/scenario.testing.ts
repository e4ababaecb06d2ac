/**
 * The small language of the scenario tests: what a user does, what the agent is seen to do. Time is that of the
 * {@link World}; nothing here waits for a time, only for something to happen or for a person to have spoken.
 */
import type { Millis } from '../../core/units.ts';
import type { Sound, WorldOptions } from './world.testing.ts';
import { World } from './world.testing.ts';

/** A usual voice says so many letters in a second. */
const lettersPerSecond = 14;
const spokenMs = (text: string): Millis => Math.max(300, (text.length / lettersPerSecond) * 1000);

export interface Scenario {
  readonly world: World;
  readonly user: User;
  readonly agent: Agent;
}

export function scenario(options: WorldOptions = {}): Scenario {
  const world = new World(options);
  return { world, user: new User(world), agent: new Agent(world) };
}

class User {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Speaks, and is done when it has been said. */
  async says(text: string, sound: Partial<Sound> & { readonly ms?: Millis } = {}): Promise<void> {
    const { ms = spokenMs(text), ...rest } = sound;
    this.#world.sound(ms, { ...rest, text });
    await this.#world.advance(ms);
  }

  async pauses(ms: Millis): Promise<void> {
    await this.#world.advance(ms);
  }

  /** Unvoiced, 150 ms: the model is fooled for a frame or two. */
  async coughs(): Promise<void> {
    this.#world.sound(60, { probability: 0.7, tailMs: 0, db: -14 });
    this.#world.sound(150, { probability: 0.2, tailMs: 0, db: -14 });
    await this.#world.advance(150);
  }

  /** Agrees without wanting the floor. */
  async agrees(text = 'Mm-hm.'): Promise<void> {
    await this.says(text, { ms: 450 });
  }

  types(text: string): void {
    this.#world.conversation.sendText(text);
  }

  /** Holds the key while speaking. */
  async pressesAndSays(text: string, sound: Partial<Sound> = {}): Promise<void> {
    this.#world.conversation.pressTalk();
    await this.says(text, sound);
    this.#world.conversation.releaseTalk();
  }

  pressesEscape(): void {
    this.#world.conversation.interrupt();
  }
}

class Agent {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Until its reply is audible. */
  async replies(): Promise<void> {
    await this.#world.until('the agent replies', () => this.#world.phase === 'speaking');
  }

  /** Until it has said all, and has shown it. */
  async finishes(): Promise<void> {
    await this.#world.until('the agent finishes', () => this.#world.phase === 'listening');
    await this.#world.advance(60);
  }

  async repliesAndFinishes(): Promise<void> {
    await this.replies();
    await this.finishes();
  }
}
