/**
 * An EchoKit server as who answers. It performs what the session (`core/echokit/box-session`) wants: sockets, waits,
 * sound, pages, and feeds back what comes of it. It decides nothing about a turn.
 */
import { assertNever } from '../../../core/assert.ts';
import { boxPhase } from '../../../core/echokit/box-session/box-phase.ts';
import { explainHandshake, judgeAddress } from '../../../core/echokit/box-session/link-trouble.ts';
import type { BoxNoticeCode } from '../../../core/echokit/box-session/box-messages.ts';
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
import { connectionUrl } from '../../../core/echokit/connection-query.ts';
import { rulesOf } from '../../../core/turn/turn-rules.ts';
import type { Millis } from '../../../core/units.ts';
import type { ConversationConfig, LinkView, PastTurn } from '../../conversation-api.ts';
import type { Backend, BackendTools, HeardFrame } from '../backend.ts';
import type { MouthNews } from '../mouth.ts';
import { ResamplerPool } from '../piece-sound.ts';
import type { PlayerMouth } from '../player-mouth.ts';
import { askCompanion } from './ask-companion.ts';
import { BoxLine, type CreateSocket } from './box-line.ts';
import { BoxPages } from './box-pages.ts';
import { BoxSpeaker } from './box-speaker.ts';
import { listRecordings } from './list-recordings.ts';
import type { PacketDecoder } from './packet-decoder.ts';

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

type Told = BoxEvent extends infer E ? (E extends BoxEvent ? Omit<E, 'at'> : never) : never;

const usualAnswerMs: Millis = 15_000;
/** How long the player may take to tell where a reply fell silent. */
const lastWordMs: Millis = 500;

export class BoxBackend implements Backend {
  readonly #tools: BackendTools;
  readonly #parts: BoxParts;
  readonly #pages: BoxPages;
  readonly #resamplers = new ResamplerPool();
  readonly #waits = new Map<WaitId, () => void>();
  readonly #queue: BoxEvent[] = [];
  /** Replies that were stopped and whose last playhead is to be told. */
  readonly #stopped = new Map<number, { readonly speaker: BoxSpeaker; readonly settle: () => void }>();
  #state: BoxState;
  #config: ConversationConfig | null = null;
  #url = '';
  #line: BoxLine | null = null;
  #speaker: BoxSpeaker | null = null;
  #decoder: Promise<PacketDecoder> | null = null;
  #isStepping = false;
  #isStopping = false;
  #at: Millis = 0;
  #shownLink: LinkView = { state: 'closed' };
  #brokenTold = new Set<BoxNoticeCode>();

  constructor(tools: BackendTools, parts: BoxParts) {
    this.#tools = tools;
    this.#parts = parts;
    this.#pages = new BoxPages(tools);
    this.#state = createBoxSession(this.#settingsOf(null));
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
    const sameServer = this.#config !== null && url === this.#url;
    this.#config = config;
    this.#url = url;
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
    this.#brokenTold.clear();
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
    if (news.type === 'silent') {
      if (this.#isStopping) this.#tools.mark('barge.silent', news.at);
      this.#isStopping = false;
    }
    if (!('reply' in news)) return;
    const stopped = this.#stopped.get(news.reply);
    if (stopped !== undefined) {
      stopped.speaker.hear(news);
      if (news.type === 'playhead') stopped.settle();
      return;
    }
    const speaker = this.#speaker;
    if (speaker?.reply !== news.reply) return;
    speaker.hear(news);
    if (news.type === 'first-sample') {
      this.#pages.noteSound(speaker.turn, 'firstSample', news.at);
      this.#tools.mark('reply.firstSample', news.at);
      this.#tools.book.setStatus(speaker.turn, 'speaking');
      this.#tell({ type: 'reply-audible', reply: news.reply });
    }
    if (news.type === 'drained') {
      this.#pages.noteSound(speaker.turn, 'replyEnded', news.at);
      this.#pages.recordReply(speaker);
      this.#tell({ type: 'reply-drained', reply: news.reply });
    }
  }

  changePlayer(mouth: PlayerMouth): void {
    const speaker = this.#speaker;
    if (speaker === null || speaker.moveTo(mouth)) return;
    if (this.#state.floor.phase === 'replying' && this.#state.floor.reply.audible)
      this.#tell({ type: 'interrupt' });
    else this.#tell({ type: 'reply-unheard', reply: speaker.reply, code: 'player-lost' });
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
    for (const { settle } of [...this.#stopped.values()]) settle();
    void this.#decoder?.then(
      (decoder) => decoder.close(),
      () => undefined,
    );
    this.#decoder = null;
  }

  get #id(): string {
    return this.#config?.boxId ?? this.#parts.ownId;
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
        this.#dial(effect);
        return;
      case 'hang-up':
        this.#line?.close();
        this.#line = null;
        return;
      case 'explain':
        void this.#explain(effect.link);
        return;
      case 'send':
        this.#line?.command(effect.command);
        return;
      case 'send-audio':
        this.#line?.audio(this.#cut(effect));
        return;
      case 'send-silence':
        this.#line?.silence(effect.samples);
        return;
      case 'wait':
        this.#wait(effect);
        return;
      case 'call-off':
        this.#waits.get(effect.id)?.();
        this.#waits.delete(effect.id);
        return;
      case 'learned':
        this.#parts.learned.set(this.#url, effect.turnEnd);
        this.#tools.emit({ type: 'turn-end-learned', url: this.#url, turnEnd: effect.turnEnd });
        return;
      case 'open-turn':
        this.#pages.open(effect, this.#at);
        return;
      case 'reopen-turn':
        this.#tools.book.reopen(effect.turn, effect.as);
        return;
      case 'close-turn':
        this.#pages.close(effect, this.#url);
        if (this.#speaker?.turn === effect.turn) this.#speaker = null;
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
        this.#speakerOf(effect).beginPiece(effect.text);
        return;
      case 'name-piece':
        this.#speakerOf(effect).namePiece(effect.piece, effect.text);
        return;
      case 'play':
        this.#speakerOf(effect).play(effect.piece, effect.chunk);
        return;
      case 'end-piece':
        this.#speakerOf(effect).endPiece(effect.piece);
        return;
      case 'end-reply':
        this.#speakerOf(effect).finish();
        return;
      case 'stop-reply':
        this.#stop(effect);
        return;
      case 'duck-reply':
        this.#speaker?.duck();
        return;
      case 'restore-reply':
        this.#speaker?.restore();
        return;
      case 'pause-reply':
        this.#isStopping = true;
        this.#tools.mark('barge.stopCommand', this.#tools.host.now());
        this.#speaker?.pause();
        return;
      case 'resume-reply':
        this.#speaker?.resume();
        return;
      case 'set-heard':
        if (this.#speaker?.turn === effect.turn) this.#pages.showReply(this.#speaker, false);
        this.#pages.setHeard(effect.turn, effect.heard);
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
        this.#notice(effect.notice);
        return;
      case 'note-unknown':
        if (this.#config?.debug === true)
          this.#tools.emit({ type: 'debug', name: 'unknown-event', at: this.#at, detail: effect.name });
        return;
      default:
        assertNever(effect);
    }
  }

  #dial({ link, query }: EffectOf<'dial'>): void {
    const trouble = judgeAddress(this.#url, this.#parts.pageIsSecure);
    if (trouble !== null) {
      this.#notice(trouble.code);
      this.#line = null;
      this.#tell({ type: 'link-lost', link, code: 1006 });
      this.#tell({ type: 'hopeless', link });
      return;
    }
    this.#line = new BoxLine(this.#parts.createSocket, connectionUrl(this.#url, this.#id, query), {
      onOpen: () => this.#tell({ type: 'opened', link }),
      onLost: (code) => this.#tell({ type: 'link-lost', link, code }),
      onSaid: (said) => this.#tell({ type: 'said', link, said }),
      onBroken: () => this.#noticeOnce('wire-broken'),
    });
  }

  /** The words of a failed handshake; where they leave no hope, the session is told. */
  async #explain(link: number): Promise<void> {
    if (judgeAddress(this.#url, this.#parts.pageIsSecure) !== null) return;
    const url = this.#url;
    const answer = await askCompanion(url, this.#config?.companion, this.#parts.fetch);
    // Whoever has given up, or is connected, needs no reason any more.
    if (url !== this.#url || !this.#state.on || this.#state.link.phase === 'open') return;
    const { code, hopeless } = explainHandshake(answer?.status ?? null);
    this.#notice(code, {
      ...(typeof answer?.status === 'number' ? { status: answer.status } : {}),
      ...(answer?.version === undefined ? {} : { version: answer.version }),
    });
    if (hopeless) this.#tell({ type: 'hopeless', link });
    else this.#tools.show();
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

  #speakerOf({ turn, reply }: { readonly turn: number; readonly reply: number }): BoxSpeaker {
    if (this.#speaker?.reply === reply) return this.#speaker;
    const { host, limits, mouth } = this.#tools;
    const speaker: BoxSpeaker = new BoxSpeaker({
      reply,
      turn,
      mouth: mouth(),
      host,
      limits,
      resamplers: this.#resamplers,
      decoder: this.#state.settings.opus ? this.#decoder : null,
      events: {
        onHandedOver: () => this.#pages.noteSound(turn, 'audioToPlayer', host.now()),
        onUnheard: () => this.#tell({ type: 'reply-unheard', reply, code: 'player-silent' }),
        onSilent: () => this.#tell({ type: 'reply-drained', reply }),
        onBroken: (kind) => this.#noticeOnce(kind),
        onShape: (shape, at) => this.#tools.emit({ type: 'mouth-shape', shape, at }),
        onChange: () => {
          if (this.#speaker === speaker) this.#pages.showReply(speaker, this.#isSpeaking());
          this.#tools.show();
        },
      },
    });
    this.#speaker = speaker;
    return speaker;
  }

  #isSpeaking(): boolean {
    const { floor } = this.#state;
    return floor.phase === 'replying' && floor.reply.audible && floor.doubt === null;
  }

  /** Flushed at once; where it fell silent is told a moment later. */
  #stop({ reply }: EffectOf<'stop-reply'>): void {
    const speaker = this.#speaker;
    this.#speaker = null;
    const settle = (): void => {
      cancel();
      if (!this.#stopped.delete(reply)) return;
      this.#tell({ type: 'playback-stopped', reply, heard: speaker?.heard ?? 0 });
      if (speaker !== null) this.#pages.recordReply(speaker);
    };
    const cancel = this.#tools.host.after(lastWordMs, settle);
    if (speaker !== null) {
      this.#stopped.set(reply, { speaker, settle });
      this.#pages.showReply(speaker, false);
      speaker.flush();
    } else settle();
  }

  async #listRecordings(): Promise<void> {
    const recordings = await listRecordings(this.#url, this.#id, this.#config?.companion);
    if (recordings !== null) this.#tools.emit({ type: 'recordings', recordings });
  }

  #notice(code: BoxNoticeCode, details: Readonly<Record<string, string | number>> = {}): void {
    const notice = { code, details: { url: this.#url, ...details }, at: this.#tools.host.now() };
    this.#tools.emit({ type: 'notice', notice });
  }

  #noticeOnce(code: BoxNoticeCode): void {
    if (this.#brokenTold.has(code)) return;
    this.#brokenTold.add(code);
    this.#notice(code);
  }

  #showState(before: BoxState, { type, at }: BoxEvent): void {
    const { floor, link } = this.#state;
    this.#tools.setPhase(boxPhase(this.#state), at);
    const view = viewOf(link);
    if (view.state !== this.#shownLink.state || view.retryAt !== this.#shownLink.retryAt) {
      this.#shownLink = view;
      this.#tools.emit({ type: 'link', link: view, at });
      const hasBegunOrEnded = view.state === 'open' || before.link.phase === 'open';
      if (before.settings.record && hasBegunOrEnded) void this.#listRecordings();
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
