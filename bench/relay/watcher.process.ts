/** One watching reader in a process of its own: taps every box, has each passed through, and counts what it sees. */
import { answerParent } from './child-process.ts';
import { openRelayTab, type RelayTab } from './relay-tab.ts';

export type WatcherAsk =
  | { readonly type: 'start'; readonly port: number; readonly secret: string; readonly upstream: string }
  | { readonly type: 'count' };

export interface WatcherTold {
  /** Boxes whose line to the server is open and that are watched. */
  readonly ready: number;
  readonly frames: number;
  /** Frames that were kept from the watcher. */
  readonly missed: number;
}

let tab: RelayTab | undefined;
const asked = new Set<string>();
const ready = new Set<string>();
let frames = 0;
let missed = 0;

const told = (): WatcherTold => ({ ready: ready.size, frames, missed });

async function answer(question: WatcherAsk): Promise<WatcherTold> {
  if (question.type === 'count') return told();
  const { upstream } = question;
  tab = await openRelayTab(question, { tab: 'watcher', answers: false }, (message) => {
    if (message.type === 'frame') frames += 1;
    else if (message.type === 'gap') missed += message.lost;
    else if (message.type === 'box') {
      const { id, watchers } = message.box;
      if (!asked.has(id)) {
        asked.add(id);
        tab?.tell({ type: 'set-mode', box: id, mode: { kind: 'pass-through', upstream } });
        tab?.tell({ type: 'watch', box: id });
      }
      if (watchers > 0 && message.box.upstream?.state === 'open') ready.add(id);
    }
  });
  return told();
}

answerParent(answer, () => {
  tab?.close();
  return Promise.resolve();
});
