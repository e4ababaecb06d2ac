/** What is kept of all boxes through reloads, read once and written as it changes. A store that fails loses nothing else. */
import { makeHelloClip, type HelloClip } from '../../core/echokit/server-session/hello-clip.ts';
import { wavHeaderBytes } from '../../core/audio/wav.ts';
import type { BoxId } from '../../core/relay/relay-message.ts';
import { heardRate } from '../../core/units.ts';
import type { HelloRefusal, HelloView } from '../relay-api.ts';
import { defaultBoxSettings, type BoxMemory, type BoxSetUp, type BoxStore } from './box-store.ts';

/** The greeting for all boxes is kept under this id. */
const allBoxes: BoxId = '';

export class BoxFiles {
  readonly #store: BoxStore;
  readonly #memories = new Map<BoxId, BoxMemory>();
  readonly #setUps = new Map<BoxId, BoxSetUp>();
  readonly loaded: Promise<void>;

  constructor(store: BoxStore) {
    this.#store = store;
    this.loaded = this.#load();
  }

  get memories(): Iterable<BoxMemory> {
    return this.#memories.values();
  }

  memory(box: BoxId): BoxMemory | undefined {
    return this.#memories.get(box);
  }

  setUp(box: BoxId): BoxSetUp {
    return this.#setUps.get(box) ?? { box, settings: defaultBoxSettings, hello: null };
  }

  remember(memory: BoxMemory): void {
    this.#memories.set(memory.box, memory);
    void this.#keep(this.#store.saveMemory(memory));
  }

  forget(box: BoxId): void {
    this.#memories.delete(box);
    this.#setUps.delete(box);
    void this.#keep(this.#store.forget(box));
  }

  change(box: BoxId, changes: Partial<Omit<BoxSetUp, 'box'>>): void {
    const setUp: BoxSetUp = { ...this.setUp(box), ...changes };
    this.#setUps.set(box, setUp);
    void this.#keep(this.#store.saveSetUp(setUp));
  }

  /** @param box null for all boxes without one of their own. @returns why it was not taken, or null */
  setHello(box: BoxId | null, wav: Uint8Array | null): HelloRefusal | null {
    const clip = wav === null ? null : makeHelloClip(wav);
    if (clip?.ok === false) return clip.error.code;
    this.change(box ?? allBoxes, { hello: clip === null ? null : clip.value });
    return null;
  }

  /** Its own, or the one for all. */
  helloOf(box: BoxId): HelloClip | null {
    return this.setUp(box).hello ?? this.setUp(allBoxes).hello;
  }

  helloView(box: BoxId): HelloView | undefined {
    const clip = this.helloOf(box);
    if (clip === null) return undefined;
    return { bytes: clip.length, seconds: (clip.length - wavHeaderBytes) / 2 / heardRate };
  }

  async #load(): Promise<void> {
    try {
      const { memories, setUps } = await this.#store.load();
      for (const memory of memories) this.#memories.set(memory.box, memory);
      for (const setUp of setUps) this.#setUps.set(setUp.box, setUp);
    } catch {
      // A browser that keeps nothing: boxes begin anew with each reload.
    }
  }

  #keep(saved: Promise<void>): Promise<void> {
    return saved.catch(() => undefined);
  }
}
