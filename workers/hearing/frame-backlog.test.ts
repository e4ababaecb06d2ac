import { expect, it } from 'vitest';
import { FrameBacklog, type Heard } from './frame-backlog.ts';

const frame = (start: number): Heard => ({
  type: 'frame',
  samples: new Float32Array(512),
  start,
  capturedAt: () => start / 16,
});

const takeAll = (backlog: FrameBacklog): Heard[] => {
  const items: Heard[] = [];
  for (let item = backlog.take(); item !== undefined; item = backlog.take()) items.push(item);
  return items;
};

it('gives back what was heard, in order', () => {
  const backlog = new FrameBacklog(10);
  backlog.push({ type: 'capture-started', at: 1 });
  backlog.push(frame(0));
  backlog.push(frame(512));
  backlog.push({ type: 'capture-stopped', at: 2 });
  expect(backlog.frames).toBe(2);
  expect(takeAll(backlog).map(({ type }) => type)).toEqual([
    'capture-started',
    'frame',
    'frame',
    'capture-stopped',
  ]);
  expect(backlog.frames).toBe(0);
});

it('makes room by dropping the oldest frames, and says how many there were in their place', () => {
  const backlog = new FrameBacklog(3);
  backlog.push({ type: 'capture-started', at: 1 });
  for (let index = 0; index < 8; index += 1) backlog.push(frame(index * 512));
  expect(backlog.frames).toBe(3);
  const items = takeAll(backlog);
  expect(items[0]).toEqual({ type: 'capture-started', at: 1 });
  expect(items[1]).toEqual({ type: 'dropped', frames: 5, at: (4 * 512) / 16 });
  expect(items.slice(2)).toMatchObject([{ start: 5 * 512 }, { start: 6 * 512 }, { start: 7 * 512 }]);
});

it('keeps the borders between microphones while it drops', () => {
  const backlog = new FrameBacklog(2);
  backlog.push({ type: 'capture-started', at: 1 });
  backlog.push(frame(0));
  backlog.push({ type: 'capture-stopped', at: 2 });
  backlog.push({ type: 'capture-started', at: 3 });
  for (let index = 1; index < 5; index += 1) backlog.push(frame(index * 512));
  expect(takeAll(backlog)).toMatchObject([
    { type: 'capture-started' },
    { type: 'dropped', frames: 1 },
    { type: 'capture-stopped' },
    { type: 'capture-started' },
    { type: 'dropped', frames: 2 },
    { type: 'frame', start: 3 * 512 },
    { type: 'frame', start: 4 * 512 },
  ]);
});

it('refuses a limit that is none', () => {
  expect(() => new FrameBacklog(0)).toThrow('limit is 0');
});
