import { describe, expect, it } from 'vitest';
import { EchoError } from '../../core/errors.ts';
import type { MicrophoneState } from '../platform/microphone/microphone-machine.ts';
import { lensLook } from './talk-look.ts';

const settings = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const device = { deviceId: 'a', groupId: 'a', label: 'Built-in' };
const attempt = { attempt: 1, settings };
const open: MicrophoneState = { ...attempt, phase: 'open', device, muted: false };
const closed: MicrophoneState = { phase: 'closed', attempt: 0 };

describe('lensLook', () => {
  it('rests while the microphone is closed', () => {
    expect(lensLook({ microphone: closed, phase: 'idle', muted: false })).toBe('idle');
  });
  it('speaks a typed turn with the microphone closed', () => {
    expect(lensLook({ microphone: closed, phase: 'speaking', muted: false })).toBe('speaking');
  });
  it('shows trouble with the microphone whatever else goes on', () => {
    const error = new EchoError('mic-denied' as const, 'refused');
    const failed: MicrophoneState = { ...attempt, phase: 'failed', error };
    expect(lensLook({ microphone: failed, phase: 'speaking', muted: true })).toBe('trouble');
  });
  it('shows the mute only while nothing else has the floor', () => {
    expect(lensLook({ microphone: open, phase: 'listening', muted: true })).toBe('muted');
    expect(lensLook({ microphone: open, phase: 'speaking', muted: true })).toBe('speaking');
  });
  it('shows a reopened microphone as starting', () => {
    const step = { kind: 'asking', asked: settings } as const;
    const recovering: MicrophoneState = {
      ...attempt,
      phase: 'recovering',
      because: 'unplugged',
      step,
      refusals: 0,
    };
    expect(lensLook({ microphone: recovering, phase: 'listening', muted: false })).toBe('starting');
  });
});
