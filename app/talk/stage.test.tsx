// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { EchoError } from '../../core/errors.ts';
import type { MicrophoneState } from '../platform/microphone/microphone-machine.ts';
import { createSettingsStore } from '../platform/storage/settings-store.ts';
import { Stage } from './stage.tsx';
import type { TalkActions } from './talk-actions.ts';
import { createTalkStore, type TalkState } from './talk-store.ts';
import { createTimelineFeed } from './timeline-feed.ts';

afterEach(cleanup);

const settings = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const attempt = { attempt: 1, settings };
const device = { deviceId: 'a', groupId: '', label: 'Desk' };
const open: MicrophoneState = { ...attempt, phase: 'open', device, muted: false };
const recovering = { ...attempt, phase: 'recovering', because: 'unplugged', refusals: 1 } as const;

function show(state: Partial<TalkState>, { pushToTalk = false } = {}) {
  const did: string[] = [];
  const note = (name: string) => () => {
    did.push(name);
    return Promise.resolve();
  };
  const actions: TalkActions = {
    start: note('start'),
    stop: note('stop'),
    leaveMicrophone: () => did.push('leave microphone'),
    startAnew: note('start anew'),
    sendText: note('send'),
    pressTalk: () => did.push('press'),
    releaseTalk: () => did.push('release'),
    setMuted: (muted) => did.push(`mute ${muted}`),
    interrupt: () => did.push('interrupt'),
    select: (index) => did.push(`select ${index}`),
    reconnect: () => did.push('reconnect'),
    dismissNotice: (code) => did.push(`dismiss ${code}`),
    retry: note('retry'),
    recording: () => Promise.resolve(undefined),
  };
  const store = createTalkStore();
  store.setState(state);
  const kept = new Map<string, string>();
  const settingsStore = createSettingsStore(
    { getItem: () => null, setItem: (name, text) => void kept.set(name, text) },
    () => 0,
  );
  render(
    <Stage
      store={store}
      actions={actions}
      feed={createTimelineFeed()}
      button={{
        down: () => did.push('down'),
        up: () => did.push('up'),
        cancel: () => did.push('cancel'),
        tap: () => did.push('tap'),
      }}
      pushToTalk={pushToTalk}
      settings={settingsStore}
      microphones={{
        inputs: () => Promise.resolve([device, { ...device, deviceId: 'b', label: 'Headset' }]),
        onInputsChanged: () => () => undefined,
      }}
    />,
  );
  return { did, status: screen.getByTestId('talk-status').textContent, settingsStore };
}

describe('the stage', () => {
  it('says what is going on, in each state', () => {
    const seen = (state: Partial<TalkState>, options = {}) => {
      const { status } = show(state, options);
      cleanup();
      return status;
    };
    expect(seen({})).toBe('Press and talk');
    expect(seen({ microphone: { ...attempt, phase: 'asking', asked: settings } })).toBe(
      'Opening the microphone …',
    );
    expect(seen({ microphone: open, phase: 'hearing' })).toBe('I hear you');
    expect(seen({ microphone: { ...open, muted: true }, phase: 'listening' })).toBe(
      'Your microphone is switched off',
    );
    expect(seen({ microphone: { ...recovering, step: { kind: 'asking', asked: settings } } })).toBe(
      'The microphone is gone. Looking for another …',
    );
    expect(seen({ microphone: { ...recovering, step: { kind: 'waiting', code: 'mic-none' } } })).toBe(
      'Plug in a microphone, and I go on',
    );
    expect(seen({ microphone: open, phase: 'listening' }, { pushToTalk: true })).toBe(
      'Hold the button and talk',
    );
  });

  it('says why the microphone failed, and offers to try again or to write', () => {
    const error = new EchoError('mic-in-use' as const, 'busy');
    const { did } = show({ microphone: { ...attempt, phase: 'failed', error } });
    expect(screen.getByRole('alert').textContent).toContain('The microphone does not start');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    fireEvent.click(screen.getByRole('button', { name: 'Write instead' }));
    expect(did).toEqual(['start', 'leave microphone']);
  });

  it('tells how much of the speech detector is there while it loads', () => {
    show({ model: { kind: 'loading', loadedBytes: 430, totalBytes: 1000 } });
    expect(screen.getByText('Speech detector 43 % loaded. You can already talk.')).toBeTruthy();
  });

  it('lets one interrupt only what is under way, and mute only what is open', () => {
    show({ microphone: open, phase: 'listening' });
    expect(screen.getByRole('button', { name: 'Interrupt' }).hasAttribute('disabled')).toBe(true);
    cleanup();
    const { did } = show({ microphone: open, phase: 'speaking' });
    fireEvent.click(screen.getByRole('button', { name: 'Interrupt' }));
    fireEvent.click(screen.getByRole('button', { name: 'Mute' }));
    expect(did).toEqual(['interrupt', 'mute true']);
    cleanup();
    show({});
    expect(screen.getByRole('button', { name: 'Mute' }).hasAttribute('disabled')).toBe(true);
  });

  it('has a way to stop listening also with push-to-talk', () => {
    const { did } = show({ microphone: open, phase: 'listening' }, { pushToTalk: true });
    fireEvent.click(screen.getByRole('button', { name: 'Stop listening' }));
    expect(did).toEqual(['stop']);
  });

  it('changes the microphone at once, and back to the usual one', async () => {
    const { settingsStore } = show({ microphone: open, phase: 'listening' });
    const picker = screen.getByRole('combobox', { name: 'Microphone' });
    await screen.findByRole('option', { name: 'Headset' });
    fireEvent.change(picker, { target: { value: 'b' } });
    expect(settingsStore.getState().settings.microphone.deviceId).toBe('b');
    fireEvent.change(picker, { target: { value: '' } });
    expect(settingsStore.getState().settings.microphone).toEqual(settings);
  });

  it('presses the talk button by pointer, and by means that cannot hold', () => {
    const { did } = show({});
    const lens = screen.getByRole('button', { name: 'Start listening' });
    lens.setPointerCapture = () => undefined;
    fireEvent.pointerDown(lens, { button: 0, pointerId: 1 });
    fireEvent.pointerUp(lens, { button: 0, pointerId: 1 });
    fireEvent.click(lens, { detail: 1 });
    expect(did).toEqual(['down', 'up']);
    fireEvent.click(lens, { detail: 0 });
    expect(did).toEqual(['down', 'up', 'tap']);
  });
});
