/**
 * The Talk page's effects: starts and stops the ears, the conversation and the mouth, and writes what they tell into
 * the store, the timeline and the storage. It passes no audio: the workers have their own lines for that.
 */
import { proxy, transfer, type Remote } from 'comlink';
import { spansOf } from '../../core/trace/turn-trace.ts';
import type { Profile } from '../../core/profile/profile.ts';
import type { Hertz } from '../../core/units.ts';
import type {
  CompanionAccess,
  ConversationApi,
  ConversationEvent,
  PastTurn,
  TurnView,
} from '../../workers/conversation-api.ts';
import type { VadWorkerApi, WorkerMark } from '../../workers/vad-api.ts';
import type { AudioSession } from '../platform/audio-session/audio-session.ts';
import type { MicrophoneSettings } from '../platform/microphone/microphone-host.ts';
import type { ConversationStorage } from '../platform/storage/conversation-storage.ts';
import { playbackRateOf } from '../engines/playback-rate.ts';
import { createDebugDoor, type DebugDoor } from './debug-door.ts';
import type { TalkActions } from './talk-actions.ts';
import { withTurn, type TalkStore } from './talk-store.ts';
import type { TroubleCode } from './trouble-store.ts';
import type { WritableTimelineFeed } from './timeline-feed.ts';

export interface TalkSessionOptions {
  readonly store: TalkStore;
  readonly feed: WritableTimelineFeed;
  readonly storage: ConversationStorage;
  readonly ears: Remote<VadWorkerApi>;
  readonly conversation: Remote<ConversationApi>;
  /** Made by the composition with the session's callbacks. */
  readonly createAudioSession: (callbacks: AudioCallbacks) => AudioSession;
  /** The profile in use: the person's, or what the auto profile found. */
  readonly currentProfile: () => Promise<Profile>;
  readonly keys: () => Readonly<Record<string, string>>;
  readonly companion: CompanionAccess | undefined;
  readonly microphoneSettings: () => MicrophoneSettings;
  readonly keeps: () => { readonly conversations: boolean; readonly audio: boolean };
  /** Something was not kept or not understood; told to the person, and to the log. */
  readonly onTrouble: (code: TroubleCode, cause: unknown) => void;
  readonly debug: boolean;
}

export interface AudioCallbacks {
  readonly connectConversation: (heard: MessagePort, player: MessagePort) => void;
  readonly onMicrophone: (state: AudioSession['microphone']['state']) => void;
  readonly onPlayback: (state: AudioSession['playback']['state']) => void;
}

export interface TalkSession extends TalkActions {
  readonly audio: AudioSession;
  /** Begins an empty conversation; the one before stays in the storage. */
  startAnew(): Promise<void>;
  /** Goes on with a conversation from the storage. */
  reopen(id: string): Promise<void>;
  /** The profile, a key or a setting changed: takes effect with the next call of an engine. */
  reconfigure(): Promise<void>;
  /** Identity of the conversation on screen. */
  readonly conversationId: () => string;
}

const isOver = (turn: TurnView): boolean =>
  turn.status !== 'open' && turn.status !== 'thinking' && turn.status !== 'speaking';

/** What the model is told of an earlier conversation: what was said and what was heard. */
export function pastOf(turns: readonly TurnView[]): readonly PastTurn[] {
  return turns
    .filter((turn) => turn.status === 'done' || turn.status === 'interrupted')
    .map((turn) => ({ user: turn.user.text, assistant: turn.reply.text.slice(0, turn.reply.heard) }))
    .filter(({ user, assistant }) => user !== '' || assistant !== '');
}

export function createTalkSession(options: TalkSessionOptions): TalkSession {
  const { store, feed, storage, ears, conversation, onTrouble } = options;
  const door: DebugDoor | undefined = options.debug ? createDebugDoor(window) : undefined;
  let current: { readonly id: string; readonly startedAt: number } = {
    id: crypto.randomUUID(),
    startedAt: Date.now(),
  };
  let isBegun = false;
  const measured = new Set<number>();
  const kept = (saving: Promise<void>) =>
    void saving.catch((cause: unknown) => onTrouble('storage-failed', cause));

  const audio = options.createAudioSession({
    connectConversation: (heard, player) =>
      void conversation.connect(
        transfer(heard, [heard]),
        transfer(player, [player]),
        proxy((event: ConversationEvent) => receive(event)),
      ),
    onMicrophone: (microphone) => store.setState({ microphone }),
    onPlayback: (playback) => store.setState({ playback }),
  });

  function receive(event: ConversationEvent): void {
    door?.tell(event);
    switch (event.type) {
      case 'phase':
        store.setState({ phase: event.phase });
        return;
      case 'turn':
        receiveTurn(event.turn);
        return;
      case 'frames':
        feed.addFrames(event.frames);
        return;
      case 'segment':
        feed.addSegment(event.segment);
        return;
      case 'reply-level':
        feed.setReplyDb(event.levelDb);
        return;
      case 'counters':
        store.setState({ counters: event.counters });
        return;
      case 'audio':
        if (options.keeps().audio) kept(storage.saveAudio(current.id, event));
        return;
      case 'mark':
        remark(event);
        return;
      case 'debug':
        return;
    }
  }

  function receiveTurn(turn: TurnView): void {
    store.setState(({ turns }) => ({ turns: withTurn(turns, turn) }));
    if (!isOver(turn)) return;
    if (options.keeps().conversations) kept(storage.saveTurn(current, turn));
    if (measured.has(turn.id) || turn.trace.firstSample === undefined) return;
    measured.add(turn.id);
    for (const { name, start, end } of spansOf(turn.trace)) {
      performance.measure(name, {
        start: start - performance.timeOrigin,
        end: end - performance.timeOrigin,
        detail: { turn: turn.id },
      });
    }
  }

  /** A mark of another thread, published with the instant it carries, however late it arrives. */
  function remark({ name, at }: WorkerMark): void {
    if (options.debug) performance.mark(`bench:${name}`, { detail: { at } });
  }

  async function configure(): Promise<Hertz> {
    const profile = await options.currentProfile();
    const playbackRate = playbackRateOf(profile.partner.tts);
    const { pushToTalk, bargeIn, onsetThreshold } = profile.turn;
    await ears.setReflex({ mode: pushToTalk || bargeIn === 'half-duplex' ? 'off' : 'on', onsetThreshold });
    await conversation.configure({
      profile,
      keys: options.keys(),
      ...(options.companion ? { companion: options.companion } : {}),
      playbackRate,
      debug: options.debug,
    });
    return playbackRate;
  }

  async function begin(): Promise<void> {
    if (isBegun) return;
    isBegun = true;
    const { turns } = store.getState();
    const firstTurnId = (turns.at(-1)?.id ?? 0) + 1;
    await conversation.begin(pastOf(turns), { greet: turns.length === 0, firstTurnId });
  }

  async function end(): Promise<void> {
    audio.stopListening();
    await conversation.end();
    isBegun = false;
  }

  void ears.onMark(proxy(remark));

  async function loadModel(): Promise<void> {
    const { vadModel } = await options.currentProfile();
    const status = await ears.load(
      vadModel,
      proxy((model) => store.setState({ model })),
    );
    store.setState({ model: status });
  }
  void loadModel();

  return {
    audio,
    conversationId: () => current.id,
    async start() {
      // The microphone is asked for first: the profile and the voice are looked up while the person answers.
      const listening = audio.microphone.open(options.microphoneSettings());
      const playbackRate = await configure();
      await audio.startPlayback(playbackRate);
      await begin();
      await listening;
    },
    stop: end,
    async sendText(text) {
      await audio.startPlayback(await configure());
      await begin();
      await conversation.sendText(text);
    },
    pressTalk: () => void conversation.pressTalk(),
    releaseTalk: () => void conversation.releaseTalk(),
    setMuted(muted) {
      store.setState({ muted });
      void conversation.setMuted(muted);
    },
    interrupt: () => void conversation.interrupt(),
    retry: (turn) => void conversation.retry(turn),
    async startAnew() {
      await end();
      current = { id: crypto.randomUUID(), startedAt: Date.now() };
      measured.clear();
      feed.clear();
      store.setState({ turns: [] });
    },
    async reopen(id) {
      const stored = await storage.open(id);
      if (!stored) return;
      await end();
      current = { id: stored.id, startedAt: stored.startedAt };
      measured.clear();
      feed.clear();
      store.setState({ turns: stored.turnViews });
    },
    async reconfigure() {
      await configure();
    },
  };
}
