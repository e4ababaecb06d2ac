import { describe, expect, it } from 'vitest';
import { lensLook } from './talk-look.ts';

const open = { kind: 'open', label: 'Built-in', rate: 16_000 } as const;

describe('lensLook', () => {
  it('rests while the microphone is closed', () => {
    expect(lensLook({ microphone: { kind: 'closed' }, phase: 'idle', muted: false })).toBe('idle');
  });
  it('speaks a typed turn with the microphone closed', () => {
    expect(lensLook({ microphone: { kind: 'closed' }, phase: 'speaking', muted: false })).toBe('speaking');
  });
  it('shows trouble with the microphone whatever else goes on', () => {
    const failed = { kind: 'failed', code: 'mic-denied' } as const;
    expect(lensLook({ microphone: failed, phase: 'speaking', muted: true })).toBe('trouble');
  });
  it('shows the mute only while nothing else has the floor', () => {
    expect(lensLook({ microphone: open, phase: 'listening', muted: true })).toBe('muted');
    expect(lensLook({ microphone: open, phase: 'speaking', muted: true })).toBe('speaking');
  });
  it('shows a reopened microphone as starting', () => {
    expect(lensLook({ microphone: { kind: 'recovering' }, phase: 'listening', muted: false })).toBe(
      'starting',
    );
  });
});
