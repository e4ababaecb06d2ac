import { beforeEach, describe, expect, it } from 'vitest';
import { processedMicrophone, rawMicrophone, type FrameSink, type InputDevice } from './microphone-host.ts';
import type { MicrophoneState } from './microphone-machine.ts';
import { createMicrophone, type Microphone } from './microphone.ts';
import { builtInMicrophone, ScriptedMicrophoneHost, type ScriptedAnswer } from './scripted-host.ts';

const headset: InputDevice = { deviceId: 'headset', groupId: 'usb', label: 'Headset' };

let host: ScriptedMicrophoneHost;
let mic: Microphone;
let phases: string[];
let streams: string[];

function setUp(...answers: ScriptedAnswer[]): void {
  host = new ScriptedMicrophoneHost(...answers);
  phases = [];
  streams = [];
  const sink: FrameSink = {
    listen: (port) => {
      streams.push('begin');
      port.close();
    },
    listenToTrack: () => streams.push('begin'),
    stopListening: () => streams.push('end'),
  };
  const onChange = (state: MicrophoneState): void => {
    phases.push(state.phase);
  };
  mic = createMicrophone({ host, sink, onChange });
}

beforeEach(() => setUp());

/** Lets promises settle; no clock is involved. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Time passes while frames flow, told twice a second. */
function flow(ms: number): void {
  for (let passed = 0; passed < ms; passed += 500) {
    host.advance(500);
    host.input.hooks.onAlive();
  }
}

describe('a microphone', () => {
  it('is asked for, heard, and gives its light back', async () => {
    expect(await mic.open(processedMicrophone)).toMatchObject({ phase: 'open', device: builtInMicrophone });
    expect(host.asked).toEqual([processedMicrophone]);
    expect(streams).toEqual(['begin']);
    mic.close();
    expect(mic.state.phase).toBe('closed');
    expect(host.input.isOpen).toBe(false);
    expect(streams).toEqual(['begin', 'end']);
    expect(phases).toEqual(['asking', 'open', 'closed']);
    expect(host.isWatched).toBe(false);
  });

  it('tells why there is none', async () => {
    setUp('mic-dismissed');
    expect(await mic.open(processedMicrophone)).toMatchObject({
      phase: 'failed',
      error: { code: 'mic-dismissed' },
    });
    expect(streams).toEqual([]);
  });

  it('is closed when the answer comes after the person gave up', async () => {
    setUp('pending');
    const opening = mic.open(processedMicrophone);
    mic.close();
    expect(await opening).toMatchObject({ phase: 'closed' });
    host.answer(builtInMicrophone);
    await settle();
    expect(host.input.isOpen).toBe(false);
    expect(streams).toEqual([]);
    expect(mic.state.phase).toBe('closed');
  });

  it('is not left open twice when settings change while the question is open', async () => {
    setUp('pending', 'pending');
    const first = mic.open(processedMicrophone);
    const second = mic.open(rawMicrophone);
    host.answer(headset);
    await settle();
    expect(host.input.isOpen).toBe(false);
    host.answer(builtInMicrophone);
    expect(await second).toMatchObject({ phase: 'open', settings: rawMicrophone });
    await first;
    expect(host.opened.filter(({ isOpen }) => isOpen)).toHaveLength(1);
    expect(streams).toEqual(['begin']);
  });

  it('changes its settings with one stream after the other', async () => {
    await mic.open(processedMicrophone);
    await mic.open(rawMicrophone);
    expect(host.asked).toEqual([processedMicrophone, rawMicrophone]);
    expect(host.opened.map(({ isOpen }) => isOpen)).toEqual([false, true]);
    expect(streams).toEqual(['begin', 'end', 'begin']);
  });
});

describe('trouble', () => {
  it('is unplugged, and the default goes on', async () => {
    setUp(headset, builtInMicrophone);
    await mic.open({ ...processedMicrophone, deviceId: 'headset' });
    host.input.hooks.onEnded();
    await settle();
    expect(mic.state).toMatchObject({ phase: 'open', device: builtInMicrophone });
    expect(streams).toEqual(['begin', 'end', 'begin']);
    expect(phases).toEqual(['asking', 'open', 'recovering', 'open']);
  });

  it('waits for a device to be plugged in', async () => {
    setUp(builtInMicrophone, 'mic-none', headset);
    await mic.open(processedMicrophone);
    host.input.hooks.onEnded();
    await settle();
    expect(mic.state).toMatchObject({ phase: 'recovering', step: { kind: 'waiting', code: 'mic-none' } });
    host.connect(headset);
    await settle();
    expect(mic.state).toMatchObject({ phase: 'open', device: headset });
  });

  it('asks a busy device again after a while, and not after being closed', async () => {
    setUp(builtInMicrophone, 'mic-in-use', 'mic-in-use', builtInMicrophone);
    await mic.open(processedMicrophone);
    host.input.hooks.onEnded();
    await settle();
    host.advance(500);
    await settle();
    expect(host.asked).toHaveLength(3);
    mic.close();
    host.advance(60_000);
    await settle();
    expect(host.asked).toHaveLength(3);
  });

  it('notices that frames stopped, resumes, and finds them flowing again', async () => {
    await mic.open(processedMicrophone);
    flow(10_000);
    expect(mic.state.phase).toBe('open');
    host.advance(2000);
    expect(mic.state).toMatchObject({ phase: 'recovering', because: 'stalled' });
    expect(host.input.resumed).toBe(1);
    host.input.hooks.onAlive();
    expect(mic.state.phase).toBe('open');
    expect(streams).toEqual(['begin']);
  });

  it('does not take a page that was held up for a microphone that stopped', async () => {
    await mic.open(processedMicrophone);
    flow(10_000);
    host.freeze(5000);
    host.advance(0);
    host.input.hooks.onAlive();
    flow(10_000);
    expect(mic.state.phase).toBe('open');
    expect(host.input.resumed).toBe(0);
  });

  it('notices after being held up, too, that frames stopped', async () => {
    await mic.open(processedMicrophone);
    host.freeze(5000);
    host.advance(1000);
    expect(mic.state).toMatchObject({ phase: 'recovering', because: 'stalled' });
  });

  it('opens the device anew when resuming does not help', async () => {
    await mic.open(processedMicrophone);
    host.advance(4000);
    await settle();
    expect(host.opened).toHaveLength(2);
    expect(host.opened[0]!.isOpen).toBe(false);
    expect(mic.state.phase).toBe('open');
  });

  it('sits out an interruption', async () => {
    await mic.open(processedMicrophone);
    host.input.isInterrupted = true;
    host.input.hooks.onStopped();
    expect(mic.state).toMatchObject({ phase: 'recovering', because: 'interrupted' });
    host.advance(60_000);
    expect(host.opened).toHaveLength(1);
    host.input.isInterrupted = false;
    host.input.hooks.onAlive();
    expect(mic.state.phase).toBe('open');
  });

  it('shows the mute switch', async () => {
    await mic.open(processedMicrophone);
    host.input.hooks.onMuted(true);
    expect(mic.state).toMatchObject({ phase: 'open', muted: true });
  });

  it('hears nothing of a device that was given back', async () => {
    await mic.open(processedMicrophone);
    const { hooks } = host.input;
    mic.close();
    hooks.onEnded();
    hooks.onStopped();
    hooks.onAlive();
    hooks.onMuted(true);
    host.advance(10_000);
    expect(mic.state.phase).toBe('closed');
    expect(host.asked).toHaveLength(1);
  });
});
