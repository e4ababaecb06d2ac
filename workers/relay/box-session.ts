/**
 * Serves one box: drives the server-side session with what comes from its socket, from the detector and from the
 * services, and performs what the session wants done. It decides nothing.
 */
import { assertNever } from '../../core/assert.ts';
import { decodeClientCommand } from '../../core/echokit/client-command.ts';
import { parseConnectionQuery } from '../../core/echokit/connection-query.ts';
import { encodeServerEvent } from '../../core/echokit/encode-server-event.ts';
import type { ServerEvent } from '../../core/echokit/server-event.ts';
import { helloEvents, type HelloClip } from '../../core/echokit/server-session/hello-clip.ts';
import { aheadMs } from '../../core/echokit/server-session/playback-estimate.ts';
import { stepServerSession } from '../../core/echokit/server-session/session.ts';
import type { ServerSessionEffect } from '../../core/echokit/server-session/session-effect.ts';
import type { ReplyStage, ServerSessionEvent } from '../../core/echokit/server-session/session-event.ts';
import {
  initialServerSession,
  type ServerSessionState,
} from '../../core/echokit/server-session/session-state.ts';
import { voiceFormOf, type VoiceForm } from '../../core/echokit/server-session/segment-encoder.ts';
import {
  commitUser,
  messagesFor,
  resumeDialogue,
  setHeard,
  type Dialogue,
} from '../../core/history/dialogue.ts';
import type { TurnSettings } from '../../core/profile/profile.ts';
import type { SocketId } from '../../core/relay/relay-message.ts';
import { rulesOf } from '../../core/turn/turn-rules.ts';
import type { Millis } from '../../core/units.ts';
import type { PcmChunk, Utterance } from '../../app/engines/engine.ts';
import { failureOf } from '../conversation/failure.ts';
import type { Host } from '../conversation/host.ts';
import type { Limits } from '../conversation/limits.ts';
import { ResamplerPool } from '../conversation/piece-sound.ts';
import { TurnBook } from '../conversation/turn-book.ts';
import type { Partner } from '../conversation/turn-driver.ts';
import type { PastTurn, TurnFailure, TurnView } from '../conversation-api.ts';
import { BoxEars } from './box-ears.ts';
import { BoxEncoder } from './box-encoder.ts';
import { BoxReply } from './box-reply.ts';
import { recogniseForBox } from './recognise-for-box.ts';
import type { SpeechJudge } from './speech-judge.ts';
import { spokenApology } from './spoken-apology.ts';

export interface BoxSessionOptions {
  readonly host: Host;
  readonly limits: Limits;
  readonly judge: SpeechJudge;
  readonly vadModel: 'v5' | 'v6';
  readonly partner: () => Partner;
  readonly settings: () => TurnSettings;
  readonly prefersSamples: () => boolean;
  readonly hello: () => HelloClip | null;
  /** Goes on from here. */
  readonly past: readonly PastTurn[];
  readonly firstTurn: number;
  readonly send: (socket: SocketId, payload: Uint8Array) => void;
  readonly onTurns: (turns: readonly TurnView[]) => void;
  readonly onReset: () => void;
  /** It will have played what it was sent by then. */
  readonly onPlaysUntil: (until: Millis) => void;
  /** Something that outlives a reload has changed. */
  readonly onChange: () => void;
}

/** One frame of the box. */
export interface BoxFrame {
  readonly socket: SocketId;
  readonly seq: number;
  /** Wall instant at which it came. */
  readonly at: Millis;
  readonly payload: string | Uint8Array;
}

/** Growing text is shown this often. */
const showEveryMs: Millis = 50;
/** Exchanges that the model is told of. */
const keptExchanges = 60;
/** Answers whose end may still be cut off. */
const keptReplies = 4;

export class BoxSession {
  readonly #options: BoxSessionOptions;
  readonly #book = new TurnBook();
  readonly #ears: BoxEars;
  readonly #encoder: BoxEncoder;
  readonly #resamplers = new ResamplerPool();
  #state: ServerSessionState;
  #dialogue: Dialogue;
  readonly #events: ServerSessionEvent[] = [];
  #isStepping = false;
  readonly #frames: BoxFrame[] = [];
  #isHearing = false;
  #dealt = -1;
  #beforeUtterance = -1;
  readonly #calls = new Map<number, AbortController>();
  readonly #recognised = new Map<number, { readonly sent: Millis; done?: Millis }>();
  #lastRecognised = -1;
  readonly #replies = new Map<number, BoxReply>();
  #reply: BoxReply | null = null;
  readonly #apologies = new Set<number>();
  readonly #failures = new Map<number, TurnFailure>();
  #utterance: Utterance | null = null;
  #isShowDue = false;
  #cancelWake: () => void = () => undefined;
  /** Nothing is sent any more: somebody else answers. */
  #isMute = false;

  constructor(options: BoxSessionOptions) {
    this.#options = options;
    const { host, judge, vadModel, settings, past, firstTurn } = options;
    this.#state = initialServerSession(firstTurn);
    this.#dialogue = resumeDialogue(past);
    this.#ears = new BoxEars(host, judge.stream(vadModel), settings);
    this.#encoder = new BoxEncoder(() => this.#form());
  }

  /** The socket that is served. */
  get socket(): SocketId | null {
    return this.#state.line?.socket ?? null;
  }

  /** It neither hears nor answers. */
  get isQuiet(): boolean {
    return this.#state.phase.kind === 'quiet';
  }

  get nextTurn(): number {
    return this.#state.nextTurn;
  }

  /** What happened, as the model is told. */
  get past(): readonly PastTurn[] {
    return this.#dialogue.map(({ user, assistant }) => ({ user: user ?? '', assistant }));
  }

  /** For whoever takes the socket over: what goes on, and the frame from which on it can be done again. */
  get position(): { readonly was: 'quiet' | 'hearing' | 'owed'; readonly seq: number } {
    const { kind } = this.#state.phase;
    if (kind === 'quiet') return { was: 'quiet', seq: this.#dealt };
    if (kind === 'hearing') return { was: 'hearing', seq: this.#beforeUtterance };
    return { was: 'owed', seq: this.#dealt };
  }

  open(socket: SocketId, query: string): void {
    this.#takeSocket();
    this.#tell({ type: 'socket-opened', at: this.#now(), socket, query });
  }

  /** @param seq of the last frame that was dealt with */
  resume(socket: SocketId, query: string, was: 'quiet' | 'hearing' | 'owed', seq: number): void {
    this.#takeSocket();
    this.#dealt = seq;
    this.#beforeUtterance = seq;
    this.#tell({ type: 'socket-resumed', at: this.#now(), socket, query, was });
  }

  closeSocket(socket: SocketId): void {
    if (socket === this.socket) this.#frames.length = 0;
    this.#tell({ type: 'socket-closed', at: this.#now(), socket });
  }

  receive(frame: BoxFrame): void {
    if (frame.socket !== this.socket) return;
    this.#frames.push(frame);
    void this.#hearAll();
  }

  sendText(text: string): void {
    this.#tell({ type: 'text-submitted', at: this.#now(), text });
  }

  interrupt(): void {
    this.#tell({ type: 'interrupt', at: this.#now() });
  }

  /**
   * Ends it for good.
   * @param isOurs the box can still be sent what ends its turn
   */
  dismiss(isOurs: boolean): void {
    this.#isMute = !isOurs;
    this.#tell({ type: 'dismissed', at: this.#now() });
    this.#frames.length = 0;
    this.#ears.close();
    this.#encoder.close();
    this.#cancelWake();
    this.#showNow();
  }

  #takeSocket(): void {
    this.#frames.length = 0;
    this.#dealt = -1;
    this.#beforeUtterance = -1;
  }

  /** In order: a command counts when the sound before it has been judged. */
  async #hearAll(): Promise<void> {
    if (this.#isHearing) return;
    this.#isHearing = true;
    try {
      for (let frame = this.#frames.shift(); frame !== undefined; frame = this.#frames.shift()) {
        if (frame.socket !== this.socket) continue;
        if (typeof frame.payload === 'string') await this.#hearCommand(frame, frame.payload);
        else await this.#hearSound(frame, frame.payload);
        if (frame.socket === this.socket) this.#dealt = frame.seq;
      }
    } finally {
      this.#isHearing = false;
    }
  }

  async #hearCommand({ socket, at, seq }: BoxFrame, text: string): Promise<void> {
    const command = decodeClientCommand(text);
    if (!command.ok) return;
    if (command.value.event === 'Submit') await this.#ears.flush(at, this.#onFrame(socket));
    if (command.value.event === 'StartChat') this.#beforeUtterance = seq - 1;
    this.#tell({ type: 'command', at: this.#now(), socket, command: command.value });
  }

  async #hearSound({ socket, at }: BoxFrame, pcm: Uint8Array): Promise<void> {
    this.#tell({ type: 'sound', at: this.#now(), socket });
    await this.#ears.hear(pcm, at, this.#onFrame(socket));
  }

  #onFrame(socket: SocketId): (end: number, voice: ServerSessionVoice) => void {
    return (end, voice) => this.#tell({ type: 'frame', at: this.#now(), socket, end, voice });
  }

  /** Told while an event is being performed, it waits for that one's effects. */
  #tell(event: ServerSessionEvent): void {
    this.#events.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    const before = this.#state;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        const { state, effects } = stepServerSession(this.#state, next, this.#rules());
        this.#state = state;
        for (const effect of effects) this.#perform(effect);
      }
    } finally {
      this.#isStepping = false;
    }
    if (event.type === 'woke') this.#reply?.goOn();
    if (before.phase.kind !== this.#state.phase.kind || before.line !== this.#state.line)
      this.#options.onChange();
    this.#show();
  }

  #perform(effect: ServerSessionEffect): void {
    const { hello, onReset, host } = this.#options;
    switch (effect.type) {
      case 'send':
        return this.#send(effect.socket, effect.event);
      case 'greet': {
        const clip = hello();
        if (clip !== null) for (const event of helloEvents(clip)) this.#send(effect.socket, event);
        return;
      }
      case 'reset-history':
        this.#dialogue = [];
        return onReset();
      case 'begin-hearing':
        return this.#ears.begin(effect.from);
      case 'end-hearing':
        return this.#ears.end();
      case 'open-turn':
        return this.#book.open(effect.turn, effect.source, this.#now(), effect.text);
      case 'recognise':
        return void this.#recognise(effect);
      case 'show-user':
        return this.#book.setUser(effect.turn, { text: effect.text, partial: true });
      case 'commit-utterance':
        return this.#commit(effect.turn, effect.text);
      case 'begin-reply':
        return this.#beginReply(effect.turn, effect.attempt, effect.text);
      case 'begin-apology':
        return this.#apologise(effect.turn, effect.attempt, effect.stage);
      case 'cancel':
        return this.#cancel(effect.attempt);
      case 'set-heard':
        return this.#setHeard(effect);
      case 'note':
        return this.#note(effect);
      case 'close-turn':
        return this.#close(effect);
      case 'wake':
        this.#cancelWake();
        this.#cancelWake = host.after(Math.max(0, effect.at - this.#now()), () =>
          this.#tell({ type: 'woke', at: this.#now() }),
        );
        return;
      default:
        return assertNever(effect);
    }
  }

  #send(socket: SocketId, event: ServerEvent): void {
    if (!this.#isMute) this.#options.send(socket, encodeServerEvent(event));
  }

  async #recognise({ turn, attempt, span }: Effect<'recognise'>): Promise<void> {
    const { host, limits, partner } = this.#options;
    const utterance = this.#ears.cut(span);
    this.#utterance = utterance;
    this.#book.setSpan(turn, span);
    const call = this.#begin(attempt);
    const times: { readonly sent: Millis; done?: Millis } = { sent: this.#now() };
    this.#recognised.set(attempt, times);
    const { signal } = call;
    try {
      const hearing = await recogniseForBox(utterance, partner(), {
        host,
        limits,
        signal,
        onPartial: (text) => this.#tell({ type: 'partial', at: this.#now(), attempt, text }),
      });
      if (signal.aborted) return;
      times.done = this.#now();
      this.#lastRecognised = attempt;
      this.#tell({ type: 'transcribed', at: this.#now(), attempt, hearing });
    } catch (cause) {
      if (signal.aborted) return;
      this.#failures.set(turn, failureOf('asr', cause, false));
      this.#tell({ type: 'recognition-failed', at: this.#now(), attempt });
    } finally {
      this.#calls.delete(attempt);
    }
  }

  #commit(turn: number, text: string): void {
    this.#dialogue = commitUser(this.#dialogue, turn, text).slice(-keptExchanges);
    this.#book.setUser(turn, { text, partial: false });
    const times = this.#recognised.get(this.#lastRecognised);
    this.#recognised.clear();
    if (times === undefined) return;
    this.#book.note(turn, 'asrSent', times.sent);
    if (times.done !== undefined) this.#book.note(turn, 'asrDone', times.done);
  }

  #beginReply(turn: number, attempt: number, text: string): void {
    const partner = this.#options.partner();
    const { asr } = partner.engines;
    const utterance = asr.kind === 'echo' ? this.#utterance : null;
    const ownVoice = utterance && { samples: utterance.samples, sampleRate: utterance.sampleRate };
    const reply = this.#createReply(turn, attempt, partner, ownVoice ?? undefined);
    reply.think(messagesFor(this.#dialogue, partner.systemPrompt, turn, text), partner.firstTokenMs);
  }

  #apologise(turn: number, attempt: number, stage: ReplyStage): void {
    const partner = this.#options.partner();
    this.#apologies.add(turn);
    const reply = this.#createReply(turn, attempt, partner, undefined);
    reply.say(spokenApology(stage, partner.language, this.#book.textOf(turn)));
  }

  #createReply(
    turn: number,
    attempt: number,
    { engines, language }: Partner,
    ownVoice: PcmChunk | undefined,
  ): BoxReply {
    const { host, limits } = this.#options;
    const { signal } = this.#begin(attempt);
    const tell = (event: ReplyEvent): void => {
      if (!signal.aborted) this.#tell({ ...event, at: this.#now(), attempt });
    };
    const reply: BoxReply = new BoxReply({
      engines,
      language,
      host,
      limits,
      signal,
      resamplers: this.#resamplers,
      encoder: this.#encoder,
      aheadMs: () => this.#aheadMs(),
      ...(ownVoice === undefined ? {} : { ownVoice }),
      events: {
        onInstant: (instant) => this.#book.note(turn, instant, this.#now()),
        onChange: () => this.#showReply(turn, reply),
        onPiece: (piece) => tell({ type: 'piece-ready', piece }),
        onEnded: () => tell({ type: 'reply-ended' }),
        onFailed: (stage) => tell({ type: 'reply-failed', stage }),
        onFault: (stage, cause) => {
          const failure = failureOf(stage, cause, false);
          if (!this.#failures.has(turn)) this.#failures.set(turn, failure);
          this.#book.fail(turn, this.#failures.get(turn) ?? failure);
        },
      },
    });
    this.#reply = reply;
    this.#replies.delete(turn);
    this.#replies.set(turn, reply);
    for (const oldest of this.#replies.keys()) {
      if (this.#replies.size <= keptReplies) break;
      this.#replies.delete(oldest);
    }
    return reply;
  }

  #begin(attempt: number): AbortController {
    const call = new AbortController();
    this.#calls.set(attempt, call);
    return call;
  }

  #cancel(attempt: number): void {
    this.#calls.get(attempt)?.abort();
    this.#calls.delete(attempt);
    this.#recognised.delete(attempt);
  }

  /** Sound that was made and is not heard yet. */
  #aheadMs(): Millis {
    const { phase, playback } = this.#state;
    const waiting = phase.kind === 'answering' ? phase.waiting.reduce((sum, { ms }) => sum + ms, 0) : 0;
    return waiting + (playback === null ? 0 : aheadMs(playback, this.#now()));
  }

  #setHeard({ turn, pieces }: Effect<'set-heard'>): void {
    const reply = this.#replies.get(turn);
    if (reply === undefined) return;
    reply.hear(pieces);
    if (!this.#apologies.has(turn))
      this.#dialogue = setHeard(this.#dialogue, turn, reply.text.slice(0, reply.heard));
    this.#showReply(turn, reply);
  }

  #note({ turn, instant, at }: Effect<'note'>): void {
    this.#book.note(turn, instant, at);
    if (instant === 'hardEnd') this.#noteVoice(turn);
    if (instant === 'hardEnd' || instant === 'released') this.#book.setStatus(turn, 'thinking');
    if (instant === 'audioToPlayer') this.#book.setStatus(turn, 'speaking');
    if (instant === 'replyEnded') this.#options.onPlaysUntil(at);
  }

  /** When the user really fell silent, as well as can be told. */
  #noteVoice(turn: number): void {
    const start = this.#book.audioStartOf(turn);
    if (start === undefined) return;
    const { log } = this.#ears;
    const span = { start, end: this.#state.heard };
    const instants = {
      voiceStart: log.voiceStart(span),
      lastVoiced: log.lastVoiced(span),
      firstLow: log.firstLow(span),
    };
    for (const [instant, at] of Object.entries(instants))
      if (at !== undefined) this.#book.note(turn, instant as keyof typeof instants, at);
  }

  #close({ turn, outcome, because }: Effect<'close-turn'>): void {
    this.#book.setStatus(turn, outcome);
    this.#book.setUser(turn, {
      partial: false,
      ...(because === undefined ? {} : { droppedBecause: because }),
    });
    const failure = this.#failures.get(turn);
    if (outcome === 'failed' && failure !== undefined) this.#book.fail(turn, failure);
    this.#failures.delete(turn);
    this.#utterance = null;
    this.#ears.forget();
  }

  #showReply(turn: number, reply: BoxReply): void {
    if (this.#replies.get(turn) !== reply) return;
    const { text, complete, pieces, heard } = reply;
    this.#book.setReply(turn, { text, complete, pieces, heard });
    this.#show();
  }

  /** What has changed is shown soon, and together: nobody reads faster. */
  #show(): void {
    if (this.#isShowDue) return;
    this.#isShowDue = true;
    this.#options.host.after(showEveryMs, () => this.#showNow());
  }

  #showNow(): void {
    this.#isShowDue = false;
    const turns = this.#book.takeChanged();
    if (turns.length > 0) this.#options.onTurns(turns);
  }

  #form(): VoiceForm {
    const { line } = this.#state;
    const none = parseConnectionQuery('');
    const query = line?.query ?? (none.ok ? none.value : undefined);
    return query === undefined
      ? { kind: 'pcm', vowel: false }
      : voiceFormOf(query, this.#options.prefersSamples());
  }

  #rules(): ReturnType<typeof rulesOf> {
    return rulesOf(this.#options.settings(), {
      recogniser: this.#options.partner().engines.asr.kind !== 'echo',
    });
  }

  #now(): Millis {
    return this.#options.host.now();
  }
}

type Effect<Type extends ServerSessionEffect['type']> = Extract<ServerSessionEffect, { readonly type: Type }>;
type ServerSessionVoice = Extract<ServerSessionEvent, { type: 'frame' }>['voice'];
type WithoutPlace<E> = E extends ServerSessionEvent ? Omit<E, 'at' | 'attempt'> : never;
type ReplyEvent = WithoutPlace<
  Extract<ServerSessionEvent, { type: 'piece-ready' | 'reply-ended' | 'reply-failed' }>
>;
