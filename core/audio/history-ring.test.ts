import { describe, expect, it } from 'vitest';
import { HistoryRing } from './history-ring.ts';
import { counting, createRandom } from './random.testing.ts';

describe('HistoryRing', () => {
  it('is addressed by the sample clock', () => {
    const history = new HistoryRing(100);
    history.append(counting(64));
    history.append(counting(64, 64));
    expect([history.start, history.end]).toEqual([28, 128]);
    expect(history.slice(60, 70)).toEqual({
      samples: counting(10, 60),
      start: 60,
      end: 70,
      complete: true,
    });
  });

  it('says what was overwritten and what is not heard yet', () => {
    const history = new HistoryRing(100);
    history.append(counting(150));
    expect(history.slice(40, 60)).toEqual({ samples: counting(10, 50), start: 50, end: 60, complete: false });
    expect(history.slice(140, 160)).toEqual({
      samples: counting(10, 140),
      start: 140,
      end: 150,
      complete: false,
    });
    expect(history.slice(0, 20)).toMatchObject({ samples: new Float32Array(0), complete: false });
    expect(history.slice(200, 220)).toMatchObject({ samples: new Float32Array(0), complete: false });
  });

  it('hears lost frames as silence and keeps the clock', () => {
    const history = new HistoryRing(100);
    history.append(Float32Array.of(1, 1, 1));
    history.append(Float32Array.of(2, 2), 6);
    expect([...history.slice(0, 8).samples]).toEqual([1, 1, 1, 0, 0, 0, 2, 2]);
    history.append(Float32Array.of(3), 1000);
    expect(history.start).toBe(901);
    expect([...history.slice(998, 1001).samples]).toEqual([0, 0, 3]);
    expect(Math.max(...history.slice(901, 1000).samples)).toBe(0);
  });

  it('refuses a clock that goes back', () => {
    const history = new HistoryRing(100);
    history.append(counting(10));
    expect(() => history.append(counting(10), 9)).toThrow('history is at 10, cannot append at 9');
  });

  it('begins anew where it is told', () => {
    const history = new HistoryRing(8);
    history.append(counting(20));
    history.clear(500);
    expect([history.start, history.end]).toEqual([500, 500]);
    history.append(counting(3));
    expect(history.slice(500, 503).complete).toBe(true);
  });

  it.each([1, 2])('gives every slice a growing recording would, seed %i', (seed) => {
    const random = createRandom(seed);
    const history = new HistoryRing(1000);
    let recording: number[] = [];
    for (let step = 0; step < 3000; step++) {
      const gap = random.chance(0.05) ? random.integer(0, 1500) : 0;
      const block = counting(random.integer(0, 1200), random.integer(1, 1000));
      recording = [...recording, ...new Array<number>(gap).fill(0), ...block].slice(-1000);
      history.append(block, history.end + gap);
      const start = random.integer(Math.max(0, history.end - 1100), history.end + 10);
      const end = start + random.integer(0, 400);
      const slice = history.slice(start, end);
      const first = history.end - recording.length;
      expect([...slice.samples]).toEqual(
        recording.slice(Math.max(0, start - first), Math.max(0, end - first)),
      );
      expect(slice.end - slice.start).toBe(slice.samples.length);
    }
  });
});
