/** The tab that answers all boxes over the bus, in a process of its own. */
import type { CompanionMessage } from '../../core/relay/relay-message.ts';
import { answerParent } from './child-process.ts';
import { answerTurns } from './load-box.ts';
import { countsOf, newSide, reportOf, type Side, type SideCounts, type SideReport } from './load-ways.ts';
import { monotonicMs } from './message-end.ts';
import { answersOf, boxId } from './relay-load.ts';
import { openRelayTab, type RelayTab } from './relay-tab.ts';

export type TabAsk =
  | { readonly type: 'start'; readonly port: number; readonly secret: string }
  | { readonly type: 'prepare'; readonly boxes: number; readonly turns: number }
  | { readonly type: 'count' }
  | { readonly type: 'report' };

export type TabTold =
  | { readonly type: 'done' }
  /** `owned`: boxes that it answers; `missed`: frames that were kept from it. */
  | ({ readonly type: 'counted'; readonly owned: number; readonly missed: number } & SideCounts)
  /** By box. */
  | { readonly type: 'reported'; readonly boxes: readonly SideReport[] };

interface Box {
  readonly side: Side;
  socket: number;
  readonly hear: (payload: Uint8Array | string) => void;
}

let tab: RelayTab | undefined;
let boxes: readonly Box[] = [];
const owned = new Set<string>();
let missed = 0;

function hear(message: CompanionMessage): void {
  if (message.type === 'gap') missed += message.lost;
  if (message.type === 'box' && message.box.owner === 'you') owned.add(message.box.id);
  if (message.type !== 'frame' || message.direction === 'down') return;
  const now = monotonicMs();
  const box = boxes[parseInt(message.box, 16)];
  if (box === undefined) return;
  box.side.arrived.note(message.payload, now);
  box.socket = message.socket;
  box.hear(message.payload);
}

function prepare(n: number, turns: number): Box {
  const answers = answersOf(n, turns);
  const box: Box = {
    side: newSide(),
    socket: 0,
    hear: answerTurns(n, (turn) => {
      for (const payload of answers[turn - 1] ?? []) {
        box.side.sent.note(payload, monotonicMs());
        tab?.tell({ type: 'send', box: boxId(n), socket: box.socket, payload });
      }
    }),
  };
  return box;
}

async function answer(question: TabAsk): Promise<TabTold> {
  switch (question.type) {
    case 'start':
      tab = await openRelayTab(question, { tab: 'answering', answers: true }, hear);
      return { type: 'done' };
    case 'prepare':
      boxes = Array.from({ length: question.boxes }, (_, n) => prepare(n, question.turns));
      return { type: 'done' };
    case 'count':
      return { type: 'counted', owned: owned.size, missed, ...countsOf(boxes.map(({ side }) => side)) };
    case 'report':
      return { type: 'reported', boxes: boxes.map(({ side }) => reportOf(side)) };
  }
}

answerParent(answer, () => {
  tab?.close();
  return Promise.resolve();
});
