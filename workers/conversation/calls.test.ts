import { describe, expect, it } from 'vitest';
import { EngineError } from '../../app/engines/engine-error.ts';
import { callWithin, streamWithin, TimedOut } from './calls.ts';
import type { Host } from './host.ts';
import { defaultLimits } from './limits.ts';

/** Time that is moved by hand. */
class HandClock implements Host {
  #now = 0;
  readonly #timers = new Set<{ readonly due: number; readonly action: () => void }>();

  now(): number {
    return this.#now;
  }
  random(): number {
    return 0.5;
  }
  after(ms: number, action: () => void): () => void {
    const timer = { due: this.#now + ms, action };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = [...this.#timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.#now = next.due;
      this.#timers.delete(next);
      next.action();
    }
    this.#now = until;
  }
  get pending(): number {
    return this.#timers.size;
  }
}

const busy = (): EngineError => new EngineError('service-busy', 'busy', { retryable: true });
const refused = (): EngineError => new EngineError('key-refused', 'no');

function patience(host: Host, retries = 2) {
  const controller = new AbortController();
  return { controller, signal: controller.signal, host, limits: defaultLimits, retries };
}

describe('a call', () => {
  it('is made again where that may help, after a breather', async () => {
    const host = new HandClock();
    const at: number[] = [];
    const answer = callWithin(
      () => {
        at.push(host.now());
        return at.length < 3 ? Promise.reject(busy()) : Promise.resolve('heard');
      },
      1000,
      patience(host),
    );
    await host.advance(5000);
    expect(await answer).toBe('heard');
    expect(at).toEqual([0, 600, 1200]);
    expect(host.pending).toBe(0);
  });

  it('is not made again where it would be refused again', async () => {
    const host = new HandClock();
    let calls = 0;
    const answer = callWithin(() => Promise.reject((calls++, refused())), 1000, patience(host));
    await expect(answer).rejects.toMatchObject({ code: 'key-refused' });
    expect(calls).toBe(1);
  });

  it('gives up on a service that hangs and ignores its signal', async () => {
    const host = new HandClock();
    const signals: AbortSignal[] = [];
    const answer = callWithin(
      (signal) => {
        signals.push(signal);
        return new Promise<never>(() => undefined);
      },
      1000,
      patience(host),
    );
    const told = expect(answer).rejects.toBeInstanceOf(TimedOut);
    await host.advance(2000);
    await told;
    expect(signals).toHaveLength(1);
    expect(signals[0]!.aborted).toBe(true);
  });

  it('ends with the signal, also in a breather', async () => {
    const host = new HandClock();
    const waiting = patience(host);
    let calls = 0;
    const answer = callWithin(() => Promise.reject((calls++, busy())), 1000, waiting);
    const told = expect(answer).rejects.toBe('enough');
    await host.advance(100);
    waiting.controller.abort('enough');
    await host.advance(2000);
    await told;
    expect(calls).toBe(1);
    expect(host.pending).toBe(0);
  });
});

describe('an answer in parts', () => {
  const limits = { firstMs: 1000, idleMs: 300 };

  async function collect(parts: AsyncIterable<string>): Promise<{ got: string[]; failure?: unknown }> {
    const got: string[] = [];
    try {
      for await (const part of parts) got.push(part);
    } catch (failure) {
      return { got, failure };
    }
    return { got };
  }

  const sleep = (host: Host, ms: number): Promise<void> => new Promise((resolve) => host.after(ms, resolve));

  it('comes through as it comes', async () => {
    const host = new HandClock();
    let ended: AbortSignal | undefined;
    const collected = collect(
      streamWithin(
        async function* (signal) {
          ended = signal;
          await sleep(host, 900);
          yield 'a';
          await sleep(host, 200);
          yield 'b';
        },
        limits,
        patience(host),
      ),
    );
    await host.advance(3000);
    expect(await collected).toEqual({ got: ['a', 'b'] });
    expect(ended!.aborted).toBe(false);
  });

  it('is asked for again only while nothing has come', async () => {
    const host = new HandClock();
    let calls = 0;
    const collected = collect(
      streamWithin(
        async function* () {
          calls += 1;
          await sleep(host, 1);
          if (calls === 1) throw busy();
          yield 'a';
          throw busy();
        },
        limits,
        patience(host),
      ),
    );
    await host.advance(5000);
    const { got, failure } = await collected;
    expect(got).toEqual(['a']);
    expect(failure).toMatchObject({ code: 'service-busy' });
    expect(calls).toBe(2);
  });

  it('is given up when it stalls in the middle', async () => {
    const host = new HandClock();
    const collected = collect(
      streamWithin(
        async function* () {
          await sleep(host, 10);
          yield 'a';
          await sleep(host, 5000);
          yield 'late';
        },
        limits,
        patience(host),
      ),
    );
    await host.advance(1000);
    const { got, failure } = await collected;
    expect(got).toEqual(['a']);
    expect(failure).toBeInstanceOf(TimedOut);
  });

  it('stops the call when nobody reads on', async () => {
    const host = new HandClock();
    let signal: AbortSignal | undefined;
    const parts = streamWithin(
      async function* (callSignal) {
        signal = callSignal;
        await sleep(host, 1);
        yield 'a';
        yield 'b';
      },
      limits,
      patience(host),
    );
    const first = parts.next();
    await host.advance(5);
    expect(await first).toMatchObject({ value: 'a' });
    await parts.return();
    expect(signal!.aborted).toBe(true);
  });
});
