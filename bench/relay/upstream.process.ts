/** The scripted EchoKit server in a process of its own, once for each way: answers each turn of a box in one burst. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { answerParent } from './child-process.ts';
import { answerTurns } from './load-box.ts';
import {
  countsOf,
  newSide,
  reportOf,
  ways,
  type Side,
  type SideCounts,
  type SideReport,
  type Way,
} from './load-ways.ts';
import { monotonicMs } from './message-end.ts';
import { answersOf } from './relay-load.ts';

export type UpstreamAsk =
  | { readonly type: 'start' }
  /** Forgets what was noted; the boxes begin a talk of so many turns. */
  | { readonly type: 'prepare'; readonly turns: number }
  | { readonly type: 'count' }
  | { readonly type: 'report' };

export type UpstreamTold =
  | { readonly type: 'started'; readonly urls: Readonly<Record<Way, string>> }
  | { readonly type: 'done' }
  | ({ readonly type: 'counted' } & SideCounts)
  /** By box. */
  | { readonly type: 'reported'; readonly boxes: readonly Readonly<Record<Way, SideReport>>[] };

interface Line {
  readonly socket: WebSocket;
  readonly under: Socket;
}

interface Box {
  readonly lines: Record<Way, Line | undefined>;
  sides: Readonly<Record<Way, Side>>;
  /** Counts the box's frames, to answer after each turn. */
  hear: (payload: Buffer | string) => void;
}

const boxes: Box[] = [];
const newSides = () => ({ through: newSide(), direct: newSide() });

/** Boxes come one after the other, by either way. */
function boxOf(n: number): Box {
  const none = { through: undefined, direct: undefined };
  while (boxes.length <= n) boxes.push({ lines: { ...none }, sides: newSides(), hear: () => undefined });
  return boxes[n]!;
}

async function serve(way: Way): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket, request) => {
    const box = boxOf(parseInt(/\/ws\/([0-9a-f]+)/.exec(request.url ?? '')?.[1] ?? '', 16));
    box.lines[way] = { socket, under: request.socket };
    socket.on('message', (data: Buffer, isBinary) => {
      const now = monotonicMs();
      const payload = isBinary ? data : data.toString();
      box.sides[way].arrived.note(payload, now);
      if (way === 'through') box.hear(payload);
    });
  });
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
}

let said = 0;

/** In one burst on both ways at the same moment; neither is always the first. */
function say({ lines, sides }: Box, payloads: readonly Uint8Array[]): void {
  said += 1;
  for (const way of said % 2 === 0 ? ways : ways.toReversed()) {
    const line = lines[way];
    line?.under.cork();
    for (const payload of payloads) {
      sides[way].sent.note(payload, monotonicMs());
      line?.socket.send(payload);
    }
    line?.under.uncork();
  }
}

async function answer(question: UpstreamAsk): Promise<UpstreamTold> {
  switch (question.type) {
    case 'start':
      return { type: 'started', urls: { through: await serve('through'), direct: await serve('direct') } };
    case 'prepare':
      for (const [n, box] of boxes.entries()) {
        const answers = answersOf(n, question.turns);
        box.sides = newSides();
        box.hear = answerTurns(n, (turn) => say(box, answers[turn - 1] ?? []));
      }
      return { type: 'done' };
    case 'count':
      return { type: 'counted', ...countsOf(boxes.flatMap(({ sides }) => Object.values(sides))) };
    case 'report':
      return {
        type: 'reported',
        boxes: boxes.map(({ sides }) => ({
          through: reportOf(sides.through),
          direct: reportOf(sides.direct),
        })),
      };
  }
}

answerParent(answer, () => Promise.resolve());
