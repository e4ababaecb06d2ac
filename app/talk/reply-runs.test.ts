import { describe, expect, it } from 'vitest';
import type { PieceView, TurnView } from '../../workers/conversation-api.ts';
import { replyRuns } from './reply-runs.ts';

const text = 'Yes. The next train leaves at ten.';
const piece = (index: number, start: number, end: number, state: PieceView['state']): PieceView => ({
  index,
  start,
  end,
  state,
});

function runs(status: TurnView['status'], heard: number, pieces: readonly PieceView[] = [], said = text) {
  const found = replyRuns({ status, reply: { text: said, complete: true, pieces, heard } });
  expect(found.map((run) => run.text).join('')).toBe(said);
  return found.map((run) => `${run.look}: ${run.text}`);
}

describe('replyRuns', () => {
  it('marks the word that sounds now', () => {
    expect(runs('speaking', 13)).toEqual([
      'heard: Yes. The ',
      'saying: next',
      'coming:  train leaves at ten.',
    ]);
    expect(runs('speaking', 3, [], '十点有车。')).toEqual(['heard: 十点', 'saying: 有', 'coming: 车。']);
  });

  it('marks no word before the first one', () => {
    expect(runs('thinking', 0)).toEqual([`coming: ${text}`]);
  });

  it('shows what was cut off as unheard', () => {
    expect(runs('interrupted', 13)).toEqual(['heard: Yes. The next', 'unheard:  train leaves at ten.']);
  });

  it('takes all of a finished reply for heard, its last marks included', () => {
    expect(runs('done', 33)).toEqual([`heard: ${text}`]);
  });

  it('shows a piece that could not be spoken, wherever the voice is by now', () => {
    const pieces = [piece(0, 0, 5, 'failed'), piece(1, 5, 34, 'playing')];
    expect(runs('speaking', 0, pieces)).toEqual(['unspoken: Yes. ', 'coming: The next train leaves at ten.']);
    expect(runs('speaking', 13, pieces)).toEqual([
      'unspoken: Yes. ',
      'heard: The ',
      'saying: next',
      'coming:  train leaves at ten.',
    ]);
  });

  it('does not wait for what is not meant for the ear', () => {
    const pieces = [piece(0, 0, 5, 'waiting'), piece(1, 5, 34, 'silent')];
    expect(runs('speaking', 0, pieces)).toEqual(['coming: Yes. ', 'heard: The next train leaves at ten.']);
  });

  it('shows the text of a reply that failed as unspoken', () => {
    expect(runs('failed', 0)).toEqual([`unspoken: ${text}`]);
  });
});
