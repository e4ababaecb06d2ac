import { describe, expect, it } from 'vitest';
import { EchoError } from '../../core/errors.ts';
import type { MicrophoneState } from '../platform/microphone/microphone-machine.ts';
import { lensLook } from './talk-look.ts';

const settings = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const device = { deviceId: 'a', groupId: 'a', label: 'Built-in' };
const attempt = { attempt: 1, settings };
const open: MicrophoneState = { ...attempt, phase: 'open', device, muted: false };
const closed: MicrophoneState = { phase: 'closed', attempt: 0 };
const failed: MicrophoneState = {
  ...attempt,
  phase: 'failed',
  error: new EchoError('mic-denied' as const, 'refused'),
};

describe('lensLook', () => {
  it('rests while the microphone is closed', () => {
    expect(lensLook({ microphone: closed, phase: 'idle', muted: false })).toBe('idle');
    expect(lensLook({ microphone: closed, phase: 'listening', muted: false })).toBe('idle');
  });
  it('answers a typed turn with the microphone closed or failed', () => {
    expect(lensLook({ microphone: closed, phase: 'speaking', muted: false })).toBe('speaking');
    expect(lensLook({ microphone: failed, phase: 'thinking', muted: false })).toBe('thinking');
  });
  it('shows trouble with the microphone, and with the last turn', () => {
    expect(lensLook({ microphone: failed, phase: 'listening', muted: true })).toBe('trouble');
    expect(lensLook({ microphone: closed, phase: 'trouble', muted: false })).toBe('trouble');
  });
  it('shows the mute only while nothing else has the floor', () => {
    expect(lensLook({ microphone: open, phase: 'listening', muted: true })).toBe('muted');
    expect(lensLook({ microphone: open, phase: 'speaking', muted: true })).toBe('speaking');
  });
  it('shows a microphone that the system has switched off as muted', () => {
    expect(lensLook({ microphone: { ...open, muted: true }, phase: 'listening', muted: false })).toBe(
      'muted',
    );
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
