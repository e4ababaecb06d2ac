import { describe, expect, it } from 'vitest';
import { boxStateAt, observeBox, unseenBox, type BoxSight } from './observed-box.ts';

const seen = (...sights: readonly BoxSight[]) => sights.reduce(observeBox, unseenBox);
const frames = (...names: readonly string[]): readonly BoxSight[] =>
  names.map((name) => ({ type: 'frame', name }));

describe('what a box is seen to do', () => {
  it('follows its own states through a turn', () => {
    const told = [
      'StartChat',
      'PCM',
      'ASR',
      'EndVad',
      'ASR',
      'StartAudio',
      'AudioChunk',
      'EndAudio',
      'EndResponse',
    ];
    const states = told.map((_, n) =>
      boxStateAt(seen({ type: 'opened', reconnect: true }, ...frames(...told.slice(0, n + 1))), 0),
    );
    expect(states).toEqual([
      ...['hearing', 'hearing', 'hearing', 'waiting', 'waiting'],
      ...['speaking', 'speaking', 'speaking', 'listening'],
    ]);
  });

  it('is idle after it has booted, listens after its button, and is away without a socket', () => {
    expect(seen().state).toBe('away');
    expect(seen({ type: 'opened', reconnect: false }).state).toBe('idle');
    expect(seen({ type: 'opened', reconnect: true }).state).toBe('listening');
    expect(seen({ type: 'opened', reconnect: true }, { type: 'closed' }).state).toBe('away');
    expect(boxStateAt(seen({ type: 'plays-until', until: 5 }), 1)).toBe('away');
  });

  it('plays on when it has been sent everything, whichever is told first', () => {
    const frame = frames('StartAudio', 'EndAudio', 'EndResponse');
    const reckoned: BoxSight = { type: 'plays-until', until: 5000 };
    for (const sights of [
      [...frame, reckoned],
      [reckoned, ...frame],
    ]) {
      const box = seen({ type: 'opened', reconnect: true }, ...sights);
      expect(boxStateAt(box, 4999)).toBe('speaking');
      expect(boxStateAt(box, 5000)).toBe('listening');
      const again = observeBox(box, { type: 'frame', name: 'StartChat' });
      expect(boxStateAt(again, 1)).toBe('hearing');
      expect(boxStateAt(observeBox(again, { type: 'frame', name: 'EndResponse' }), 1)).toBe('listening');
    }
  });
});
