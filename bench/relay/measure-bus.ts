/** Boxes at one companion, the tab that answers them at another, a NATS server in between. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompanionMessage } from '../../core/relay/relay-message.ts';
import { startChild } from './child-process.ts';
import type { CompanionAsk, CompanionTold } from './companion.process.ts';
import { answerTurns, openSocket, talk } from './load-box.ts';
import { delayFigures, drained, type DelayFigures } from './load-figures.ts';
import { MessageStream } from './message-stream.ts';
import { startNatsServer } from './nats-server.ts';
import { answerOf, boxId, boxQuery } from './relay-load.ts';
import { openRelayTab } from './relay-tab.ts';

export interface BusFigures {
  readonly boxes: number;
  /** From the box's send to its arrival in the tab, and the other way. */
  readonly up: DelayFigures;
  readonly down: DelayFigures;
  /** Frames that the tab was told are missing. */
  readonly gaps: number;
  readonly log: readonly string[];
}

export async function measureBus(boxes: number, turns: number): Promise<BusFigures> {
  const nats = await startNatsServer();
  const ends: (() => unknown)[] = [() => nats.stop()];
  const startCompanion = async (name: string) => {
    const child = startChild<CompanionAsk, CompanionTold>(new URL('companion.process.ts', import.meta.url));
    ends.push(() => child.close());
    const stateDir = await mkdtemp(join(tmpdir(), 'echokit-bench-'));
    const started = await child.ask({ type: 'start', stateDir, bus: nats.url, name });
    if (started.type !== 'started') throw new Error('the companion did not start');
    return { ...started, child };
  };
  try {
    const [ofBoxes, ofTab] = [await startCompanion('a'), await startCompanion('b')];
    const up = Array.from({ length: boxes }, () => new MessageStream());
    const down = Array.from({ length: boxes }, () => new MessageStream());
    const owned = new Set<string>();
    let gaps = 0;

    const answering = up.map((_, n) => {
      let socket = 0;
      const hear = answerTurns(n, (turn) => {
        for (const payload of answerOf(n, turn)) {
          down[n]?.send(payload, performance.now());
          tab.tell({ type: 'send', box: boxId(n), socket, payload });
        }
      });
      return (from: number, payload: Buffer | string) => {
        socket = from;
        hear(payload);
      };
    });
    const hearTab = (message: CompanionMessage) => {
      if (message.type === 'gap') gaps += message.lost;
      if (message.type === 'box' && message.box.owner === 'you') owned.add(message.box.id);
      if (message.type !== 'frame' || message.direction === 'down') return;
      const n = parseInt(message.box, 16);
      const { payload } = message;
      up[n]?.arrive(payload, performance.now());
      answering[n]?.(message.socket, typeof payload === 'string' ? payload : Buffer.from(payload));
    };
    const tab = await openRelayTab(ofTab, { tab: 'answering', answers: true }, hearTab);
    ends.push(() => tab.close());

    const sockets = [];
    for (let n = 0; n < boxes; n += 1) {
      const url = `ws://127.0.0.1:${ofBoxes.port}/box/${ofBoxes.token}/${boxId(n)}?${boxQuery}`;
      const socket = await openSocket(url, (payload) => down[n]?.arrive(payload, performance.now()));
      ends.push(() => socket.terminate());
      sockets.push(socket);
    }
    while (owned.size < boxes) await new Promise((resolve) => setTimeout(resolve, 50));

    await Promise.all(
      sockets.map((socket, n) =>
        talk(n, turns, (payload) => {
          up[n]?.send(payload, performance.now());
          socket.send(payload);
        }),
      ),
    );
    await drained([...up, ...down]);
    const told = await Promise.all([ofBoxes, ofTab].map(({ child }) => child.ask({ type: 'measure' })));
    const asCompared = (streams: readonly MessageStream[]) => streams.map((through) => ({ through }));
    return {
      boxes,
      up: delayFigures(asCompared(up)),
      down: delayFigures(asCompared(down)),
      gaps,
      log: told.flatMap((one) => (one.type === 'measured' ? one.log : [])),
    };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
