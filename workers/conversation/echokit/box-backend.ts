/**
 * An EchoKit server as who answers. It performs what the session (`core/echokit/box-session`) wants: sockets, waits,
 * sound, pages, and feeds back what comes of it. It decides nothing about a turn.
 */
import { assertNever } from '../../../core/assert.ts';
import { boxPhase } from '../../../core/echokit/box-session/box-phase.ts';
import type { BoxEffect, EffectOf } from '../../../core/echokit/box-session/session-effect.ts';
import type { BoxEvent } from '../../../core/echokit/box-session/session-event.ts';
import type { WaitId } from '../../../core/echokit/box-session/session-limits.ts';
import type { BoxSettings, TurnEnd } from '../../../core/echokit/box-session/session-settings.ts';
import {
  createBoxSession,
  type BoxState,
  type Link,
} from '../../../core/echokit/box-session/session-state.ts';
import { stepBoxSession } from '../../../core/echokit/box-session/session.ts';
import { rulesOf } from '../../../core/turn/turn-rules.ts';
import type { Millis } from '../../../core/units.ts';
import type { ConversationConfig, LinkView, PastTurn } from '../../conversation-api.ts';
import type { Backend, BackendTools, HeardFrame } from '../backend.ts';
import type { MouthNews } from '../mouth.ts';
import type { PlayerMouth } from '../player-mouth.ts';
import { BoxConnection } from './box-connection.ts';
import type { CreateSocket } from './box-line.ts';
import { BoxPages } from './box-pages.ts';
import { BoxReplies } from './box-replies.ts';
import type { PacketDecoder } from './packet-decoder.ts';
import type { Told } from './told.ts';

export interface BoxParts {
  readonly createSocket: CreateSocket;
  readonly fetch: typeof fetch;
  /** Loads the decoder with the first call. */
  readonly createDecoder: () => Promise<PacketDecoder>;
  readonly pageIsSecure: boolean;
  /** The name under which servers know this tab, where the page gives none. */
  readonly ownId: string;
  /** What was learnt of servers, by their address, as long as the tab lives. */
  readonly learned: Map<string, TurnEnd>;
  /** Longest silence of a server that owes something; 15 s where absent. */
  readonly answerMs?: Millis;
}

const usualAnswerMs: Millis = 15_000;
export class BoxBackend implements Backend {
  readonly #tools: BackendTools;
  readonly #parts: BoxParts;
  readonly #pages: BoxPages;
  readonly #waits = new Map<WaitId, () => void>();
  readonly #queue: BoxEvent[] = [];
  readonly #connection: BoxConnection;
  readonly #replies: BoxReplies;
  #state: BoxState;
  #config: ConversationConfig | null = null;
  #decoder: Promise<PacketDecoder> | null = null;
  #isStepping = false;
  #at: Millis = 0;
  #shownLink: LinkView = { state: 'closed' };

  constructor(tools: BackendTools, parts: BoxParts) {
    this.#tools = tools;
    this.#parts = parts;
    this.#pages = new BoxPages(tools);
    this.#state = createBoxSession(this.#settingsOf(null));
    const shared = {
      tools,
      state: () => this.#state,
      tell: (told: Told) => this.#tell(told),
    };
    this.#connection = new BoxConnection({ ...parts, ...shared });
    this.#replies = new BoxReplies({
      ...shared,
      pages: this.#pages,
      decoder: () => (this.#state.settings.opus ? this.#decoder : null),
      noticeOnce: (code) => this.#connection.noticeOnce(code),
    });
  }

  get isOn(): boolean {
    return this.#state.on;
  }

  get isListening(): boolean {
    return this.#state.on && !this.#state.muted;
  }

  get nextTurn(): number {
    return this.#state.nextTurn;
  }

  configure(config: ConversationConfig): void {
    const url = partnerOf(config)?.url ?? '';
    const sameServer = this.#config !== null && url === this.#connection.url;
    this.#config = config;
    this.#connection.configure(config, url);
    const settings = this.#settingsOf(config);
    if (settings.opus) this.#decoder ??= this.#parts.createDecoder();
    this.#tell({ type: 'configure', settings, sameServer });
  }

  begin(
    past: readonly PastTurn[],
    { greet, firstTurn }: { readonly greet: boolean; readonly firstTurn: number },
  ): void {
    if (this.#state.on) this.end();
    this.#pages.begin();
    this.#connection.begin();
    this.#tell({ type: 'begin', firstTurn, greet, resumed: past.length > 0 });
  }

  end(): void {
    this.#tell({ type: 'end' });
  }

  hear({ end, voice, ducked }: HeardFrame): void {
    this.#tell({ type: 'frame', end, voice, ducked });
  }

  captureLost(): void {
    this.#tell({ type: 'capture-lost' });
  }

  hearMouth(news: MouthNews): void {
    this.#replies.hear(news);
  }

  changePlayer(mouth: PlayerMouth): void {
    this.#replies.changePlayer(mouth);
  }

  sendText(text: string): void {
    this.#tell({ type: 'text-submitted', text });
  }

  pressTalk(): void {
    this.#tell({ type: 'talk-pressed' });
  }

  releaseTalk(): void {
    this.#tell({ type: 'talk-released' });
  }

  setMuted(muted: boolean): void {
    this.#tell({ type: 'mute', muted });
  }

  interrupt(): void {
    this.#tell({ type: 'interrupt' });
  }

  retry(turn: number): boolean {
    const isFailed = (): boolean => this.#state.failed.some((failed) => failed.turn === turn);
    if (!isFailed()) return false;
    this.#tell({ type: 'retry', turn });
    return !isFailed();
  }

  select(index: number): void {
    this.#tell({ type: 'selected', index });
  }

  reconnect(): void {
    this.#tell({ type: 'reconnect' });
  }

  close(): void {
    this.end();
    this.#replies.settle();
    void this.#decoder?.then(
      (decoder) => decoder.close(),
      () => undefined,
    );
    this.#decoder = null;
  }

  #settingsOf(config: ConversationConfig | null): BoxSettings {
    const partner = config === null ? null : partnerOf(config);
    const turnEnd = partner?.turnEnd ?? 'auto';
    return {
      turnEnd: turnEnd === 'auto' ? (this.#parts.learned.get(partner?.url ?? '') ?? 'auto') : turnEnd,
      opus: partner?.opus ?? false,
      record: partner?.record ?? false,
      answerMs: this.#parts.answerMs ?? usualAnswerMs,
      rules: rulesOf(this.#tools.settings(), { recogniser: false }),
    };
  }

  /** Told while an event is being performed, it waits for that one's effects. */
  #tell(told: Told): void {
    this.#queue.push({ ...told, at: this.#tools.host.now() });
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const before = this.#state;
        const { state, effects } = stepBoxSession(before, next);
        this.#state = state;
        this.#at = next.at;
        for (const effect of effects) this.#perform(effect);
        this.#showState(before, next);
      }
    } finally {
      this.#isStepping = false;
    }
    this.#tools.show();
  }

  #perform(effect: BoxEffect): void {
    switch (effect.type) {
      case 'dial':
        this.#connection.dial(effect);
        return;
      case 'hang-up':
        this.#connection.hangUp();
        return;
      case 'explain':
        void this.#connection.explain(effect.link);
        return;
      case 'send':
        this.#connection.line?.command(effect.command);
        return;
      case 'send-audio':
        this.#connection.line?.audio(this.#cut(effect));
        return;
      case 'send-silence':
        this.#connection.line?.silence(effect.samples);
        return;
      case 'wait':
        this.#wait(effect);
        return;
      case 'call-off':
        this.#waits.get(effect.id)?.();
        this.#waits.delete(effect.id);
        return;
      case 'learned':
        this.#parts.learned.set(this.#connection.url, effect.turnEnd);
        this.#tools.emit({
          type: 'turn-end-learned',
          url: this.#connection.url,
          turnEnd: effect.turnEnd,
        });
        return;
      case 'open-turn':
        this.#pages.open(effect, this.#at);
        return;
      case 'reopen-turn':
        this.#tools.book.reopen(effect.turn, effect.as);
        return;
      case 'close-turn':
        this.#pages.close(effect, this.#connection.url);
        this.#replies.forget(effect.turn);
        return;
      case 'set-span':
        this.#pages.setSpan(effect);
        return;
      case 'show-user-text':
        this.#pages.showUser(effect);
        return;
      case 'note':
        this.#pages.note(effect, this.#at, this.#state.heard);
        return;
      case 'end-segment':
        this.#tools.endSegment();
        return;
      case 'begin-piece':
        this.#replies.of(effect).beginPiece(effect.text);
        return;
      case 'name-piece':
        this.#replies.of(effect).namePiece(effect.piece, effect.text);
        return;
      case 'play':
        this.#replies.of(effect).play(effect.piece, effect.chunk);
        return;
      case 'end-piece':
        this.#replies.of(effect).endPiece(effect.piece);
        return;
      case 'end-reply':
        this.#replies.of(effect).finish();
        return;
      case 'stop-reply':
        this.#replies.stop(effect);
        return;
      case 'duck-reply':
        this.#replies.current?.duck();
        return;
      case 'restore-reply':
        this.#replies.current?.restore();
        return;
      case 'pause-reply':
        this.#replies.pause();
        return;
      case 'resume-reply':
        this.#replies.current?.resume();
        return;
      case 'set-heard':
        this.#replies.setHeard(effect);
        return;
      case 'show-choices': {
        const { turn, message, items } = effect;
        this.#tools.emit({ type: 'choices', choices: { turn, message, items } });
        return;
      }
      case 'hide-choices':
        this.#tools.emit({ type: 'choices', choices: null });
        return;
      case 'display-text':
        this.#tools.emit({ type: 'display-text', turn: effect.turn, text: effect.text, at: this.#at });
        return;
      case 'show-action':
        this.#tools.emit({ type: 'action', text: effect.text, at: this.#at });
        return;
      case 'tell':
        this.#connection.notice(effect.notice);
        return;
      case 'note-unknown':
        if (this.#config?.debug === true)
          this.#tools.emit({ type: 'debug', name: 'unknown-event', at: this.#at, detail: effect.name });
        return;
      default:
        assertNever(effect);
    }
  }

  #wait({ id, ms }: EffectOf<'wait'>): void {
    this.#waits.get(id)?.();
    const cancel = this.#tools.host.after(ms, () => {
      this.#waits.delete(id);
      this.#tell({ type: 'waited', id });
    });
    this.#waits.set(id, cancel);
  }

  /** An utterance that was kept is there longer than what was heard. */
  #cut({ turn, start, end }: EffectOf<'send-audio'>): Float32Array {
    const { keeper } = this.#tools;
    const kept = turn === null ? undefined : keeper.of(turn);
    if (kept === undefined || kept.start > start || kept.end < end) return keeper.cut({ start, end }).samples;
    return kept.samples.subarray(start - kept.start, end - kept.start);
  }

  #showState(before: BoxState, { type, at }: BoxEvent): void {
    const { floor, link } = this.#state;
    this.#tools.setPhase(boxPhase(this.#state), at);
    const view = viewOf(link);
    if (view.state !== this.#shownLink.state || view.retryAt !== this.#shownLink.retryAt) {
      this.#shownLink = view;
      this.#tools.emit({ type: 'link', link: view, at });
      const hasBegunOrEnded = view.state === 'open' || before.link.phase === 'open';
      if (before.settings.record && hasBegunOrEnded) void this.#connection.showRecordings();
    }
    if (this.#config?.debug !== true || before.floor.phase === floor.phase) return;
    const detail = { from: before.floor.phase, to: floor.phase, event: type };
    this.#tools.emit({ type: 'debug', name: 'turn', at, detail });
  }
}

function partnerOf({ profile }: ConversationConfig) {
  return profile.server?.kind === 'echokit' ? profile.server : null;
}

function viewOf(link: Link): LinkView {
  switch (link.phase) {
    case 'dialling':
      return { state: 'connecting' };
    case 'waiting':
      return { state: 'waiting', retryAt: link.retryAt };
    case 'open':
    case 'closed':
    case 'asking':
      return { state: link.phase };
    default:
      return assertNever(link);
  }
}

/** For a tab that has no name of its own: like a box's address, 12 hex digits. @param random [0, 1) */
export const makeBoxId = (random: () => number): string =>
  Array.from({ length: 12 }, () => Math.floor(random() * 16).toString(16)).join('');
