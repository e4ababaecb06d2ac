/** Boxes at one companion, the tab that answers them at another, a NATS server in between. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxesAsk, BoxesTold } from './boxes.process.ts';
import { startChild, type Child } from './child-process.ts';
import type { CompanionAsk, CompanionTold } from './companion.process.ts';
import { delayFigures, drained, shares, type DelayFigures, type ProcessShare } from './load-figures.ts';
import type { EndReport } from './message-end.ts';
import { startNatsServer } from './nats-server.ts';
import type { TabAsk, TabTold } from './tab.process.ts';

export interface BusFigures {
  readonly boxes: number;
  /** From the box's send to its arrival in the tab, and the other way. */
  readonly up: DelayFigures;
  readonly down: DelayFigures;
  /** Frames that the tab was told are missing. */
  readonly gaps: number;
  readonly processes: readonly ProcessShare[];
  readonly log: readonly string[];
}

export async function measureBus(boxes: number, turns: number): Promise<BusFigures> {
  const nats = await startNatsServer();
  const ends: (() => unknown)[] = [() => nats.stop()];
  const start = <Ask extends object, Told>(name: string): Child<Ask, Told> => {
    const child = startChild<Ask, Told>(new URL(`${name}.process.ts`, import.meta.url), name !== 'companion');
    ends.push(() => child.close());
    return child;
  };
  const startCompanion = async (name: string) => {
    const child = start<CompanionAsk, CompanionTold>('companion');
    const stateDir = await mkdtemp(join(tmpdir(), 'echokit-bench-'));
    const started = await child.ask({ type: 'start', stateDir, bus: nats.url, name });
    if (started.type !== 'started') throw new Error('the companion did not start');
    return { ...started, child };
  };
  try {
    const [ofBoxes, ofTab] = [await startCompanion('a'), await startCompanion('b')];
    const tab = start<TabAsk, TabTold>('tab');
    const load = start<BoxesAsk, BoxesTold>('boxes');
    const { port, secret } = ofTab;
    await tab.ask({ type: 'start', port, secret });
    const through = `ws://127.0.0.1:${ofBoxes.port}/box/${ofBoxes.token}`;
    await load.ask({ type: 'open', boxes, urls: { through } });
    const counted = async () => {
      const told = await tab.ask({ type: 'count' });
      if (told.type === 'counted') return told;
      throw new Error('the tab did not count');
    };
    while ((await counted()).owned < boxes) await new Promise((resolve) => setTimeout(resolve, 50));

    const children = { 'of the boxes': ofBoxes.child, 'of the tab': ofTab.child, boxes: load, tab };
    const run = async (n: number) => {
      await tab.ask({ type: 'prepare', boxes, turns: n });
      await shares(children, 1);
      const begunAt = performance.now();
      await load.ask({ type: 'talk', turns: n });
      const processes = await shares(children, (performance.now() - begunAt) / 1_000);
      await drained(load, tab);
      return processes;
    };
    await run(1); // the first seconds are the compiler's
    const processes = await run(turns);

    const [said, heard] = [await load.ask({ type: 'report' }), await tab.ask({ type: 'report' })];
    if (said.type !== 'reported' || heard.type !== 'reported') throw new Error('nothing was reported');
    const told = await Promise.all([ofBoxes, ofTab].map(({ child }) => child.ask({ type: 'measure' })));
    const figures = (end: (n: number) => { readonly sent: EndReport; readonly arrived: EndReport }) =>
      delayFigures(Array.from({ length: boxes }, (_, n) => ({ through: end(n) })));
    const sides = (n: number) => [said.boxes[n]!.through!, heard.boxes[n]!] as const;
    return {
      boxes,
      up: figures((n) => ({ sent: sides(n)[0].sent, arrived: sides(n)[1].arrived })),
      down: figures((n) => ({ sent: sides(n)[1].sent, arrived: sides(n)[0].arrived })),
      gaps: (await counted()).missed,
      processes,
      log: told.flatMap((one) => (one.type === 'measured' ? one.log : [])),
    };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
