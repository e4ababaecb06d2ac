/**
 * Boxes passed through one companion to a scripted server, each beside a line of its own without companion. Boxes,
 * server, reader and companion are processes of their own, so that none waits for what another one does.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxesAsk, BoxesTold } from './boxes.process.ts';
import { startChild, type Child } from './child-process.ts';
import type { CompanionAsk, CompanionTold } from './companion.process.ts';
import {
  delayFigures,
  drained,
  mebibytes,
  shares,
  type DelayFigures,
  type ProcessShare,
} from './load-figures.ts';
import { ways, type Way } from './load-ways.ts';
import type { UpstreamAsk, UpstreamTold } from './upstream.process.ts';
import type { WatcherAsk, WatcherTold } from './watcher.process.ts';

export interface PassThroughFigures {
  readonly boxes: number;
  readonly up: DelayFigures;
  readonly down: DelayFigures;
  /** Frames that the watching reader should have seen and did not. */
  readonly unwatched: number;
  readonly residentMb: number;
  readonly liveMb: number;
  /** The companion's is the first. */
  readonly processes: readonly ProcessShare[];
  readonly log: readonly string[];
}

const child = <Ask extends object, Told>(name: string): Child<Ask, Told> =>
  startChild(new URL(`${name}.process.ts`, import.meta.url), name !== 'companion');

export class PassThroughLoad {
  readonly #companion = child<CompanionAsk, CompanionTold>('companion');
  readonly #boxes = child<BoxesAsk, BoxesTold>('boxes');
  readonly #upstream = child<UpstreamAsk, UpstreamTold>('upstream');
  readonly #watcher = child<WatcherAsk, WatcherTold>('watcher');
  #urls: Readonly<Record<Way, string>> = { through: '', direct: '' };

  async open(): Promise<void> {
    const served = await this.#upstream.ask({ type: 'start' });
    if (served.type !== 'started') throw new Error('the server did not start');
    const stateDir = await mkdtemp(join(tmpdir(), 'echokit-bench-'));
    const started = await this.#companion.ask({ type: 'start', stateDir });
    if (started.type !== 'started') throw new Error('the companion did not start');
    const { port, secret, token } = started;
    this.#urls = { through: `ws://127.0.0.1:${port}/box/${token}`, direct: served.urls.direct };
    await this.#watcher.ask({ type: 'start', port, secret, upstream: served.urls.through });
  }

  /** Adds boxes until there are so many, then lets all of them talk. */
  async measure(boxes: number, turns: number): Promise<PassThroughFigures> {
    await this.#boxes.ask({ type: 'open', boxes, urls: this.#urls });
    while ((await this.#watcher.ask({ type: 'count' })).ready < boxes)
      await new Promise((resolve) => setTimeout(resolve, 100));
    await this.#upstream.ask({ type: 'prepare', turns });
    const watchedBefore = await this.#watcher.ask({ type: 'count' });
    const children = {
      companion: this.#companion,
      boxes: this.#boxes,
      server: this.#upstream,
      reader: this.#watcher,
    };
    await shares(children, 1);
    const begunAt = performance.now();
    await this.#boxes.ask({ type: 'talk', turns });
    const processes = await shares(children, (performance.now() - begunAt) / 1_000);
    await drained(this.#boxes, this.#upstream);

    const [up, down] = await this.#figures();
    const watched = await this.#watchedSince(watchedBefore, up.messages + down.messages);
    const memory = await this.#companion.ask({ type: 'measure' });
    if (memory.type !== 'measured') throw new Error('the companion did not measure');
    return {
      boxes,
      up,
      down,
      unwatched: up.messages + down.messages - watched,
      residentMb: mebibytes(memory.residentBytes),
      liveMb: mebibytes(memory.liveBytes),
      processes,
      log: memory.log,
    };
  }

  async close(): Promise<void> {
    for (const one of [this.#boxes, this.#watcher, this.#companion, this.#upstream]) await one.close();
  }

  /** Up, then down. */
  async #figures(): Promise<readonly [DelayFigures, DelayFigures]> {
    const [ofBoxes, ofServer] = [
      await this.#boxes.ask({ type: 'report' }),
      await this.#upstream.ask({ type: 'report' }),
    ];
    if (ofBoxes.type !== 'reported' || ofServer.type !== 'reported') throw new Error('nothing was reported');
    const figures = (from: typeof ofBoxes.boxes, to: typeof ofBoxes.boxes): DelayFigures =>
      delayFigures(
        from.map((box, n) => {
          const [through, direct] = ways.map((way) => ({
            sent: box[way]!.sent,
            arrived: to[n]![way]!.arrived,
          }));
          return { through: through!, direct: direct! };
        }),
      );
    return [figures(ofBoxes.boxes, ofServer.boxes), figures(ofServer.boxes, ofBoxes.boxes)];
  }

  /** The reader may be behind the boxes. */
  async #watchedSince(before: WatcherTold, expected: number): Promise<number> {
    let watched = 0;
    for (let tries = 0; tries < 50 && watched < expected; tries += 1) {
      watched = (await this.#watcher.ask({ type: 'count' })).frames - before.frames;
      if (watched < expected) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return watched;
  }
}
