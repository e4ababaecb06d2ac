/** All boxes of the load in a process of their own: they send, note when what comes, and do nothing else. */
import type { WebSocket } from 'ws';
import { answerParent } from './child-process.ts';
import { openSocket, talk } from './load-box.ts';
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
import { boxId, boxQuery } from './relay-load.ts';

export type BoxesAsk =
  /** Adds boxes until there are so many. Where there is no direct way, none is compared. */
  | { readonly type: 'open'; readonly boxes: number; readonly urls: Readonly<Partial<Record<Way, string>>> }
  /** Forgets what was noted, then all talk. */
  | { readonly type: 'talk'; readonly turns: number }
  | { readonly type: 'count' }
  | { readonly type: 'report' };

export type BoxesTold =
  | { readonly type: 'done' }
  | ({ readonly type: 'counted' } & SideCounts)
  /** By box. */
  | { readonly type: 'reported'; readonly boxes: readonly Readonly<Partial<Record<Way, SideReport>>>[] };

interface Line {
  readonly socket: WebSocket;
  side: Side;
}

const boxes: (readonly (readonly [Way, Line])[])[] = [];

async function openBox(n: number, urls: Readonly<Partial<Record<Way, string>>>): Promise<void> {
  const lines: (readonly [Way, Line])[] = [];
  for (const way of ways) {
    const url = urls[way];
    if (url === undefined) continue;
    const hear = (payload: Buffer | string) => line.side.arrived.note(payload, monotonicMs());
    const socket = await openSocket(`${url}/${boxId(n)}?${boxQuery}`, hear);
    const line: Line = { socket, side: newSide() };
    lines.push([way, line]);
  }
  boxes.push(lines);
}

let said = 0;

/** On both ways at the same moment; neither is always the first. */
function say(lines: readonly (readonly [Way, Line])[], payload: Buffer | string): void {
  said += 1;
  for (const [, { socket, side }] of said % 2 === 0 ? lines : lines.toReversed()) {
    side.sent.note(payload, monotonicMs());
    socket.send(payload);
  }
}

async function answer(question: BoxesAsk): Promise<BoxesTold> {
  switch (question.type) {
    case 'open':
      while (boxes.length < question.boxes) await openBox(boxes.length, question.urls);
      return { type: 'done' };
    case 'talk':
      for (const lines of boxes) for (const [, line] of lines) line.side = newSide();
      await Promise.all(boxes.map((lines, n) => talk(n, question.turns, (payload) => say(lines, payload))));
      return { type: 'done' };
    case 'count':
      return { type: 'counted', ...countsOf(boxes.flatMap((lines) => lines.map(([, { side }]) => side))) };
    case 'report':
      return {
        type: 'reported',
        boxes: boxes.map((lines) =>
          Object.fromEntries(lines.map(([way, { side }]) => [way, reportOf(side)])),
        ),
      };
  }
}

answerParent(answer, () => {
  for (const lines of boxes) for (const [, { socket }] of lines) socket.terminate();
  return Promise.resolve();
});
