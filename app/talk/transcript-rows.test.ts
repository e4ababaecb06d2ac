import { describe, expect, it } from 'vitest';
import { transcriptRows } from './transcript-rows.ts';
import { turnView } from './turns.testing.ts';

const noise = (id: number, droppedBecause: string, text = '') =>
  turnView({ id, status: 'dropped', user: { text, partial: false, droppedBecause } });

describe('transcriptRows', () => {
  it('gathers sounds in a row that were no speech, and tells of the newest', () => {
    const rows = transcriptRows([
      turnView({ id: 1 }),
      noise(2, 'too-short'),
      noise(3, 'invention', 'Thank you.'),
      turnView({ id: 4 }),
      noise(5, 'empty'),
    ]);
    expect(rows.map((row) => (row.kind === 'turn' ? row.turn.id : row))).toEqual([
      1,
      { kind: 'dropped', id: 2, count: 2, because: 'invention', text: 'Thank you.' },
      4,
      { kind: 'dropped', id: 5, count: 1, because: 'empty', text: '' },
    ]);
  });
});
