/**
 * The Talk page's effects: starts and stops the ears, the conversation and the mouth, and writes what they tell into
 * the store, the timeline and the storage. It passes no audio: the workers have their own lines for that.
 */
import { proxy, transfer, type Remote } from 'comlink';
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
import type { ConversationStorage, StoredConversation } from '../platform/storage/conversation-storage.ts';
import type { DepartingTurns } from '../platform/storage/departing-turns.ts';
import { answerRateOf } from '../engines/playback-rate.ts';
import { ConversationKeeper, type ConversationIdentity } from './conversation-keeper.ts';
import { createDebugDoor, type DebugDoor } from './debug-door.ts';
import { createSpanPublisher } from './publish-spans.ts';
import type { TalkActions } from './talk-actions.ts';
import { noServer, recordingKey, withServerEvent, withTurn, type TalkStore } from './talk-store.ts';
import type { TroubleCode } from './trouble-store.ts';
import type { WritableTimelineFeed } from './timeline-feed.ts';

export interface TalkSessionOptions {
  readonly store: TalkStore;
  readonly feed: WritableTimelineFeed;
  readonly storage: ConversationStorage;
  readonly departing: DepartingTurns;
  readonly ears: Remote<VadWorkerApi>;
  readonly conversation: Remote<ConversationApi>;
  /** Made by the composition with the session's callbacks. */
  readonly createAudioSession: (callbacks: AudioCallbacks) => AudioSession;
  /** The profile in use: the person's, or what the auto profile found. Soon there, whatever happens. */
  readonly currentProfile: () => Promise<Profile>;
  /** Known before the profile is, so that its download need not wait. */
  readonly vadModel: () => Profile['vadModel'];
  readonly keys: () => Readonly<Record<string, string>>;
  readonly companion: CompanionAccess | undefined;
  /** Under which EchoKit servers know this tab. */
  readonly boxId: string;
  readonly microphoneSettings: () => MicrophoneSettings;
  /** Empty: the system's default. */
  readonly outputDevice: () => string;
  readonly keeps: () => { readonly conversations: boolean; readonly audio: boolean };
  /** The microphone's track while it may be listened to: for engines that listen themselves. */
  readonly onTrack: (track: MediaStreamTrack | undefined) => void;
  /**
   * A turn of the conversation on screen has changed.
   * @returns whether it failed by an engine that the profile has learned to do without: it is sent again at once
   */
  readonly learn: (turn: TurnView) => boolean;
  /** Who finds the ends of turns with this server, found out by trying. */
  readonly onTurnEndLearned: (url: string, turnEnd: 'server' | 'submit') => void;
  /** Something was not kept or not understood; told to the person, and to the log. */
  readonly onTrouble: (code: TroubleCode, cause: unknown) => void;
  readonly debug: boolean;
}

export interface AudioCallbacks {
  readonly connectConversation: (heard: MessagePort, player: MessagePort, playbackRate: Hertz) => void;
  readonly onMicrophone: (state: AudioSession['microphone']['state']) => void;
  readonly onPlayback: (state: AudioSession['playback']['state']) => void;
}

export interface TalkSession extends TalkActions {
  /** Goes on with a conversation from the storage. */
  reopen(conversation: StoredConversation): Promise<void>;
  /** It was deleted from the storage; the one on screen makes room for an empty one. */
  forget(id: string): Promise<void>;
  /** The profile, a key or a setting changed: takes effect with the next call of an engine. */
  reconfigure(): Promise<void>;
  /** The page may go away: what is open is saved as it stands. */
  keepUnfinished(): void;
  /** The page goes away: what is open is saved where nothing is waited for. */
  leave(): void;
  /** The page was left and has come back as it was. */
  comeBack(): void;
  /** The conversation on screen. */
  readonly current: () => ConversationIdentity;
}

/** What the model is told of an earlier conversation: what was said and what was heard. */
export function pastOf(turns: readonly TurnView[]): readonly PastTurn[] {
  return turns
    .filter((turn) => turn.status === 'done' || turn.status === 'interrupted')
    .map((turn) => ({ user: turn.user.text, assistant: turn.reply.text.slice(0, turn.reply.heard) }))
    .filter(({ user, assistant }) => user !== '' || assistant !== '');
}

export function createTalkSession(options: TalkSessionOptions): TalkSession {
  const { store, feed, storage, departing, ears, conversation, onTrouble } = options;
  const door: DebugDoor | undefined = options.debug ? createDebugDoor(window) : undefined;
  const publishSpans = createSpanPublisher(performance);
  const keeper = new ConversationKeeper({
    storage,
    keeps: options.keeps,
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    onFailed: (cause) => onTrouble('storage-failed', cause),
  });
  store.setState({ conversation: keeper.current.id });
  let isBegun = false;
  let modelAsked: Profile['vadModel'] | undefined;
  let outputAsked = '';

  /** A worker that cannot do what it is asked is told of like one that has stopped. */
  const ask = (call: Promise<unknown>): void =>
    void call.catch((cause: unknown) => onTrouble('engine-worker-failed', cause));

  const audio = options.createAudioSession({
    connectConversation: (heard, player, playbackRate) =>
      ask(
        conversation.connect(
          transfer(heard, [heard]),
          transfer(player, [player]),
          playbackRate,
          proxy((event: ConversationEvent) => receive(event)),
        ),
      ),
    onMicrophone: (microphone) => {
      store.setState({ microphone });
      offerTrack();
    },
    onPlayback: (playback) => store.setState({ playback }),
  });

  /** Nobody listens to a muted microphone. */
  function offerTrack(): void {
    const track = store.getState().muted ? null : audio.microphone.track;
    options.onTrack(track ?? undefined);
  }

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
      case 'audio': {
        const { turn, side, sampleRate, pcm } = event;
        keeper.keepAudio({ turn, side, sampleRate, pcm });
        if (!options.keeps().audio || !keeper.isCurrent(turn)) return;
        store.setState(({ recordings }) => ({
          recordings: new Set([...recordings, recordingKey({ turn, side })]),
        }));
        return;
      }
      case 'mark':
        publishMark(event);
        return;
      case 'link':
      case 'notice':
      case 'choices':
      case 'display-text':
      case 'recordings':
      case 'action':
        store.setState(({ server }) => ({ server: withServerEvent(server, event) }));
        return;
      case 'mouth-shape':
        feed.setMouth(event.shape);
        return;
      case 'turn-end-learned':
        options.onTurnEndLearned(event.url, event.turnEnd);
        return;
      case 'debug':
        return;
    }
  }

  function receiveTurn(turn: TurnView): void {
    keeper.keepTurn(turn);
    publishSpans(turn);
    if (!keeper.isCurrent(turn.id)) return;
    if (options.learn(turn)) ask(sendAgain(turn));
    else show(turn);
  }

  function show(turn: TurnView): void {
    store.setState(({ turns }) => ({ turns: withTurn(turns, turn) }));
  }

  /** Sends a turn again without being asked to: as long as that goes well nobody needs to see that it had failed. */
  async function sendAgain(turn: TurnView): Promise<void> {
    await configure();
    if (!(await conversation.retry(turn.id)) && keeper.isCurrent(turn.id)) show(turn);
  }

  /** A mark of another thread, published with the instant it carries, however late it arrives. */
  function publishMark({ name, at }: WorkerMark): void {
    if (options.debug) performance.mark(`bench:${name}`, { detail: { at } });
  }

  /** @returns the rate at which this conversation is played */
  async function configure(): Promise<Hertz> {
    const profile = await options.currentProfile();
    const { playback } = store.getState();
    // One playback context for one conversation: what another voice gives is resampled to it in the worker.
    const playbackRate = isBegun && 'sampleRate' in playback ? playback.sampleRate : answerRateOf(profile);
    setReflex(profile.turn);
    ask(
      conversation.configure({
        profile,
        keys: options.keys(),
        ...(options.companion ? { companion: options.companion } : {}),
        boxId: options.boxId,
        debug: options.debug,
      }),
    );
    return playbackRate;
  }

  function setReflex({ pushToTalk, bargeIn, onsetThreshold, offsetThreshold }: Profile['turn']): void {
    const isOff = pushToTalk || bargeIn === 'half-duplex' || store.getState().muted;
    ask(ears.setReflex({ mode: isOff ? 'off' : 'on', onsetThreshold, offsetThreshold }));
  }

  /** @param isFirst the app may speak first; not where the person has something to say already */
  function begin({ isFirst }: { readonly isFirst: boolean }): void {
    if (isBegun) return;
    isBegun = true;
    const { turns } = store.getState();
    const firstTurnId = keeper.nextTurn;
    store.setState({ liveFrom: firstTurnId });
    ask(conversation.begin(pastOf(turns), { greet: isFirst && turns.length === 0, firstTurnId }));
  }

  async function end(): Promise<void> {
    isBegun = false;
    await conversation.end();
  }

  /** Whoever speaks or writes while another conversation comes on screen is heard in that one. */
  let turning: Promise<void> = Promise.resolve();
  function turnTo(stored: StoredConversation | undefined): Promise<void> {
    const turn = () => showInstead(stored);
    turning = turning.then(turn, turn);
    return turning;
  }
  const turned = (): Promise<void> => turning.catch(() => undefined);

  /** Puts another conversation on screen. Who was listening goes on listening. */
  async function showInstead(stored: StoredConversation | undefined): Promise<void> {
    const wasBegun = isBegun;
    await end();
    if (stored === undefined) keeper.beginAnew();
    else keeper.reopen(stored);
    feed.clear();
    const recordings = stored === undefined ? [] : await storage.recordings(stored.id);
    store.setState({
      conversation: keeper.current.id,
      turns: stored?.turnViews ?? [],
      hereFrom: keeper.nextTurn,
      liveFrom: keeper.nextTurn,
      recordings: new Set(recordings.map(recordingKey)),
      server: { ...noServer, link: store.getState().server.link },
    });
    if (wasBegun && store.getState().microphone.phase !== 'closed') begin({ isFirst: true });
  }

  /** Follows the settings; the first call is the one at the start. */
  async function loadModel(): Promise<void> {
    const model = options.vadModel();
    if (model === modelAsked) return;
    modelAsked = model;
    await ears.load(
      model,
      proxy((status) => store.setState({ model: status })),
    );
  }

  async function followOutput(): Promise<void> {
    const wanted = options.outputDevice();
    if (wanted === outputAsked) return;
    outputAsked = wanted;
    await audio.playback.setOutput(wanted);
  }

  /** Lays the lines at once: what is said first must not go to a player of another rate. */
  async function play(playbackRate: Hertz): Promise<void> {
    await Promise.all([followOutput(), audio.startPlayback(playbackRate)]);
  }

  async function sendText(text: string): Promise<void> {
    const playing = play(await configure());
    await turned();
    begin({ isFirst: false });
    await playing;
    ask(conversation.sendText(text));
  }

  ask(
    ears.onMark(
      proxy((mark) => {
        door?.tell(mark);
        publishMark(mark);
      }),
    ),
  );
  ask(loadModel());

  return {
    current: () => keeper.current,
    async start() {
      // The microphone is asked for first: the profile and the voice are looked up while the person answers.
      const listening = audio.microphone.open(options.microphoneSettings());
      setMuted(false);
      const playing = play(await configure());
      await turned();
      begin({ isFirst: true });
      await Promise.all([playing, listening]);
    },
    async stop() {
      audio.stopListening();
      await end();
    },
    leaveMicrophone: () => audio.stopListening(),
    startAnew: () => turnTo(undefined),
    reopen: (stored) => turnTo(stored),
    async forget(id) {
      keeper.forget(id);
      departing.forget(id);
      if (keeper.current.id === id) await turnTo(undefined);
    },
    sendText,
    pressTalk: () => ask(conversation.pressTalk()),
    releaseTalk: () => ask(conversation.releaseTalk()),
    setMuted,
    interrupt: () => ask(conversation.interrupt()),
    select: (index) => ask(conversation.select(index)),
    reconnect: () => ask(conversation.reconnect()),
    dismissNotice: (code) =>
      store.setState(({ server }) => ({
        server: { ...server, notices: server.notices.filter((notice) => notice.code !== code) },
      })),
    async retry(id) {
      const { liveFrom, turns } = store.getState();
      const text = turns.find((turn) => turn.id === id)?.user.text ?? '';
      if (id < liveFrom) {
        if (text !== '') await sendText(text);
        return;
      }
      await audio.startPlayback(await configure());
      ask(conversation.retry(id));
    },
    recording: (name) => storage.recording(keeper.current.id, name),
    async reconfigure() {
      await configure();
      const { phase } = store.getState().microphone;
      if (phase === 'open' || phase === 'recovering')
        void audio.microphone.open(options.microphoneSettings());
      ask(loadModel());
      await followOutput();
    },
    keepUnfinished: () => void keeper.keepUnfinished(store.getState().turns),
    leave() {
      const turns = keeper.keepUnfinished(store.getState().turns);
      const { id, startedAt } = keeper.current;
      if (turns.length > 0) departing.lay({ id, startedAt, turns });
    },
    comeBack: () => departing.forget(keeper.current.id),
  };

  function setMuted(muted: boolean): void {
    if (store.getState().muted === muted) return;
    store.setState({ muted });
    offerTrack();
    ask(conversation.setMuted(muted));
    ask(options.currentProfile().then(({ turn }) => setReflex(turn)));
  }
}
