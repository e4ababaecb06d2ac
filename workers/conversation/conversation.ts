/**
 * What the conversation worker does, without the worker: judged frames and player events in, commands to the player
 * and events for the page out. It wires the rooms; whose turn it is, is decided by the turn machine, and what is done
 * about it by the turn driver.
 */
import { assertNever } from '../../core/assert.ts';
import { defaultTurnSettings, type TurnSettings } from '../../core/profile/profile.ts';
import { talkPhase, type TalkPhase } from '../../core/turn/talk-phase.ts';
import { rulesOf, type TurnRules } from '../../core/turn/turn-rules.ts';
import type { TurnEvent } from '../../core/turn/turn-event.ts';
import type { TurnState } from '../../core/turn/turn-state.ts';
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
import { FrameLog } from './frame-log.ts';
import type { Host } from './host.ts';
import { ListeningGate } from './listening-gate.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { MouthNews } from './mouth.ts';
import { partnerOf } from './partner.ts';
import { PlayerMouth } from './player-mouth.ts';
import { TimelineFeed } from './timeline-feed.ts';
import { TurnBook } from './turn-book.ts';
import { TurnDriver, type Partner } from './turn-driver.ts';
import { UtteranceKeeper } from './utterance-keeper.ts';
import { VoiceTracker } from './voice-tracker.ts';

export interface ConversationOptions {
  readonly host: Host;
  readonly connectPage: (port: MessagePort) => PageEngines;
  readonly createEngines: (config: ConversationConfig, page: PageEngines | undefined) => Engines;
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
  readonly #driver: TurnDriver;
  #emit: (event: ConversationEvent) => void = () => undefined;
  #mouth: PlayerMouth;
  #config: ConversationConfig | null = null;
  #page: PageEngines | undefined;
  #partner: Partner | null = null;
  #settings: TurnSettings = defaultTurnSettings;
  #rules: TurnRules = rulesOf(defaultTurnSettings, { recogniser: true });
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
    this.#driver = new TurnDriver({
      host,
      limits: this.#limits,
      book: this.#book,
      keeper: this.#keeper,
      log: this.#log,
      mouth: () => this.#mouth,
      rules: () => this.#rules,
      partner: () => this.#requirePartner(),
      endSegment: () => this.#tellSegments(this.#tracker.endSegment()),
      onMark: (name, at) => this.#mark(name, at),
      onRecorded: (side) => this.#emit({ type: 'audio', ...side }),
      onStep: (before, after, event) => this.#afterStep(before, after, event),
    });
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
    this.#driver.changePlayer(this.#mouth);
    player.onmessage = ({ data }: MessageEvent<PlayerEvent>) => this.#mouth.receive(data);
    heard.onmessage = ({ data }: MessageEvent<HeardMessage>) => this.#hear(data);
  }

  configure(config: ConversationConfig): void {
    this.#config = config;
    this.#partner = partnerOf(config.profile, this.#options.createEngines(config, this.#page), this.#limits);
    this.#settings = config.profile.turn;
    this.#rules = rulesOf(this.#settings, { recogniser: config.profile.partner.asr.kind !== 'echo' });
    this.#keeper.allow(this.#settings.maxUtteranceMs);
  }

  connectPageEngines(port: MessagePort): void {
    this.#page = this.#options.connectPage(port);
    if (this.#config !== null) this.configure(this.#config);
  }

  begin(
    past: readonly PastTurn[],
    { greet, firstTurnId }: { readonly greet: boolean; readonly firstTurnId: number },
  ): void {
    if (this.#driver.state.floor.phase !== 'idle') this.end();
    this.#driver.begin(past, firstTurnId);
    const hasGreeting = this.#requirePartner().greeting.trim() !== '';
    this.#tell({ type: 'begin', at: this.#now(), greet: greet && hasGreeting });
  }

  end(): void {
    this.#tell({ type: 'end', at: this.#now() });
    this.#feed.flush();
  }

  sendText(text: string): void {
    const trimmed = text.trim();
    if (trimmed !== '') this.#tell({ type: 'text-submitted', at: this.#now(), text: trimmed });
  }

  pressTalk(): void {
    this.#tell({ type: 'talk-pressed', at: this.#now() });
  }

  releaseTalk(): void {
    // The release waits for a frame; without a microphone there is none.
    this.#watchFrames();
    this.#tell({ type: 'talk-released', at: this.#now() });
  }

  setMuted(muted: boolean): void {
    this.#tell({ type: 'mute', at: this.#now(), muted });
  }

  interrupt(): void {
    this.#tell({ type: 'interrupt', at: this.#now() });
  }

  retry(turn: number): boolean {
    const isFailed = (): boolean => this.#driver.state.failed.some((failed) => failed.turn === turn);
    if (!isFailed()) return false;
    this.#tell({ type: 'retry', at: this.#now(), turn });
    return !isFailed();
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
    const isOn = this.#driver.state.floor.phase !== 'idle' && !this.#driver.state.muted;
    const { attention, probability, ducked } = this.#gate.admit(frame, this.#settings);
    const { voice, events } = this.#tracker.hear(
      frame,
      probability,
      this.#settings,
      isOn ? attention : 'closed',
    );
    this.#tellSegments(events);
    this.#feed.add(frame);
    this.#tell({
      type: 'frame',
      at: this.#now(),
      end: frame.start + frameSamples,
      voice,
      ducked,
    });
  }

  /** The machine's clock is noticed when it stands still. */
  #watchFrames(): void {
    this.#cancelWatch();
    this.#cancelWatch = this.#options.host.after(this.#limits.captureMs, () =>
      this.#tell({ type: 'capture-lost', at: this.#now() }),
    );
  }

  #hearMouth(news: MouthNews): void {
    if (news.type === 'level') this.#emit({ type: 'reply-level', levelDb: news.levelDb });
    if (news.type === 'underrun') this.#feed.count({ underruns: this.#feed.counters.underruns + 1 });
    if (news.type === 'cushion') this.#feed.count({ cushionMs: news.ms });
    // Of a typed turn nobody listens: no frame would take these along.
    if (news.type === 'underrun' || news.type === 'cushion') this.#feed.flush();
    this.#gate.hear(news);
    this.#driver.hear(news);
    this.#show();
  }

  #tell(event: TurnEvent): void {
    this.#driver.tell(event);
    this.#show();
  }

  #afterStep(before: TurnState, after: TurnState, event: TurnEvent): void {
    const phase = talkPhase(after);
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#emit({ type: 'phase', phase, at: event.at });
    }
    if (this.#config?.debug !== true || before.floor.phase === after.floor.phase) return;
    const detail = { from: before.floor.phase, to: after.floor.phase, event: event.type };
    this.#emit({ type: 'debug', name: 'turn', at: event.at, detail });
  }

  #tellSegments(events: readonly SegmenterEvent[]): void {
    for (const event of events) {
      const mark = markOf(event);
      if (mark !== null) this.#mark(mark, this.#now());
      if (event.type === 'hard-end' || event.type === 'misfire') {
        const kind = event.type === 'misfire' ? 'misfire' : 'speech';
        const { onset: start, end } = event;
        const turn = this.#driver.state.nextTurn - 1;
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

  #requirePartner(): Partner {
    if (this.#partner === null) throw new Error('the conversation is used before it is configured');
    return this.#partner;
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
