/** Boxes passed through one companion to a scripted server, each beside a line of its own without companion. */
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { startChild, type Child } from './child-process.ts';
import type { CompanionAsk, CompanionTold } from './companion.process.ts';
import { answerTurns, openSocket, talk } from './load-box.ts';
import { delayFigures, drained, mebibytes, type DelayFigures } from './load-figures.ts';
import { MessageStream } from './message-stream.ts';
import { answerOf, boxId, boxQuery } from './relay-load.ts';
import type { WatcherAsk, WatcherTold } from './watcher.process.ts';

const ways = ['through', 'direct'] as const;
type Way = (typeof ways)[number];
type Streams = Readonly<Record<'up' | 'down', Readonly<Record<Way, MessageStream>>>>;

export interface PassThroughFigures {
  readonly boxes: number;
  readonly up: DelayFigures;
  readonly down: DelayFigures;
  /** Frames that the watching reader should have seen and did not. */
  readonly unwatched: number;
  readonly residentMb: number;
  readonly liveMb: number;
  /** Of one core, of the companion alone. */
  readonly cpuPercent: number;
  readonly log: readonly string[];
}

/** Both ends of a box's two lines. */
interface Box {
  readonly n: number;
  readonly sockets: Record<Way, WebSocket | undefined>;
  readonly servers: Record<Way, WebSocket | undefined>;
  streams: Streams;
  /** Counts the box's frames at the server, to answer after each turn. */
  hearAtServer: (payload: Buffer | string) => void;
}

const newStreams = (): Streams => {
  const pair = () => ({ through: new MessageStream(), direct: new MessageStream() });
  return { up: pair(), down: pair() };
};

export class PassThroughLoad {
  readonly #boxes: Box[] = [];
  readonly #servers: Readonly<Record<Way, WebSocketServer>>;
  readonly #companion: Child<CompanionAsk, CompanionTold>;
  readonly #watcher: Child<WatcherAsk, WatcherTold>;
  #urls: Readonly<Record<Way, string>> = { through: '', direct: '' };

  constructor() {
    const server = () => new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    this.#servers = { through: server(), direct: server() };
    this.#companion = startChild(new URL('companion.process.ts', import.meta.url));
    this.#watcher = startChild(new URL('watcher.process.ts', import.meta.url));
  }

  async open(): Promise<void> {
    const upstreams = { through: '', direct: '' };
    for (const way of ways) {
      const server = this.#servers[way];
      if (server.address() === null) await once(server, 'listening');
      upstreams[way] = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
      server.on('connection', (socket, request) => {
        const n = parseInt(/\/ws\/([0-9a-f]+)/.exec(request.url ?? '')?.[1] ?? '', 16);
        this.#serve(this.#boxes[n]!, way, socket);
      });
    }
    const stateDir = await mkdtemp(join(tmpdir(), 'echokit-bench-'));
    const started = await this.#companion.ask({ type: 'start', stateDir });
    if (started.type !== 'started') throw new Error('the companion did not start');
    this.#urls = { through: `ws://127.0.0.1:${started.port}/box/${started.token}`, direct: upstreams.direct };
    const { port, secret } = started;
    await this.#watcher.ask({ type: 'start', port, secret, upstream: upstreams.through });
  }

  /** Adds boxes until there are so many, then lets all of them talk. */
  async measure(boxes: number, turns: number): Promise<PassThroughFigures> {
    while (this.#boxes.length < boxes) await this.#addBox();
    while ((await this.#watcher.ask({ type: 'count' })).ready < boxes)
      await new Promise((resolve) => setTimeout(resolve, 100));
    for (const box of this.#boxes) this.#prepare(box);
    const [before, watchedBefore] = [await this.#measured(), await this.#watcher.ask({ type: 'count' })];
    const begunAt = performance.now();

    await Promise.all(
      this.#boxes.map((box) => talk(box.n, turns, (payload) => say(box.streams.up, box.sockets, payload))),
    );
    const seconds = (performance.now() - begunAt) / 1_000;
    await drained(
      this.#boxes.flatMap(({ streams }) => [...Object.values(streams.up), ...Object.values(streams.down)]),
    );

    const [up, down] = [this.#figures('up'), this.#figures('down')];
    const watched = await this.#watchedSince(watchedBefore, up.messages + down.messages);
    const after = await this.#measured();
    return {
      boxes,
      up,
      down,
      unwatched: up.messages + down.messages - watched,
      residentMb: mebibytes(after.residentBytes),
      liveMb: mebibytes(after.liveBytes),
      cpuPercent: (after.cpuMs - before.cpuMs) / seconds / 10,
      log: after.log,
    };
  }

  async close(): Promise<void> {
    for (const { sockets } of this.#boxes) for (const socket of Object.values(sockets)) socket?.terminate();
    await Promise.all([this.#watcher.close(), this.#companion.close()]);
    for (const server of Object.values(this.#servers)) {
      for (const client of server.clients) client.terminate();
      server.close();
    }
  }

  async #addBox(): Promise<void> {
    const none = () => ({ through: undefined, direct: undefined });
    const n = this.#boxes.length;
    const box: Box = {
      n,
      sockets: none(),
      servers: none(),
      streams: newStreams(),
      hearAtServer: () => undefined,
    };
    this.#boxes.push(box);
    for (const way of ways) {
      const url = `${this.#urls[way]}/${boxId(n)}?${boxQuery}`;
      box.sockets[way] = await openSocket(url, (payload) => {
        box.streams.down[way].arrive(payload, performance.now());
      });
    }
  }

  #serve(box: Box, way: Way, socket: WebSocket): void {
    box.servers[way] = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      const payload = isBinary ? data : data.toString();
      box.streams.up[way].arrive(payload, performance.now());
      if (way === 'through') box.hearAtServer(payload);
    });
  }

  #prepare(box: Box): void {
    box.streams = newStreams();
    box.hearAtServer = answerTurns(box.n, (turn) => {
      for (const event of answerOf(box.n, turn)) say(box.streams.down, box.servers, event);
    });
  }

  #figures(direction: 'up' | 'down'): DelayFigures {
    return delayFigures(this.#boxes.map(({ streams }) => streams[direction]));
  }

  async #measured(): Promise<Extract<CompanionTold, { type: 'measured' }>> {
    const told = await this.#companion.ask({ type: 'measure' });
    if (told.type !== 'measured') throw new Error('the companion did not measure');
    return told;
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

let said = 0;

/** On both ways at the same moment; neither is always the first. */
function say(
  streams: Readonly<Record<Way, MessageStream>>,
  sockets: Readonly<Record<Way, WebSocket | undefined>>,
  payload: Uint8Array | string,
): void {
  said += 1;
  for (const way of said % 2 === 0 ? ways : ways.toReversed()) {
    streams[way].send(payload, performance.now());
    sockets[way]?.send(payload);
  }
}
