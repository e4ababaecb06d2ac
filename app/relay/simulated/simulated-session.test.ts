import { afterEach, describe, expect, it, vi } from 'vitest';
import { noise } from '../../../core/audio/random.testing.ts';
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import { encodeWav } from '../../../core/audio/wav.ts';
import { createSimulatedBox } from '../../../simulators/box/simulated-box.ts';
import type { SimulatedBoxMessage, SimulatedServerMessage } from '../../../workers/relay-api.ts';
import { settled } from '../../engines/testing/hand-clock.testing.ts';
import { ScriptedMicrophoneHost } from '../../platform/microphone/scripted-host.ts';
import type { EngineOptions } from './box-engine.ts';
import { createSimulatedSession, simulatedBoxId, type SimulatedOptions } from './simulated-session.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function start(change: Partial<SimulatedOptions> = {}) {
  const did: string[] = [];
  let engine: EngineOptions | undefined;
  let server: MessagePort | undefined;
  const microphoneHost = new ScriptedMicrophoneHost();
  const session = createSimulatedSession({
    createEngine: (options) => {
      engine = options;
      return Promise.resolve({
        powerOn: () => did.push('power on'),
        press: (button) => did.push(button),
        stop: () => did.push('stop'),
      });
    },
    createSpeaker: () => ({
      play: (samples) => did.push(`play ${samples.length}`),
      silence: () => did.push('silence'),
      close: () => did.push('close speaker'),
    }),
    microphoneHost,
    sample: () => Promise.resolve(encodeWav(noise(1, 1600, 0.5), 16_000)),
    relay: {
      attachSimulatedBox: (id, port) => {
        did.push(`attach ${id}`);
        server = port;
        closing.push(() => port.close());
      },
      detachSimulatedBox: (id) => did.push(`detach ${id}`),
    },
    ...change,
  });
  return {
    session,
    did,
    microphoneHost,
    engine: () => engine!,
    server: () => server!,
    state: () => session.store.getState(),
  };
}

describe('the simulated box of the page', () => {
  it('is made when it is asked for, answered by this tab, and taken away whole', async () => {
    const { session, did, state } = start();
    await session.start('0.3.0');
    session.press('k0');
    expect(state()).toMatchObject({ phase: 'on', version: '0.3.0' });
    session.stop();
    expect(state().phase).toBe('off');
    expect(did).toEqual([
      `attach ${simulatedBoxId}`,
      'power on',
      'k0',
      'stop',
      'close speaker',
      `detach ${simulatedBoxId}`,
    ]);
  });

  it('does not come to life when it was switched off while it loaded', async () => {
    let finish: (() => void) | undefined;
    const stopped = vi.fn();
    const { session, did, state } = start({
      createEngine: () =>
        new Promise((resolve) => {
          finish = () =>
            resolve({ powerOn: () => did.push('power on'), press: () => undefined, stop: stopped });
        }),
    });
    const starting = session.start('0.3.2');
    session.stop();
    finish?.();
    await starting;
    expect(did).not.toContain('power on');
    expect(stopped).toHaveBeenCalledOnce();
    expect(state().phase).toBe('off');
  });

  it('shows its screen, and the words that it last was sent', async () => {
    const { session, engine, state } = start();
    await session.start('0.3.2');
    engine().onLog({ kind: 'state', state: 'speaking', screen: '[0.12x]|Speaking...' });
    engine().onLog({ kind: 'received', event: 'StartAudio', text: 'Hi.' });
    engine().onLog({ kind: 'received', event: 'EndAudio' });
    expect(state()).toMatchObject({ state: 'speaking', screen: '[0.12x]|Speaking...', subtitle: 'Hi.' });
  });

  it('hears a clip only while it listens, and to its end', async () => {
    const { session, engine, state } = start();
    await session.start('0.3.2');
    await session.speakSample('the sample');
    expect(engine().microphone('waiting')).toBeNull();
    const frames = [0, 1, 2, 3].map(() => engine().microphone('listening'));
    expect(frames.every((frame) => frame?.length === 512)).toBe(true);
    expect(state().voice).toEqual({ kind: 'clip', name: 'the sample', isOver: true });
    expect(engine().microphone('listening')).toBeNull();
  });

  it('hears the microphone, and lets go of it', async () => {
    const { session, microphoneHost, state } = start();
    await session.start('0.3.2');
    await session.speakByMicrophone();
    expect(state().voice).toEqual({ kind: 'microphone', phase: 'open' });
    session.hush();
    expect(microphoneHost.input.isOpen).toBe(false);
    expect(state().voice).toEqual({ kind: 'none' });
    await session.speakByMicrophone();
    session.stop();
    expect(microphoneHost.input.isOpen).toBe(false);
  });

  it('says what went wrong, and stays as it was', async () => {
    const { session, microphoneHost, state } = start({ sample: () => Promise.reject(new Error('offline')) });
    await session.start('0.3.2');
    await session.speakClip(new File(['no sound'], 'a.txt'));
    expect(state()).toMatchObject({ phase: 'on', trouble: 'clip-unreadable' });
    await session.speakSample('the sample');
    expect(state().trouble).toBe('sample-unreachable');
    microphoneHost.answers = ['mic-denied'];
    await session.speakByMicrophone();
    expect(state()).toMatchObject({ voice: { kind: 'none' }, trouble: { microphone: 'mic-denied' } });
    const failing = start({ createEngine: () => Promise.reject(new Error('offline')) });
    await failing.session.start('0.3.2');
    expect(failing.state()).toMatchObject({ phase: 'off', trouble: 'engine-failed' });
    expect(failing.did).toEqual(['close speaker']);
  });

  it('is the real simulator, over the port', async () => {
    const { session, server, state, did } = start({ createEngine: createSimulatedBox });
    await session.start('0.2.1');
    closing.push(() => session.stop());
    const heard: SimulatedBoxMessage[] = [];
    const tell = (message: SimulatedServerMessage) => server().postMessage(message);
    let socket = 0;
    server().onmessage = ({ data }: MessageEvent<SimulatedBoxMessage>) => {
      heard.push(data);
      if (data.type === 'open') tell({ type: 'opened', socket: ++socket });
      if (data.type === 'close') tell({ type: 'closed', code: data.code, reason: data.reason });
    };
    await vi.waitFor(() => expect(state().screen).toBe('Idle'));
    session.press('k0');
    await vi.waitFor(() => expect(state().state).toBe('listening'));
    const opened = heard.flatMap((message) => (message.type === 'open' ? [message.query] : []));
    expect(opened).toEqual(['', 'reconnect=true']);
    tell({ type: 'frame', payload: encodeServerEvent({ event: 'StartAudio', text: 'Good morning.' }) });
    tell({ type: 'frame', payload: encodeServerEvent({ event: 'AudioChunk', data: new Uint8Array(640) }) });
    tell({ type: 'frame', payload: encodeServerEvent({ event: 'EndAudio' }) });
    tell({ type: 'frame', payload: encodeServerEvent({ event: 'EndResponse' }) });
    await vi.waitFor(() => expect(heard.filter(({ type }) => type === 'read')).toHaveLength(4));
    await settled();
    expect(did).toContain('play 320');
    expect(state()).toMatchObject({ state: 'listening', subtitle: 'Good morning.' });
  });
});
