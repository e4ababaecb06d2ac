/** Boxes, turns and a relay worker as the page meets them: scripted, for its tests. */
import type { Remote } from 'comlink';
import { emptyTrace } from '../../core/trace/turn-trace.ts';
import type { TurnView } from '../../workers/conversation-api.ts';
import type { RelayApi, RelayBox, RelayEvent, RelayFact } from '../../workers/relay-api.ts';

export const macA = 'a0b1c2d3e4f5';
export const macB = '0011223344ff';

/** A box of firmware 0.3.2 that this tab answers. */
export function aBox(change: Partial<RelayBox> = {}): RelayBox {
  return {
    id: macA,
    instance: 'one',
    connected: true,
    socket: 1,
    query: 'opus=true&vowel=true&stream_asr=true',
    openedAt: 1_000,
    lastFrameAt: 1_000,
    mode: { kind: 'answer' },
    owner: 'you',
    watchers: 0,
    firmware: '0.3.1+',
    simulated: false,
    state: 'listening',
    watched: false,
    settings: { voice: 'auto' },
    ...change,
  };
}

/** A finished turn in which something was said and answered. */
export function aTurn(id: number, change: Partial<TurnView> = {}): TurnView {
  const text = `Answer ${id}.`;
  return {
    id,
    source: 'voice',
    status: 'done',
    startedAt: 1_700_000_000_000 + id,
    user: { text: `Question ${id}?`, partial: false },
    reply: { text, complete: true, pieces: [], heard: text.length },
    trace: emptyTrace,
    ...change,
  };
}

export function aFrame(
  seq: number,
  payload: string | Uint8Array,
  change: Partial<Extract<RelayFact, { kind: 'frame' }>> = {},
): Extract<RelayFact, { kind: 'frame' }> {
  const direction = typeof payload === 'string' ? 'up' : 'down';
  return { kind: 'frame', box: macA, socket: 1, at: 1_000 + 10 * seq, seq, direction, payload, ...change };
}

/** A worker that notes what it is asked and tells what the test has it tell. */
export class ScriptedRelay {
  /** Name and arguments of each call but `listen`. */
  readonly calls: (readonly [name: string, ...args: unknown[]])[] = [];
  /** What `setHello` answers. */
  helloRefusal: Awaited<ReturnType<RelayApi['setHello']>> = null;
  /** Makes every call fail from now on. */
  broken: Error | undefined;
  #listener: ((event: RelayEvent) => void) | undefined;

  tell(event: RelayEvent): void {
    this.#listener?.(event);
  }

  called(name: keyof RelayApi): readonly (readonly unknown[])[] {
    return this.calls.filter(([each]) => each === name).map(([, ...args]) => args);
  }

  /** As comlink would hand it to the page. */
  get remote(): Remote<RelayApi> {
    return new Proxy({} as Remote<RelayApi>, {
      get:
        (_, name: string) =>
        (...args: unknown[]) => {
          if (this.broken) return Promise.reject(this.broken);
          if (name === 'listen') this.#listener = args[0] as (event: RelayEvent) => void;
          else this.calls.push([name, ...args]);
          return Promise.resolve(name === 'setHello' ? this.helloRefusal : undefined);
        },
    });
  }
}
