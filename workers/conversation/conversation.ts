/**
 * What the conversation worker does, without the worker: judged frames and player events in, commands to the player
 * and events for the page out. It wires the rooms; whose turn it is and what is done about it is its backend's business.
 */
import { assertNever } from '../../core/assert.ts';
import { defaultTurnSettings, type TurnSettings } from '../../core/profile/profile.ts';
import type { TalkPhase } from '../../core/turn/talk-phase.ts';
import { frameSamples, type Hertz, type Millis } from '../../core/units.ts';
import type { SegmenterEvent } from '../../core/vad/streaming-segmenter.ts';
import type { Engines } from '../../app/engines/engine.ts';
import type { PageEngines } from '../../app/engines/page-engines.ts';
import type {
  ConversationApi,
  ConversationConfig,
  ConversationEvent,
  PastTurn,
} from '../conversation-api.ts';
import type { PlayerEvent } from '../player-api.ts';
import type { BenchMarkName, HeardMessage, JudgedFrame } from '../vad-api.ts';
import type { Backend, BackendKind, BackendTools, CreateBackend } from './backend.ts';
import { FrameLog } from './frame-log.ts';
import type { Host } from './host.ts';
import { ListeningGate } from './listening-gate.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { MouthNews } from './mouth.ts';
import { PipelineBackend } from './pipeline-backend.ts';
import { PlayerMouth } from './player-mouth.ts';
import { TimelineFeed } from './timeline-feed.ts';
import { TurnBook } from './turn-book.ts';
import { UtteranceKeeper } from './utterance-keeper.ts';
import { VoiceTracker } from './voice-tracker.ts';

export interface ConversationOptions {
  readonly host: Host;
  readonly connectPage: (port: MessagePort) => PageEngines;
  readonly createEngines: (config: ConversationConfig, page: PageEngines | undefined) => Engines;
  /** Servers that answer in place of engines. */
  readonly servers?: Readonly<Record<Exclude<BackendKind, 'pipeline'>, CreateBackend>>;
  readonly limits?: Limits;
}

/** Of the player that is not there yet. */
const firstPlaybackRate = 24_000;
/** Growing text is shown this often. */
const showEveryMs: Millis = 50;

export class Conversation implements ConversationApi {
  readonly #options: ConversationOptions;
  readonly #limits: Limits;
  readonly #log = new FrameLog();
  readonly #keeper = new UtteranceKeeper(this.#log, defaultTurnSettings.maxUtteranceMs);
  readonly #tracker = new VoiceTracker(this.#log);
  readonly #gate = new ListeningGate();
  readonly #book = new TurnBook();
  readonly #feed: TimelineFeed;
  readonly #tools: BackendTools;
  #backend: Backend;
  #backendKind: BackendKind = 'pipeline';
  #emit: (event: ConversationEvent) => void = () => undefined;
  #mouth: PlayerMouth;
  #config: ConversationConfig | null = null;
  #page: PageEngines | undefined;
  #settings: TurnSettings = defaultTurnSettings;
  #isMuted = false;
  #phase: TalkPhase = 'idle';
  #isShowDue = false;
  #cancelWatch: () => void = () => undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultLimits;
    const { host } = options;
    this.#feed = new TimelineFeed((event) => this.#emit(event));
    this.#mouth = new PlayerMouth({ postMessage: () => undefined }, firstPlaybackRate, host, (news) =>
      this.#hearMouth(news),
    );
    this.#tools = {
      host,
      limits: this.#limits,
      book: this.#book,
      keeper: this.#keeper,
      log: this.#log,
      mouth: () => this.#mouth,
      settings: () => this.#settings,
      endSegment: () => this.#tellSegments(this.#tracker.endSegment()),
      show: () => this.#show(),
      setPhase: (phase, at) => this.#setPhase(phase, at),
      mark: (name, at) => this.#mark(name, at),
      recorded: (side) => this.#emit({ type: 'audio', ...side }),
      emit: (event) => this.#emit(event),
    };
    this.#backend = this.#createBackend('pipeline');
  }

  connect(
    heard: MessagePort,
    player: MessagePort,
    playbackRate: Hertz,
    onEvent: (event: ConversationEvent) => void,
  ): void {
    this.#emit = onEvent;
    const { host } = this.#options;
    this.#mouth = new PlayerMouth(player, playbackRate, host, (news) => this.#hearMouth(news));
    this.#gate.hear({ type: 'silent', at: this.#now() });
    this.#backend.changePlayer(this.#mouth);
    player.onmessage = ({ data }: MessageEvent<PlayerEvent>) => this.#mouth.receive(data);
    heard.onmessage = ({ data }: MessageEvent<HeardMessage>) => this.#hear(data);
  }

  configure(config: ConversationConfig): void {
    this.#config = config;
    this.#settings = config.profile.turn;
    this.#keeper.allow(this.#settings.maxUtteranceMs);
    const kind = config.profile.server?.kind ?? 'pipeline';
    if (kind === this.#backendKind) this.#backend.configure(config);
    else this.#changeBackend(kind, config);
  }

  /** Who answers from now on goes on with what was heard of the conversation so far. */
  #changeBackend(kind: BackendKind, config: ConversationConfig): void {
    const { isOn } = this.#backend;
    this.#backend.close();
    const { nextTurn } = this.#backend;
    this.#mouth.changeSpeaker();
    this.#backendKind = kind;
    this.#backend = this.#createBackend(kind);
    this.#backend.configure(config);
    this.#backend.changePlayer(this.#mouth);
    if (this.#isMuted) this.#backend.setMuted(true);
    if (isOn) this.#backend.begin(this.#book.past(), { greet: false, firstTurn: nextTurn });
    this.#show();
  }

  #createBackend(kind: BackendKind): Backend {
    const { createEngines, servers } = this.#options;
    if (kind === 'pipeline')
      return new PipelineBackend(this.#tools, (config) => createEngines(config, this.#page));
    if (servers === undefined) throw new Error(`nobody is there to talk with a server of the kind ${kind}`);
    return servers[kind](this.#tools);
  }

  connectPageEngines(port: MessagePort): void {
    this.#page = this.#options.connectPage(port);
    if (this.#config !== null) this.configure(this.#config);
  }

  begin(
    past: readonly PastTurn[],
    { greet, firstTurnId }: { readonly greet: boolean; readonly firstTurnId: number },
  ): void {
    if (this.#backend.isOn) this.end();
    this.#backend.begin(past, { greet, firstTurn: firstTurnId });
    this.#show();
  }

  end(): void {
    this.#backend.end();
    this.#show();
    this.#feed.flush();
  }

  sendText(text: string): void {
    const trimmed = text.trim();
    if (trimmed !== '') this.#backend.sendText(trimmed);
    this.#show();
  }

  pressTalk(): void {
    this.#backend.pressTalk();
    this.#show();
  }

  releaseTalk(): void {
    // The release waits for a frame; without a microphone there is none.
    this.#watchFrames();
    this.#backend.releaseTalk();
    this.#show();
  }

  setMuted(muted: boolean): void {
    this.#isMuted = muted;
    this.#backend.setMuted(muted);
    this.#show();
  }

  interrupt(): void {
    this.#backend.interrupt();
    this.#show();
  }

  retry(turn: number): boolean {
    const didRetry = this.#backend.retry(turn);
    this.#show();
    return didRetry;
  }

  select(index: number): void {
    this.#backend.select(index);
    this.#show();
  }

  reconnect(): void {
    this.#backend.reconnect?.();
    this.#show();
  }

  #hear(message: HeardMessage): void {
    switch (message.type) {
      case 'frame':
        this.#hearFrame(message);
        return;
      case 'dropped':
        this.#feed.count({ framesDropped: this.#feed.counters.framesDropped + message.frames });
        return;
      case 'capture-started':
        this.#tracker.newMicrophone();
        return;
      case 'capture-stopped':
        return;
      default:
        assertNever(message);
    }
  }

  #hearFrame(frame: JudgedFrame): void {
    this.#watchFrames();
    this.#keeper.hear(frame.samples, frame.start);
    const { attention, probability, ducked } = this.#gate.admit(frame, this.#settings);
    const { voice, events } = this.#tracker.hear(
      frame,
      probability,
      this.#settings,
      this.#backend.isListening ? attention : 'closed',
    );
    this.#tellSegments(events);
    this.#feed.add(frame);
    this.#backend.hear({
      at: this.#now(),
      start: frame.start,
      end: frame.start + frameSamples,
      samples: frame.samples,
      voice,
      segments: events,
      ducked,
    });
    this.#show();
  }

  /** The machine's clock is noticed when it stands still. */
  #watchFrames(): void {
    this.#cancelWatch();
    this.#cancelWatch = this.#options.host.after(this.#limits.captureMs, () => {
      this.#backend.captureLost(this.#now());
      this.#show();
    });
  }

  #hearMouth(news: MouthNews): void {
    if (news.type === 'level') this.#emit({ type: 'reply-level', levelDb: news.levelDb });
    if (news.type === 'underrun') this.#feed.count({ underruns: this.#feed.counters.underruns + 1 });
    if (news.type === 'cushion') this.#feed.count({ cushionMs: news.ms });
    // Of a typed turn nobody listens: no frame would take these along.
    if (news.type === 'underrun' || news.type === 'cushion') this.#feed.flush();
    this.#gate.hear(news);
    this.#backend.hearMouth(news);
    this.#show();
  }

  #setPhase(phase: TalkPhase, at: Millis): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#emit({ type: 'phase', phase, at });
  }

  #tellSegments(events: readonly SegmenterEvent[]): void {
    for (const event of events) {
      const mark = markOf(event);
      if (mark !== null) this.#mark(mark, this.#now());
      if (event.type === 'hard-end' || event.type === 'misfire') {
        const kind = event.type === 'misfire' ? 'misfire' : 'speech';
        const { onset: start, end } = event;
        const turn = this.#backend.nextTurn - 1;
        this.#emit({ type: 'segment', segment: { turn, start, end, kind } });
      }
      if (this.#config?.debug === true)
        this.#emit({ type: 'debug', name: 'vad', at: this.#now(), detail: event });
    }
  }

  #mark(name: BenchMarkName, at: Millis): void {
    if (this.#config?.debug === true) this.#emit({ type: 'mark', name, at });
  }

  /** What has changed is shown soon, and together: nobody reads faster. */
  #show(): void {
    if (this.#isShowDue) return;
    this.#isShowDue = true;
    this.#options.host.after(showEveryMs, () => {
      this.#isShowDue = false;
      this.#feed.count({ speculationsDiscarded: this.#book.discarded });
      this.#feed.flushCounters();
      for (const turn of this.#book.takeChanged()) this.#emit({ type: 'turn', turn });
    });
  }

  #now(): Millis {
    return this.#options.host.now();
  }
}

function markOf({ type }: SegmenterEvent): BenchMarkName | null {
  switch (type) {
    case 'speech-started':
      return 'vad.speechStart';
    case 'speech-confirmed':
      return 'vad.speechConfirmed';
    case 'hard-end':
      return 'vad.speechEnd';
    case 'misfire':
      return 'vad.misfire';
    case 'soft-end':
    case 'redemption':
      return null;
    default:
      return assertNever(type);
  }
}
