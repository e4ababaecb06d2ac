import { beforeEach, describe, expect, it } from 'vitest';
import type { PlayerPorts } from '../../../workers/player-api.ts';
import type { PlaybackError } from './playback-errors.ts';
import { playbackMessagesEn } from './messages.en.ts';
import { playbackMessagesZh } from './messages.zh.ts';
import { createPlayback, type Playback } from './playback.ts';
import { ScriptedPlaybackHost } from './scripted-playback-host.ts';

let host: ScriptedPlaybackHost;
let playback: Playback;
let phases: string[];
let lost: PlaybackError[];

const settle = () => new Promise((resolve) => setImmediate(resolve));

function ports(): PlayerPorts {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  return { type: 'ports', conversation: port1, vad: port2 };
}

beforeEach(() => {
  host = new ScriptedPlaybackHost();
  phases = [];
  lost = [];
  playback = createPlayback({
    host,
    onChange: ({ phase }) => phases.push(phase),
    onOutputLost: (error) => lost.push(error),
  });
});

describe('playback', () => {
  it('makes a context at the rate of the voice and connects the player once', async () => {
    expect(await playback.open(24_000, ports)).toEqual({ phase: 'running', sampleRate: 24_000 });
    expect(host.context.ports).toHaveLength(1);
    await playback.open(24_000, ports);
    expect(host.contexts).toHaveLength(1);
    expect(host.context.ports).toHaveLength(1);
  });

  it('makes another for another rate, and closes the former', async () => {
    await playback.open(24_000, ports);
    expect(await playback.open(32_000, ports)).toEqual({ phase: 'running', sampleRate: 32_000 });
    expect(host.contexts[0]!.state).toBe('closed');
    expect(host.context.ports).toHaveLength(1);
  });

  it('lays the lines of a player before its context is there, and only once', async () => {
    const laid: string[] = [];
    const lay = (): PlayerPorts => {
      laid.push(`before context ${host.contexts.length + 1}`);
      return ports();
    };
    const first = playback.open(24_000, lay);
    expect(laid).toEqual(['before context 1']);
    const second = playback.open(24_000, lay);
    expect(await Promise.all([first, second])).toEqual([
      { phase: 'running', sampleRate: 24_000 },
      { phase: 'running', sampleRate: 24_000 },
    ]);
    expect(laid).toHaveLength(1);
    expect(host.contexts).toHaveLength(1);
  });

  it('waits for a gesture where the browser wants one, and uses the next', async () => {
    host.begins = 'suspended';
    host.resumes = false;
    expect(await playback.open(24_000, ports)).toEqual({ phase: 'blocked', sampleRate: 24_000 });
    host.context.resumes = true;
    host.gesture();
    await settle();
    expect(playback.state).toEqual({ phase: 'running', sampleRate: 24_000 });
  });

  it('shows an interruption, and that it is over', async () => {
    await playback.open(24_000, ports);
    host.context.become('interrupted');
    expect(playback.state.phase).toBe('interrupted');
    host.context.become('running');
    expect(playback.state.phase).toBe('running');
  });

  it('tells why nothing can be played', async () => {
    host.refusal = new Error('no devices');
    expect(await playback.open(24_000, ports)).toMatchObject({
      phase: 'failed',
      error: { code: 'playback-failed', cause: host.refusal },
    });
    host.refusal = null;
    expect(await playback.open(24_000, ports)).toMatchObject({ phase: 'running' });
  });

  it('closes what it made, also when it was still being made', async () => {
    await playback.open(24_000, ports);
    playback.close();
    expect(host.context.state).toBe('closed');
    expect(playback.state).toEqual({ phase: 'closed' });
    expect(host.isWatched).toBe(false);
    const opening = playback.open(24_000, ports);
    playback.close();
    await opening;
    expect(host.contexts).toHaveLength(2);
    expect(host.context.state).toBe('closed');
    expect(host.context.ports).toHaveLength(0);
  });
});

describe('the output device', () => {
  it('is used from the first sample when it was chosen before', async () => {
    await playback.setOutput('headphones');
    await playback.open(24_000, ports);
    expect(host.context.output).toBe('headphones');
  });

  it('falls back to the default when it cannot be used', async () => {
    await playback.open(24_000, ports);
    host.gone.add('headphones');
    await playback.setOutput('headphones');
    expect(host.context.output).toBe('');
    expect(lost.map(({ code }) => code)).toEqual(['output-unavailable']);
  });

  it('falls back when it is unplugged', async () => {
    host.devices = [
      { deviceId: 'default', label: 'Loudspeaker' },
      { deviceId: 'headphones', label: 'Headphones' },
    ];
    await playback.open(24_000, ports);
    await playback.setOutput('headphones');
    host.gone.add('headphones');
    host.connect({ deviceId: 'default', label: 'Loudspeaker' });
    await settle();
    expect(host.context.output).toBe('');
    expect(lost).toHaveLength(1);
  });
});

it('has words in both languages for every code', () => {
  expect(Object.keys(playbackMessagesZh).sort()).toEqual(Object.keys(playbackMessagesEn).sort());
});
