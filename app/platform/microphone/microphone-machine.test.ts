import { describe, expect, it } from 'vitest';
import { EchoError } from '../../../core/errors.ts';
import type { MicrophoneError, MicrophoneErrorCode } from './microphone-errors.ts';
import { processedMicrophone, rawMicrophone, type InputDevice } from './microphone-host.ts';
import {
  closedMicrophone,
  step,
  type MicrophoneEffect,
  type MicrophoneEvent,
  type MicrophoneState,
} from './microphone-machine.ts';

const builtIn: InputDevice = { deviceId: 'default', groupId: 'built-in', label: 'Built-in' };
const headset: InputDevice = { deviceId: 'headset', groupId: 'usb', label: 'Headset' };
const wantsHeadset = { ...processedMicrophone, deviceId: 'headset' };
const refusal = (code: MicrophoneErrorCode): MicrophoneError => new EchoError(code, 'scripted');

/** Runs events through the machine; where it is now, and what was to be done since the last look. */
class Walk {
  state: MicrophoneState = closedMicrophone;
  #effects: MicrophoneEffect[] = [];

  fire(event: MicrophoneEvent): this {
    const { state, effects } = step(this.state, event);
    this.state = state;
    this.#effects.push(...effects);
    return this;
  }

  open(settings = processedMicrophone): this {
    return this.fire({ type: 'open', settings });
  }

  opened(device: InputDevice = builtIn, attempt = this.state.attempt): this {
    return this.fire({ type: 'opened', attempt, device });
  }

  refused(code: MicrophoneErrorCode, attempt = this.state.attempt): this {
    return this.fire({ type: 'refused', attempt, error: refusal(code) });
  }

  on(type: 'track-ended' | 'flowing' | 'wait-over', attempt = this.state.attempt): this {
    return this.fire({ type, attempt });
  }

  stalled(interrupted = false): this {
    return this.fire({ type: 'stalled', attempt: this.state.attempt, interrupted });
  }

  inputs(...inputs: InputDevice[]): this {
    return this.fire({ type: 'inputs-changed', inputs });
  }

  effects(): MicrophoneEffect[] {
    return this.#effects.splice(0);
  }
}

const walk = () => new Walk();
const listening = (settings = processedMicrophone, device = builtIn) => {
  const begun = walk().open(settings).opened(device);
  begun.effects();
  return begun;
};

describe('opening', () => {
  it('asks, and is open when the answer is yes', () => {
    const mic = walk().open();
    expect(mic.state).toMatchObject({ phase: 'asking', settings: processedMicrophone });
    expect(mic.effects()).toEqual([{ type: 'ask', attempt: 1, settings: processedMicrophone }]);
    expect(mic.opened().state).toMatchObject({ phase: 'open', device: builtIn, muted: false });
    expect(mic.effects()).toEqual([]);
  });

  it.each<MicrophoneErrorCode>([
    'mic-denied',
    'mic-dismissed',
    'mic-blocked-by-policy',
    'mic-in-use',
    'mic-none',
    'mic-insecure-page',
    'mic-unknown',
  ])('fails at once with %s: the person is there and can act', (code) => {
    const mic = walk().open().refused(code);
    expect(mic.state).toMatchObject({ phase: 'failed', error: { code } });
  });

  it('can be tried again after a failure', () => {
    const mic = walk().open().refused('mic-dismissed').open();
    expect(mic.state).toMatchObject({ phase: 'asking', attempt: 2 });
    expect(mic.opened().state.phase).toBe('open');
  });

  it('takes the default when the chosen device is not there, and remembers the wish', () => {
    const mic = walk().open(wantsHeadset);
    mic.effects();
    mic.refused('mic-constraint');
    expect(mic.effects()).toEqual([{ type: 'ask', attempt: 2, settings: processedMicrophone }]);
    expect(mic.opened().state).toMatchObject({ phase: 'open', settings: wantsHeadset, device: builtIn });
  });

  it('fails when even the default does not do what was asked', () => {
    const mic = walk().open(wantsHeadset).refused('mic-constraint').refused('mic-constraint');
    expect(mic.state).toMatchObject({ phase: 'failed', error: { code: 'mic-constraint' } });
  });
});

describe('closing', () => {
  it('releases what is open', () => {
    const mic = listening().fire({ type: 'close' });
    expect(mic.state.phase).toBe('closed');
    expect(mic.effects()).toEqual([{ type: 'release', attempt: 1 }]);
  });

  it('releases an answer that comes after it', () => {
    const mic = walk().open().fire({ type: 'close' });
    mic.effects();
    mic.opened(builtIn, 1);
    expect(mic.state.phase).toBe('closed');
    expect(mic.effects()).toEqual([{ type: 'release', attempt: 1 }]);
  });

  it('ends the waiting for a device', () => {
    const mic = listening().on('track-ended').refused('mic-in-use').fire({ type: 'close' });
    mic.on('wait-over').inputs(headset);
    expect(mic.state.phase).toBe('closed');
  });
});

describe('other settings', () => {
  it('reopen what is open, releasing it first', () => {
    const mic = listening().open(rawMicrophone);
    expect(mic.state).toMatchObject({ phase: 'recovering', because: 'settings-changed' });
    expect(mic.effects()).toEqual([
      { type: 'release', attempt: 1 },
      { type: 'ask', attempt: 2, settings: rawMicrophone },
    ]);
    expect(mic.opened().state).toMatchObject({ phase: 'open', settings: rawMicrophone });
  });

  it('that are the same change nothing', () => {
    const mic = listening();
    const before = mic.state;
    expect(mic.open({ ...processedMicrophone }).state).toBe(before);
    expect(mic.effects()).toEqual([]);
  });
});

describe('unplugging', () => {
  it('goes on with whatever is the default then', () => {
    const mic = listening(wantsHeadset, headset).on('track-ended');
    expect(mic.state).toMatchObject({ phase: 'recovering', because: 'unplugged', step: { kind: 'asking' } });
    mic.refused('mic-constraint');
    expect(mic.effects().at(-1)).toEqual({ type: 'ask', attempt: 3, settings: processedMicrophone });
    expect(mic.opened().state).toMatchObject({ phase: 'open', device: builtIn, settings: wantsHeadset });
  });

  it('comes back to the chosen device when it is plugged in again', () => {
    const mic = listening(wantsHeadset, headset).on('track-ended').refused('mic-constraint').opened();
    mic.inputs(builtIn, headset);
    expect(mic.state).toMatchObject({ phase: 'recovering', because: 'device-changed' });
    expect(mic.opened(headset).state).toMatchObject({ phase: 'open', device: headset });
  });

  it('waits for a device when there is none, however long', () => {
    const mic = listening().on('track-ended').refused('mic-none');
    mic.effects();
    expect(mic.state).toMatchObject({ phase: 'recovering', step: { kind: 'waiting', code: 'mic-none' } });
    expect(mic.inputs().state.phase).toBe('recovering');
    expect(mic.effects()).toEqual([]);
    mic.inputs(headset);
    expect(mic.effects().at(-1)).toMatchObject({ type: 'ask' });
    expect(mic.opened(headset).state.phase).toBe('open');
  });

  it('asks a busy device again, more and more slowly, and then gives up', () => {
    const mic = listening().on('track-ended');
    mic.effects();
    const waits: number[] = [];
    for (let refusals = 0; mic.state.phase === 'recovering'; refusals += 1) {
      mic.refused('mic-in-use');
      for (const effect of mic.effects()) if (effect.type === 'wait') waits.push(effect.ms);
      mic.on('wait-over');
      expect(refusals).toBeLessThan(10);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000]);
    expect(mic.state).toMatchObject({ phase: 'failed', error: { code: 'mic-in-use' } });
  });

  it('fails when the reason was that the permission was taken away', () => {
    const mic = listening().on('track-ended').refused('mic-denied');
    expect(mic.state).toMatchObject({ phase: 'failed', error: { code: 'mic-denied' } });
  });
});

describe('another default', () => {
  it('is followed', () => {
    const mic = listening().inputs({ ...builtIn, groupId: 'usb', label: 'Headset' });
    expect(mic.state).toMatchObject({ phase: 'recovering', because: 'device-changed' });
  });

  it('is not followed by whoever chose a device', () => {
    const mic = listening(wantsHeadset, headset);
    const before = mic.state;
    expect(mic.inputs({ ...builtIn, groupId: 'other' }, headset).state).toBe(before);
  });

  it('is not taken from a list that says nothing new', () => {
    const mic = listening();
    const before = mic.state;
    expect(mic.inputs(builtIn, headset).state).toBe(before);
  });
});

describe('frames that stop', () => {
  it('first has the context resumed', () => {
    const mic = listening().stalled();
    expect(mic.state).toMatchObject({ phase: 'recovering', because: 'stalled', step: { kind: 'resuming' } });
    expect(mic.effects()).toEqual([{ type: 'resume', attempt: 1 }]);
    expect(mic.on('flowing').state).toMatchObject({ phase: 'open', device: builtIn });
  });

  it('then opens the device anew', () => {
    const mic = listening().stalled().stalled();
    mic.effects();
    mic.stalled();
    expect(mic.state).toMatchObject({ phase: 'recovering', because: 'stalled', step: { kind: 'asking' } });
    expect(mic.effects()).toEqual([
      { type: 'release', attempt: 1 },
      { type: 'ask', attempt: 2, settings: processedMicrophone },
    ]);
  });

  it('wait for the end of an interruption, however long', () => {
    const mic = listening();
    for (let checks = 0; checks < 100; checks += 1) mic.stalled(true);
    expect(mic.state).toMatchObject({ phase: 'recovering', because: 'interrupted', attempt: 1 });
    expect(mic.on('flowing').state.phase).toBe('open');
  });

  it('keep what was said about the mute switch meanwhile', () => {
    const mic = listening().stalled();
    mic.fire({ type: 'track-muted', attempt: mic.state.attempt, muted: true });
    expect(mic.on('flowing').state).toMatchObject({ phase: 'open', muted: true });
  });
});

it('shows a mute switch on the device', () => {
  const mic = listening();
  mic.fire({ type: 'track-muted', attempt: mic.state.attempt, muted: true });
  expect(mic.state).toMatchObject({ phase: 'open', muted: true });
});

it('ignores whatever an older attempt has to say', () => {
  const mic = listening().open(rawMicrophone).opened();
  const { state } = mic;
  mic.on('track-ended', 1).on('flowing', 1).on('wait-over', 1).refused('mic-denied', 1);
  mic.fire({ type: 'stalled', attempt: 1, interrupted: false });
  mic.fire({ type: 'track-muted', attempt: 1, muted: true });
  expect(mic.state).toBe(state);
});
