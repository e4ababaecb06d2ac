import { beforeEach, describe, expect, it } from 'vitest';
import { processedMicrophone } from '../microphone/microphone-host.ts';
import { ScriptedMicrophoneHost } from '../microphone/scripted-host.ts';
import { ScriptedPlaybackHost } from '../playback/scripted-playback-host.ts';
import { createAudioSession, type AudioSession } from './audio-session.ts';

let microphoneHost: ScriptedMicrophoneHost;
let playbackHost: ScriptedPlaybackHost;
let session: AudioSession;
/** What the workers were given, in order. */
let log: string[];
let conversation: { readonly heard: MessagePort; readonly player: MessagePort }[];
let ears: { readonly conversation: MessagePort; readonly player: MessagePort }[];

function setUp(): void {
  log = [];
  conversation = [];
  ears = [];
  session = createAudioSession({
    microphoneHost,
    playbackHost,
    ears: {
      connect: (toConversation, player) => {
        log.push('ears connected');
        ears.push({ conversation: toConversation, player });
      },
      listen: (port) => {
        log.push('ears listen');
        port.close();
      },
      listenToTrack: () => log.push('ears listen'),
      stopListening: () => log.push('ears stop'),
    },
    connectConversation: (heard, player, playbackRate) => {
      log.push(`conversation connected at ${playbackRate}`);
      conversation.push({ heard, player });
    },
    onMicrophone: ({ phase }) => log.push(`microphone ${phase}`),
    onPlayback: ({ phase }) => log.push(`playback ${phase}`),
    onOutputLost: () => log.push('output lost'),
  });
}

beforeEach(() => {
  microphoneHost = new ScriptedMicrophoneHost();
  playbackHost = new ScriptedPlaybackHost();
  setUp();
});

/** Sends through one port and tells what comes out of the other. */
async function passes(from: MessagePort, to: MessagePort): Promise<boolean> {
  const arrived = new Promise<unknown>((resolve) => {
    to.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
  });
  from.postMessage('hello');
  const message = await arrived;
  to.onmessage = null;
  from.close();
  return message === 'hello';
}

/** As the Talk page does: the microphone is asked for, and the loudspeaker made while the person answers. */
async function start(playbackRate = 24_000) {
  const listening = session.microphone.open(processedMicrophone);
  const playback = await session.startPlayback(playbackRate);
  return { microphone: await listening, playback };
}

describe('starting', () => {
  it('asks for the microphone, lays the lines, and only then makes the loudspeaker', async () => {
    expect(log).toEqual([]);
    const outcome = await start();
    expect(outcome.microphone.phase).toBe('open');
    expect(outcome.playback.phase).toBe('running');
    expect(log.filter((entry) => !entry.startsWith('ears listen') && entry !== 'microphone open')).toEqual([
      'microphone asking',
      'conversation connected at 24000',
      'ears connected',
      'playback opening',
      'playback running',
    ]);
    expect(log).toEqual(expect.arrayContaining(['ears listen', 'microphone open']));
  });

  it('lays a line from the ears to the conversation, and from both to the player', async () => {
    await start();
    const player = playbackHost.context.ports[0]!;
    expect(await passes(ears[0]!.conversation, conversation[0]!.heard)).toBe(true);
    expect(await passes(ears[0]!.player, player.vad)).toBe(true);
    expect(await passes(player.conversation, conversation[0]!.player)).toBe(true);
  });

  it('keeps what is said to a player that is still being made', async () => {
    const opening = session.startPlayback(24_000);
    conversation[0]!.player.postMessage('hello');
    await opening;
    const { conversation: line } = playbackHost.context.ports[0]!;
    const heard = await new Promise((resolve) => {
      line.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
    });
    line.close();
    expect(heard).toBe('hello');
  });

  it('plays without a microphone', async () => {
    microphoneHost.answers = ['mic-denied'];
    const outcome = await start();
    expect(outcome.microphone).toMatchObject({ phase: 'failed', error: { code: 'mic-denied' } });
    expect(outcome.playback.phase).toBe('running');
  });

  it('listens without a loudspeaker', async () => {
    playbackHost.refusal = new Error('no devices');
    const outcome = await start();
    expect(outcome.microphone.phase).toBe('open');
    expect(outcome.playback.phase).toBe('failed');
    expect(await passes(ears[0]!.conversation, conversation[0]!.heard)).toBe(true);
  });

  it('lays new lines for a player of another rate, says the rate with them, and only then', async () => {
    await start();
    await session.startPlayback(24_000);
    expect(conversation).toHaveLength(1);
    await session.startPlayback(32_000);
    expect(log.filter((entry) => entry.startsWith('conversation'))).toEqual([
      'conversation connected at 24000',
      'conversation connected at 32000',
    ]);
    const player = playbackHost.context.ports[0]!;
    expect(await passes(player.conversation, conversation[1]!.player)).toBe(true);
    expect(await passes(ears[1]!.conversation, conversation[1]!.heard)).toBe(true);
  });
});

describe('stopping', () => {
  it('turns the light off and keeps the loudspeaker', async () => {
    await start();
    session.stopListening();
    expect(microphoneHost.input.isOpen).toBe(false);
    expect(log.slice(-2)).toEqual(['ears stop', 'microphone closed']);
    expect(playbackHost.context.state).toBe('running');
    await start();
    expect(playbackHost.contexts).toHaveLength(1);
  });

  it('ends everything at the end', async () => {
    await start();
    session.close();
    expect(microphoneHost.input.isOpen).toBe(false);
    expect(playbackHost.context.state).toBe('closed');
    expect(microphoneHost.isWatched || playbackHost.isWatched).toBe(false);
  });
});
