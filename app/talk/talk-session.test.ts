import type { Remote } from 'comlink';
import { describe, expect, it, vi } from 'vitest';
import { defaultTurnSettings, type Profile } from '../../core/profile/profile.ts';
import type {
  ConversationApi,
  ConversationConfig,
  ConversationEvent,
  TurnView,
} from '../../workers/conversation-api.ts';
import type { ReflexSettings, VadWorkerApi } from '../../workers/vad-api.ts';
import type { AudioSession } from '../platform/audio-session/audio-session.ts';
import type { MicrophoneState } from '../platform/microphone/microphone-machine.ts';
import { createDepartingTurns } from '../platform/storage/departing-turns.ts';
import { createMemoryConversationStorage } from '../platform/storage/memory-conversation-storage.ts';
import { memoryStore } from '../platform/storage/memory-store.testing.ts';
import { createTalkSession, pastOf, type AudioCallbacks } from './talk-session.ts';
import { createTalkStore } from './talk-store.ts';
import { createTimelineFeed } from './timeline-feed.ts';
import { turnView } from './turns.testing.ts';

const settings = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const openMicrophone: MicrophoneState = {
  phase: 'open',
  attempt: 1,
  settings,
  device: { deviceId: 'a', groupId: '', label: 'A' },
  muted: false,
};

const profileWith = (change: Partial<Profile> = {}): Profile => ({
  id: 'p',
  name: 'P',
  partner: {
    kind: 'pipeline',
    asr: { kind: 'echo' },
    llm: { kind: 'demo' },
    tts: { kind: 'page-voice', voice: 'auto' },
  },
  persona: { systemPrompt: '', greeting: 'Hello.', language: 'en' },
  turn: defaultTurnSettings,
  vadModel: 'v6',
  ...change,
});

/** The session with workers that note what they are asked, and an audio session that opens at once. */
function setUp({ breaks = '', accepts = true } = {}) {
  const asked: string[] = [];
  const configs: ConversationConfig[] = [];
  const reflexes: ReflexSettings[] = [];
  const tracks: (MediaStreamTrack | undefined)[] = [];
  const troubles: string[] = [];
  const learned: string[] = [];
  let time = 0;
  let profile = profileWith();
  let output = '';
  let tell = (_: ConversationEvent): void => undefined;
  const note = (text: string): Promise<void> => {
    asked.push(text);
    return text.startsWith(breaks) && breaks !== '' ? Promise.reject(new Error('broken')) : Promise.resolve();
  };
  const conversation = {
    connect: (_heard: MessagePort, _player: MessagePort, rate: number, onEvent: typeof tell) => {
      tell = onEvent;
      return note(`connect at ${rate}`);
    },
    configure: (config: ConversationConfig) => {
      configs.push(config);
      return note('configure');
    },
    begin: (past: readonly unknown[], { greet, firstTurnId }: { greet: boolean; firstTurnId: number }) =>
      note(`begin at ${firstTurnId} after ${past.length}${greet ? ' with greeting' : ''}`),
    end: () => note('end'),
    sendText: (text: string) => note(`send ${text}`),
    setMuted: (muted: boolean) => note(`muted ${muted}`),
    select: (index: number) => note(`select ${index}`),
    reconnect: () => note('reconnect'),
    retry: (turn: number) => note(`retry ${turn}`).then(() => accepts),
  } as unknown as Remote<ConversationApi>;
  const ears = {
    onMark: () => Promise.resolve(),
    load: (model: string) => note(`load ${model}`),
    setReflex: (reflex: ReflexSettings) => {
      reflexes.push(reflex);
      return Promise.resolve();
    },
  } as unknown as Remote<VadWorkerApi>;
  const createAudioSession = (callbacks: AudioCallbacks): AudioSession => {
    let playingAt = 0;
    return {
      microphone: {
        track: 'the track' as unknown as MediaStreamTrack,
        open: () => {
          asked.push('open microphone');
          callbacks.onMicrophone(openMicrophone);
          return Promise.resolve(openMicrophone);
        },
      },
      playback: {
        setOutput: (deviceId: string) => note(`output ${deviceId}`),
      },
      startPlayback: (sampleRate: number) => {
        if (sampleRate !== playingAt) {
          const { port1, port2 } = new MessageChannel();
          callbacks.connectConversation(port1, port2, sampleRate);
          port1.close();
        }
        playingAt = sampleRate;
        callbacks.onPlayback({ phase: 'running', sampleRate });
        return Promise.resolve({ phase: 'running', sampleRate });
      },
      stopListening: () => callbacks.onMicrophone({ phase: 'closed', attempt: 1 }),
    } as unknown as AudioSession;
  };
  const store = createTalkStore();
  const storage = createMemoryConversationStorage(() => (time += 1));
  const departing = createDepartingTurns(memoryStore());
  const session = createTalkSession({
    store,
    storage,
    departing,
    feed: createTimelineFeed(),
    ears,
    conversation,
    createAudioSession,
    currentProfile: () => Promise.resolve(profile),
    vadModel: () => profile.vadModel,
    keys: () => ({ 'https://a.example': 'secret' }),
    companion: undefined,
    boxId: '020000000000',
    microphoneSettings: () => settings,
    outputDevice: () => output,
    keeps: () => ({ conversations: true, audio: true }),
    onTrack: (track) => tracks.push(track),
    learn: ({ failure }) => failure?.code === 'recognition-network',
    onTurnEndLearned: (url, turnEnd) => learned.push(`${url} ${turnEnd}`),
    onTrouble: (code) => troubles.push(code),
    debug: false,
  });
  const tellTurn = (turn: Partial<TurnView>) => tell({ type: 'turn', turn: turnView(turn) });
  return {
    session,
    store,
    storage,
    departing,
    asked,
    configs,
    reflexes,
    tracks,
    troubles,
    learned,
    tellTurn,
    tell: (event: ConversationEvent) => tell(event),
    setProfile: (change: Partial<Profile>) => (profile = profileWith(change)),
    setOutput: (deviceId: string) => (output = deviceId),
    turnIds: () => store.getState().turns.map(({ id }) => id),
  };
}

describe('the talk session', () => {
  it('asks for the microphone before anything else, and lets the app speak first', async () => {
    const { session, asked, configs } = setUp();
    await session.start();
    expect(asked).toEqual([
      'load v6',
      'open microphone',
      'configure',
      'connect at 22050',
      'begin at 1 after 0 with greeting',
    ]);
    expect(configs[0]?.keys).toEqual({ 'https://a.example': 'secret' });
  });

  it('greets nobody who has begun by writing', async () => {
    const { session, asked } = setUp();
    await session.sendText('Hello');
    await session.start();
    expect(asked.filter((text) => text.startsWith('begin') || text.startsWith('send'))).toEqual([
      'begin at 1 after 0',
      'send Hello',
    ]);
  });

  it('keeps the rate of a conversation that is under way when the voice changes', async () => {
    const { session, setProfile, configs, asked } = setUp();
    await session.start();
    const { partner } = profileWith();
    const tts = { kind: 'companion-voice', speaker: 'auto' } as const;
    setProfile({ partner: { ...partner, tts } });
    await session.reconfigure();
    await session.sendText('Hello');
    expect(configs).toHaveLength(3);
    await session.stop();
    await session.start();
    const rates = asked.filter((text) => /^connect|^begin/.test(text));
    expect(rates).toEqual([
      'connect at 22050',
      'begin at 1 after 0 with greeting',
      'connect at 24000',
      'begin at 1 after 0 with greeting',
    ]);
  });

  it('says the new rate with the new player, not with the new profile', async () => {
    const { session, setProfile, asked } = setUp();
    await session.start();
    await session.stop();
    const { partner } = profileWith();
    setProfile({ partner: { ...partner, tts: { kind: 'companion-voice', speaker: 'auto' } } });
    await session.reconfigure();
    expect(asked.filter((text) => text.startsWith('connect'))).toEqual(['connect at 22050']);
    await session.sendText('Hello');
    expect(asked.slice(-4)).toEqual(['configure', 'connect at 24000', 'begin at 1 after 0', 'send Hello']);
  });

  it('follows the speech model and the loudspeaker that were chosen, once each', async () => {
    const { session, setProfile, setOutput, asked } = setUp();
    await session.start();
    setProfile({ vadModel: 'v5' });
    setOutput('headphones');
    await session.reconfigure();
    await session.reconfigure();
    expect(asked.filter((text) => /^load|^output/.test(text))).toEqual([
      'load v6',
      'load v5',
      'output headphones',
    ]);
  });

  it('lets nobody listen to a muted microphone', async () => {
    const { session, tracks, reflexes, asked } = setUp();
    await session.start();
    session.setMuted(true);
    await Promise.resolve();
    expect(tracks).toEqual(['the track', undefined]);
    expect(asked.at(-1)).toBe('muted true');
    expect(reflexes.map(({ mode }) => mode)).toEqual(['on', 'off']);
  });

  it('has no reflex with push-to-talk, nor half-duplex', async () => {
    for (const turn of [{ pushToTalk: true }, { bargeIn: 'half-duplex' as const }]) {
      const { session, setProfile, reflexes } = setUp();
      setProfile({ turn: { ...defaultTurnSettings, ...turn } });
      await session.start();
      expect(reflexes.at(-1)?.mode).toBe('off');
    }
  });

  it('has a reflex with the thresholds of the voice detector, also when they change', async () => {
    const { session, setProfile, reflexes } = setUp();
    setProfile({ turn: { ...defaultTurnSettings, onsetThreshold: 0.7, offsetThreshold: 0.3 } });
    await session.start();
    expect(reflexes.at(-1)).toEqual({ mode: 'on', onsetThreshold: 0.7, offsetThreshold: 0.3 });
    setProfile({ turn: { ...defaultTurnSettings, onsetThreshold: 0.4, offsetThreshold: 0.38 } });
    await session.reconfigure();
    expect(reflexes.at(-1)).toEqual({ mode: 'on', onsetThreshold: 0.4, offsetThreshold: 0.38 });
  });

  it('begins anew without closing the ears, and leaves late turns to the conversation before', async () => {
    const { session, storage, tellTurn, turnIds, asked } = setUp();
    await session.start();
    tellTurn({ id: 1 });
    tellTurn({ id: 2, status: 'speaking' });
    const before = session.current().id;
    await session.startAnew();
    expect(asked.slice(-2)).toEqual(['end', 'begin at 3 after 0 with greeting']);
    tellTurn({ id: 2, status: 'interrupted' });
    tellTurn({ id: 3, status: 'open' });
    expect(turnIds()).toEqual([3]);
    expect((await storage.open(before))?.turnViews.map(({ status }) => status)).toEqual([
      'done',
      'interrupted',
    ]);
  });

  it('goes on with a stored conversation: the model is told, old turns are sent again as text', async () => {
    const { session, storage, store, tellTurn, asked } = setUp();
    const failed = turnView({ id: 8, status: 'failed', user: { text: 'And back?', partial: false } });
    await storage.saveTurn({ id: 'old', startedAt: 0 }, turnView({ id: 7 }));
    await storage.saveTurn({ id: 'old', startedAt: 0 }, failed);
    await storage.saveAudio('old', { turn: 7, side: 'user', sampleRate: 16_000, pcm: new Int16Array(4) });
    await session.reopen((await storage.open('old'))!);
    expect([...store.getState().recordings]).toEqual(['7:user']);
    await session.retry(8);
    expect(asked.slice(-4)).toEqual([
      'configure',
      'connect at 22050',
      'begin at 9 after 1',
      'send And back?',
    ]);
    tellTurn({ id: 9, status: 'failed' });
    await session.retry(9);
    expect(asked.at(-1)).toBe('retry 9');
  });

  it('loses no word that is written while another conversation comes on screen', async () => {
    const { session, storage, asked } = setUp();
    await storage.saveTurn({ id: 'old', startedAt: 0 }, turnView({ id: 7 }));
    const reopened = session.reopen((await storage.open('old'))!);
    await Promise.all([reopened, session.sendText('What is my name?')]);
    expect(asked.slice(-2)).toEqual(['begin at 8 after 1', 'send What is my name?']);
  });

  it('makes room when the conversation on screen is deleted', async () => {
    const { session, storage, tellTurn, turnIds } = setUp();
    await session.start();
    tellTurn({ id: 1 });
    await session.forget('some other');
    expect(turnIds()).toEqual([1]);
    const { id } = session.current();
    await session.forget(id);
    await storage.delete(id);
    expect(turnIds()).toEqual([]);
    tellTurn({ id: 1 });
    expect(await storage.list()).toEqual([]);
  });

  it('offers what was recorded in this conversation', async () => {
    const { session, store, tell, tellTurn } = setUp();
    await session.start();
    tellTurn({ id: 1 });
    const pcm = Int16Array.of(1, 2, 3);
    tell({ type: 'audio', turn: 1, side: 'assistant', sampleRate: 24_000, pcm });
    expect([...store.getState().recordings]).toEqual(['1:assistant']);
    expect(await session.recording({ turn: 1, side: 'assistant' })).toMatchObject({ pcm });
  });

  const failure = { stage: 'asr', message: '', details: {}, retryable: true } as const;

  it('sends a turn again whose failure the app has learned from, and does not show that it had failed', async () => {
    const { session, store, tellTurn, asked } = setUp();
    await session.start();
    tellTurn({ id: 1, status: 'thinking' });
    tellTurn({ id: 1, status: 'failed', failure: { ...failure, code: 'recognition-network' } });
    await vi.waitFor(() => expect(asked.slice(-2)).toEqual(['configure', 'retry 1']));
    expect(store.getState().turns[0]?.status).toBe('thinking');
    tellTurn({ id: 2, status: 'failed', failure: { ...failure, code: 'offline' } });
    expect(store.getState().turns[1]?.status).toBe('failed');
    expect(asked.at(-1)).toBe('retry 1');
  });

  it('shows a failure where the turn could not be sent again: somebody speaks', async () => {
    const { session, store, tellTurn } = setUp({ accepts: false });
    await session.start();
    tellTurn({ id: 1, status: 'failed', failure: { ...failure, code: 'recognition-network' } });
    await vi.waitFor(() => expect(store.getState().turns[0]?.status).toBe('failed'));
  });

  it('tells when a worker cannot do what it is asked', async () => {
    const { session, troubles } = setUp({ breaks: 'send' });
    await session.sendText('Hello');
    await Promise.resolve();
    expect(troubles).toEqual(['engine-worker-failed']);
  });
});

describe('a page that goes away', () => {
  it('lays down what is open, and takes it up again when it comes back', async () => {
    const { session, departing, tellTurn } = setUp();
    await session.start();
    tellTurn({ id: 1, status: 'speaking' });
    session.leave();
    const next = createMemoryConversationStorage(() => 0);
    await departing.bringTo(next);
    expect((await next.open(session.current().id))?.turnViews).toMatchObject([{ id: 1 }]);

    session.leave();
    session.comeBack();
    const later = createMemoryConversationStorage(() => 0);
    await departing.bringTo(later);
    expect(await later.list()).toEqual([]);
  });
});

describe('pastOf', () => {
  it('tells what was said, and of the answers what was heard', () => {
    const cut = { text: 'Yes. At ten.', complete: true, pieces: [], heard: 4 };
    expect(
      pastOf([
        turnView({ status: 'interrupted', reply: cut }),
        turnView({ status: 'failed' }),
        turnView({ status: 'dropped' }),
      ]),
    ).toEqual([{ user: 'Hello there.', assistant: 'Yes.' }]);
  });
});

describe('with a server that answers', () => {
  it('shows what it tells beside the turns, and passes the answers on', async () => {
    const { session, store, tell, asked, learned } = setUp();
    await session.start();
    const server = () => store.getState().server;
    tell({ type: 'link', link: { state: 'asking' }, at: 1 });
    tell({ type: 'choices', choices: { turn: 1, message: 'Ok?', items: ['Confirm', 'Cancel'] } });
    tell({ type: 'action', text: 'Busy', at: 2 });
    tell({ type: 'display-text', turn: 1, text: 'thinking of cats', at: 3 });
    tell({ type: 'recordings', recordings: [{ name: 'a.wav', url: 'http://a/a.wav' }] });
    tell({ type: 'notice', notice: { code: 'evicted', details: {}, at: 4 } });
    tell({ type: 'notice', notice: { code: 'evicted', details: { times: 2 }, at: 5 } });
    expect(server()).toEqual({
      link: { state: 'asking' },
      choices: { turn: 1, message: 'Ok?', items: ['Confirm', 'Cancel'] },
      action: 'Busy',
      displayed: [{ turn: 1, text: 'thinking of cats' }],
      notices: [{ code: 'evicted', details: { times: 2 }, at: 5 }],
      recordings: [{ name: 'a.wav', url: 'http://a/a.wav' }],
    });
    tell({ type: 'notice', notice: { code: 'reconnected', details: {}, at: 6 } });
    expect(server().notices.map(({ code }) => code)).toEqual(['reconnected']);
    tell({ type: 'notice', notice: { code: 'evicted', details: {}, at: 7 } });
    session.select(1);
    session.reconnect();
    session.dismissNotice('evicted');
    expect(server().notices).toEqual([]);
    expect(asked.slice(-2)).toEqual(['select 1', 'reconnect']);
    tell({ type: 'turn-end-learned', url: 'ws://a/ws', turnEnd: 'submit' });
    expect(learned).toEqual(['ws://a/ws submit']);
  });

  it('plays at the rate that the server sends', async () => {
    const { session, asked, setProfile } = setUp();
    setProfile({
      server: { kind: 'echokit', url: 'ws://a/ws', turnEnd: 'auto', opus: false, record: false },
    });
    await session.start();
    expect(asked).toContain('connect at 16000');
  });
});
