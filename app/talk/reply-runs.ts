/** A reply as runs of text that look alike: heard, being said, still to come, never heard, only shown. Pure. */
import type { TurnView } from '../../workers/conversation-api.ts';

export type RunLook =
  | 'heard'
  /** The word that sounds now. */
  | 'saying'
  | 'coming'
  /** Cut off: nobody heard it. */
  | 'unheard'
  /** Its synthesis failed: it can only be read. */
  | 'unspoken';

export interface ReplyRun {
  readonly text: string;
  readonly look: RunLook;
}

const lastWord =
  /(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+)\s*$/u;

/** Where the word begins that sounds now; `heard` lies just behind it. */
function sayingFrom({ reply, status }: Pick<TurnView, 'reply' | 'status'>): number {
  if (status !== 'speaking' || reply.heard === 0) return reply.heard;
  return lastWord.exec(reply.text.slice(0, reply.heard))?.index ?? reply.heard;
}

/** @returns runs that join to the whole text; neighbours look different */
export function replyRuns(turn: Pick<TurnView, 'reply' | 'status'>): readonly ReplyRun[] {
  const { reply, status } = turn;
  const { text, heard, pieces } = reply;
  const word = sayingFrom(turn);
  const isCut = status === 'interrupted' || status === 'cancelled';

  const lookAt = (offset: number): RunLook => {
    if (offset < word) return pieceAt(offset)?.state === 'failed' ? 'unspoken' : 'heard';
    if (offset < heard) return 'saying';
    if (isCut) return 'unheard';
    const state = pieceAt(offset)?.state;
    if (state === 'failed' || status === 'failed') return 'unspoken';
    // Code and the like is not for the ear; what is over was heard but for its last marks.
    return state === 'silent' || status === 'done' ? 'heard' : 'coming';
  };
  const pieceAt = (offset: number) => pieces.find(({ start, end }) => offset >= start && offset < end);

  const cuts = [0, word, heard, ...pieces.flatMap(({ start, end }) => [start, end]), text.length]
    .filter((offset) => offset <= text.length)
    .sort((a, b) => a - b);
  const runs: ReplyRun[] = [];
  for (const [index, start] of cuts.entries()) {
    const part = text.slice(start, cuts[index + 1] ?? text.length);
    if (part === '') continue;
    const look = lookAt(start);
    const last = runs.at(-1);
    if (last?.look === look) runs[runs.length - 1] = { text: last.text + part, look };
    else runs.push({ text: part, look });
  }
  return runs;
}
