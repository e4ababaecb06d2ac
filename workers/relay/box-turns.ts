/**
 * The turns of one box: what they are made of (recognitions, answers, what was heard of them), what the model is told of
 * them, and what the page is shown.
 */
import type { NotedInstant, ServerSessionEffect } from '../../core/echokit/server-session/session-effect.ts';
import type { ReplyStage, ServerSessionEvent } from '../../core/echokit/server-session/session-event.ts';
import {
  commitUser,
  messagesFor,
  resumeDialogue,
  setHeard,
  type Dialogue,
} from '../../core/history/dialogue.ts';
import type { Millis, Samples } from '../../core/units.ts';
import type { PcmChunk, Utterance } from '../../app/engines/engine.ts';
import { failureOf } from '../conversation/failure.ts';
import type { Host } from '../conversation/host.ts';
import type { Limits } from '../conversation/limits.ts';
import { ResamplerPool } from '../conversation/piece-sound.ts';
import { TurnBook } from '../conversation/turn-book.ts';
import type { Partner } from '../conversation/turn-driver.ts';
import type { PastTurn, TurnFailure, TurnView } from '../conversation-api.ts';
import type { BoxEars } from './box-ears.ts';
import type { BoxEncoder } from './box-encoder.ts';
import { BoxReply } from './box-reply.ts';
import { recogniseForBox } from './recognise-for-box.ts';
import { spokenApology } from './spoken-apology.ts';

export interface BoxTurnsOptions {
  readonly host: Host;
  readonly limits: Limits;
  readonly ears: BoxEars;
  readonly encoder: BoxEncoder;
  readonly partner: () => Partner;
  /** Goes on from here. */
  readonly past: readonly PastTurn[];
  /** Sound that was made and is not heard yet. */
  readonly aheadMs: () => Millis;
  /** What came of a call. */
  readonly tell: (event: ServerSessionEvent) => void;
  readonly onTurns: (turns: readonly TurnView[]) => void;
}

type Effect<Type extends ServerSessionEffect['type']> = Extract<ServerSessionEffect, { readonly type: Type }>;
type WithoutPlace<E> = E extends ServerSessionEvent ? Omit<E, 'at' | 'attempt'> : never;
type ReplyEvent = WithoutPlace<
  Extract<ServerSessionEvent, { type: 'piece-ready' | 'reply-ended' | 'reply-failed' }>
>;

/** Growing text is shown this often. */
const showEveryMs: Millis = 50;
/** Exchanges that the model is told of. */
const keptExchanges = 60;
/** Answers whose end may still be cut off. */
const keptReplies = 4;

export class BoxTurns {
  readonly #options: BoxTurnsOptions;
  readonly #book = new TurnBook();
  readonly #resamplers = new ResamplerPool();
  #dialogue: Dialogue;
  readonly #calls = new Map<number, AbortController>();
  readonly #recognised = new Map<number, { readonly sent: Millis; done?: Millis }>();
  #lastRecognised = -1;
  readonly #replies = new Map<number, BoxReply>();
  #reply: BoxReply | null = null;
  readonly #apologies = new Set<number>();
  readonly #failures = new Map<number, TurnFailure>();
  #utterance: Utterance | null = null;
  #isShowDue = false;

  constructor(options: BoxTurnsOptions) {
    this.#options = options;
    this.#dialogue = resumeDialogue(options.past);
  }

  /** What happened, as the model is told. */
  get past(): readonly PastTurn[] {
    return this.#dialogue.map(({ user, assistant }) => ({ user: user ?? '', assistant }));
  }

  resetHistory(): void {
    this.#dialogue = [];
  }

  open({ turn, source, text }: Effect<'open-turn'>): void {
    this.#book.open(turn, source, this.#now(), text);
  }

  showUser({ turn, text }: Effect<'show-user'>): void {
    this.#book.setUser(turn, { text, partial: true });
  }

  async recognise({ turn, attempt, span }: Effect<'recognise'>): Promise<void> {
    const { host, limits, partner, ears, tell } = this.#options;
    const utterance = ears.cut(span);
    this.#utterance = utterance;
    this.#book.setSpan(turn, span);
    const times: { readonly sent: Millis; done?: Millis } = { sent: this.#now() };
    this.#recognised.set(attempt, times);
    const { signal } = this.#begin(attempt);
    try {
      const hearing = await recogniseForBox(utterance, partner(), {
        host,
        limits,
        signal,
        onPartial: (text) => tell({ type: 'partial', at: this.#now(), attempt, text }),
      });
      if (signal.aborted) return;
      times.done = this.#now();
      this.#lastRecognised = attempt;
      tell({ type: 'transcribed', at: this.#now(), attempt, hearing });
    } catch (cause) {
      if (signal.aborted) return;
      this.#failures.set(turn, failureOf('asr', cause, false));
      tell({ type: 'recognition-failed', at: this.#now(), attempt });
    } finally {
      this.#calls.delete(attempt);
    }
  }

  commit({ turn, text }: Effect<'commit-utterance'>): void {
    this.#dialogue = commitUser(this.#dialogue, turn, text).slice(-keptExchanges);
    this.#book.setUser(turn, { text, partial: false });
    this.#failures.delete(turn);
    const times = this.#recognised.get(this.#lastRecognised);
    this.#recognised.clear();
    if (times === undefined) return;
    this.#book.note(turn, 'asrSent', times.sent);
    if (times.done !== undefined) this.#book.note(turn, 'asrDone', times.done);
  }

  beginReply({ turn, attempt, text }: Effect<'begin-reply'>): void {
    const partner = this.#options.partner();
    const utterance = partner.engines.asr.kind === 'echo' ? this.#utterance : null;
    const ownVoice = utterance && { samples: utterance.samples, sampleRate: utterance.sampleRate };
    const reply = this.#createReply(turn, attempt, partner, ownVoice ?? undefined);
    reply.think(messagesFor(this.#dialogue, partner.systemPrompt, turn, text), partner.firstTokenMs);
  }

  apologise({ turn, attempt, stage }: Effect<'begin-apology'>): void {
    const partner = this.#options.partner();
    this.#apologies.add(turn);
    const reply = this.#createReply(turn, attempt, partner, undefined);
    reply.say(spokenApology(stage, partner.language, this.#book.textOf(turn)));
  }

  /** There may be room for more of the answer. */
  goOn(): void {
    this.#reply?.goOn();
  }

  cancel(attempt: number): void {
    this.#calls.get(attempt)?.abort();
    this.#calls.delete(attempt);
    this.#recognised.delete(attempt);
  }

  setHeard({ turn, pieces }: Effect<'set-heard'>): void {
    const reply = this.#replies.get(turn);
    if (reply === undefined) return;
    reply.hear(pieces);
    if (!this.#apologies.has(turn))
      this.#dialogue = setHeard(this.#dialogue, turn, reply.text.slice(0, reply.heard));
    this.#showReply(turn, reply);
  }

  /** @param heard just past the last judged sample */
  note(turn: number, instant: NotedInstant, at: Millis, heard: Samples): void {
    this.#book.note(turn, instant, at);
    if (instant === 'hardEnd') this.#noteVoice(turn, heard);
    if (instant === 'hardEnd' || instant === 'released') this.#book.setStatus(turn, 'thinking');
    if (instant === 'audioToPlayer') this.#book.setStatus(turn, 'speaking');
  }

  close({ turn, outcome, because }: Effect<'close-turn'>): void {
    this.#book.setStatus(turn, outcome);
    this.#book.setUser(turn, {
      partial: false,
      ...(because === undefined ? {} : { droppedBecause: because }),
    });
    const failure = this.#failures.get(turn);
    if (outcome === 'failed' && failure !== undefined) this.#book.fail(turn, failure);
    this.#failures.delete(turn);
    this.#utterance = null;
    this.#options.ears.forget();
  }

  /** What has changed is shown soon, and together: nobody reads faster. */
  show(): void {
    if (this.#isShowDue) return;
    this.#isShowDue = true;
    this.#options.host.after(showEveryMs, () => this.showNow());
  }

  showNow(): void {
    this.#isShowDue = false;
    const turns = this.#book.takeChanged();
    if (turns.length > 0) this.#options.onTurns(turns);
  }

  #createReply(
    turn: number,
    attempt: number,
    { engines, language }: Partner,
    ownVoice: PcmChunk | undefined,
  ): BoxReply {
    const { host, limits, encoder, aheadMs } = this.#options;
    const { signal } = this.#begin(attempt);
    const tell = (event: ReplyEvent): void => {
      if (!signal.aborted) this.#options.tell({ ...event, at: this.#now(), attempt });
    };
    const reply: BoxReply = new BoxReply({
      engines,
      language,
      host,
      limits,
      signal,
      resamplers: this.#resamplers,
      encoder,
      aheadMs,
      ...(ownVoice === undefined ? {} : { ownVoice }),
      events: {
        onInstant: (instant) => this.#book.note(turn, instant, this.#now()),
        onChange: () => this.#showReply(turn, reply),
        onPiece: (piece) => tell({ type: 'piece-ready', piece }),
        onEnded: () => tell({ type: 'reply-ended' }),
        onFailed: (stage) => tell({ type: 'reply-failed', stage }),
        onFault: (stage, cause) => this.#blame(turn, stage, cause),
      },
    });
    this.#reply = reply;
    this.#replies.delete(turn);
    this.#replies.set(turn, reply);
    for (const oldest of this.#replies.keys()) {
      if (this.#replies.size <= keptReplies) break;
      this.#replies.delete(oldest);
      this.#apologies.delete(oldest);
    }
    return reply;
  }

  /** What went wrong first is what the turn is shown with. */
  #blame(turn: number, stage: ReplyStage | 'tts', cause: unknown): void {
    const failure = this.#failures.get(turn) ?? failureOf(stage, cause, false);
    this.#failures.set(turn, failure);
    this.#book.fail(turn, failure);
  }

  #begin(attempt: number): AbortController {
    const call = new AbortController();
    this.#calls.set(attempt, call);
    return call;
  }

  /** When the user really fell silent, as well as can be told. */
  #noteVoice(turn: number, end: Samples): void {
    const start = this.#book.audioStartOf(turn);
    if (start === undefined) return;
    const { log } = this.#options.ears;
    const span = { start, end };
    const instants = {
      voiceStart: log.voiceStart(span),
      lastVoiced: log.lastVoiced(span),
      firstLow: log.firstLow(span),
    };
    for (const [instant, at] of Object.entries(instants))
      if (at !== undefined) this.#book.note(turn, instant as keyof typeof instants, at);
  }

  #showReply(turn: number, reply: BoxReply): void {
    if (this.#replies.get(turn) !== reply) return;
    const { text, complete, pieces, heard } = reply;
    this.#book.setReply(turn, { text, complete, pieces, heard });
    this.show();
  }

  #now(): Millis {
    return this.#options.host.now();
  }
}
