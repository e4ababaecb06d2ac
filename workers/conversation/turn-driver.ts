/**
 * Drives the turn machine: events in, effects performed in order, and the outcome of work fed back as events. It owns
 * what turns are made of (engines' calls, texts, what was heard) and decides nothing about whose turn it is.
 */
import { assertNever } from '../../core/assert.ts';
import type { TurnEffect } from '../../core/turn/turn-effect.ts';
import type { TurnEvent } from '../../core/turn/turn-event.ts';
import { step } from '../../core/turn/turn-machine.ts';
import type { TurnRules } from '../../core/turn/turn-rules.ts';
import { initialTurnState } from '../../core/turn/turn-state.ts';
import type { AttemptId, Floor, HeardSpan, TurnId, TurnState } from '../../core/turn/turn-state.ts';
import type { Millis } from '../../core/units.ts';
import type { Engines, Utterance } from '../../app/engines/engine.ts';
import type { PastTurn, TurnFailure } from '../conversation-api.ts';
import type { BenchMarkName } from '../vad-api.ts';
import { Attempts } from './attempts.ts';
import { isAttentive } from './is-attentive.ts';
import { failureOf } from './failure.ts';
import type { FrameLog } from './frame-log.ts';
import type { Host } from './host.ts';
import type { Limits } from './limits.ts';
import type { MouthNews } from './mouth.ts';
import type { PlayerMouth } from './player-mouth.ts';
import { PlayerLost } from './player-silent.ts';
import type { Reply } from './reply.ts';
import type { TurnBook } from './turn-book.ts';
import { TurnEndings, type RecordedSide } from './turn-endings.ts';
import type { UtteranceKeeper } from './utterance-keeper.ts';

/** What the profile says about how replies are made. */
export interface Partner {
  readonly engines: Engines;
  readonly systemPrompt: string;
  readonly greeting: string;
  /** BCP 47; absent for automatic. */
  readonly language: string | undefined;
  /** That the recogniser gets. */
  readonly prompt: string | undefined;
  readonly firstTokenMs: Millis;
}

export interface DriverOptions {
  readonly host: Host;
  readonly limits: Limits;
  readonly book: TurnBook;
  readonly keeper: UtteranceKeeper;
  readonly log: FrameLog;
  readonly mouth: () => PlayerMouth;
  readonly rules: () => TurnRules;
  readonly partner: () => Partner;
  /** The open segment is over. */
  readonly endSegment: () => void;
  readonly onMark: (name: BenchMarkName, at: Millis) => void;
  readonly onRecorded: (side: RecordedSide) => void;
  /** After every event that was told. */
  readonly onStep: (before: TurnState, after: TurnState, event: TurnEvent) => void;
}

export class TurnDriver {
  readonly #options: DriverOptions;
  readonly #attempts: Attempts;
  readonly #endings: TurnEndings;
  readonly #queue: TurnEvent[] = [];
  #state: TurnState = initialTurnState(1);
  #isStepping = false;
  /** When the event that is being performed became true. */
  #at: Millis = 0;
  /** Of work that failed; shown only if the turn fails by it. */
  readonly #failures = new Map<TurnId, TurnFailure>();
  /** The reply was told to be silent and has not said that it is. */
  #isStopping = false;

  constructor(options: DriverOptions) {
    this.#options = options;
    const { host, limits, mouth, book, keeper, onRecorded } = options;
    this.#endings = new TurnEndings({
      host,
      keeper,
      onRecorded,
      onSettled: (reply) => this.#showReply(reply),
    });
    this.#attempts = new Attempts({
      host,
      limits,
      mouth,
      events: {
        onPartial: (turn, attempt, text) => this.#showPartial(turn, attempt, text),
        onTranscribed: (turn, attempt, hearing) => {
          this.tell({ type: 'transcribed', at: host.now(), turn, attempt, hearing });
          if (this.#attempts.reply(attempt) === undefined) this.#attempts.settle(attempt);
        },
        onInstant: (attempt, instant) => book.noteAttempt(attempt, instant, host.now()),
        onChange: (reply) => this.#showReply(reply),
        onFault: (turn, stage, cause) => book.fail(turn, failureOf(stage, cause, false)),
        onFailed: (turn, attempt, stage, cause) => {
          this.#failures.set(turn, failureOf(stage, cause, true));
          this.tell({ type: 'work-failed', at: host.now(), turn, attempt, stage });
          this.#attempts.settle(attempt);
        },
        onSilent: (turn, attempt) => this.tell({ type: 'reply-silent', at: host.now(), turn, attempt }),
        tell: (news) => this.hear(news),
      },
    });
  }

  get state(): TurnState {
    return this.#state;
  }

  /** Calls that can still report something. */
  get running(): readonly AttemptId[] {
    return this.#attempts.running;
  }

  /** Takes up a conversation; whatever was under way is over. */
  begin(past: readonly PastTurn[], firstTurn: TurnId): void {
    const { nextAttempt, heard, muted } = this.#state;
    this.#endings.begin(past);
    this.#options.keeper.forget();
    this.#failures.clear();
    this.#state = { ...initialTurnState(firstTurn), nextAttempt, heard, muted };
  }

  /** Feeds the machine. Told while an event is being performed, it waits for that one's effects. */
  tell(event: TurnEvent): void {
    this.#queue.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const before = this.#state;
        const { state, effects } = step(before, next, this.#options.rules());
        this.#state = state;
        this.#at = next.at;
        for (const effect of effects) this.#perform(effect);
        this.#showSpeaking(before);
        this.#prepareEars(before.floor, state.floor);
        this.#options.onStep(before, state, next);
      }
    } finally {
      this.#isStepping = false;
    }
  }

  /** Another player: a reply that was being heard ends here, one that was about to be heard fails. */
  changePlayer(mouth: PlayerMouth): void {
    for (const { turn, attempt } of this.#attempts.moveTo(mouth)) {
      const at = this.#options.host.now();
      const { phase } = this.#state.floor;
      if (phase === 'agent-speaking' || phase === 'maybe-barge-in') {
        this.tell({ type: 'interrupt', at });
        continue;
      }
      this.#failures.set(turn, failureOf('tts', new PlayerLost(), true));
      this.tell({ type: 'work-failed', at, turn, attempt, stage: 'tts' });
      this.#attempts.cancel(attempt);
    }
  }

  /** What became audible. */
  hear(news: MouthNews): void {
    const { onMark, book } = this.#options;
    if (news.type === 'silent' && this.#isStopping) {
      this.#isStopping = false;
      onMark('barge.silent', news.at);
    }
    const reply = this.#attempts.hear(news);
    if (reply === undefined) return;
    const { turn, attempt } = reply;
    if (news.type === 'first-sample') {
      book.noteAttempt(attempt, 'firstSample', news.at);
      onMark('reply.firstSample', news.at);
      this.tell({ type: 'reply-audible', at: news.at, turn, attempt });
    }
    if (news.type === 'drained') {
      book.noteAttempt(attempt, 'replyEnded', news.at);
      this.tell({ type: 'reply-drained', at: news.at, turn, attempt });
    }
    if (news.type === 'playhead') this.#endings.hearPlayhead(attempt);
  }

  #perform(effect: TurnEffect): void {
    const { book, host, keeper } = this.#options;
    switch (effect.type) {
      case 'open-turn':
        book.open(effect.turn, effect.source, this.#at, effect.text);
        if (effect.start !== undefined)
          book.setSpan(effect.turn, { start: effect.start, end: this.#state.heard });
        return;
      case 'reopen-turn':
        book.reopen(effect.turn, this.#isOpen() ? 'open' : 'thinking');
        return;
      case 'recognise': {
        const { turn, attempt, span, because } = effect;
        const { engines, language, prompt } = this.#options.partner();
        const spokenOver = because === 'fragment' ? this.#spokenNow() : undefined;
        const utterance = because === 'fragment' ? keeper.cut(span) : this.#adopt(turn, attempt, span);
        const isSurelySpeech = because === 'asked';
        this.#attempts.recognise({
          turn,
          attempt,
          utterance,
          engines,
          language,
          prompt,
          isSurelySpeech,
          ...(spokenOver === undefined ? {} : { spokenOver }),
        });
        return;
      }
      case 'adopt-recognition':
        this.#adopt(effect.turn, effect.attempt, effect.span);
        return;
      case 'begin-reply':
        this.#beginReply(effect.turn, effect.attempt, effect.text, effect.held);
        return;
      case 'begin-greeting':
        this.#say(effect.turn, effect.attempt, this.#options.partner().greeting);
        return;
      case 'respeak-reply':
        this.#say(effect.turn, effect.attempt, book.replyOf(effect.turn).text);
        return;
      case 'release-reply':
        this.#attempts.reply(effect.attempt)?.release();
        return;
      case 'hold-reply':
        this.#attempts.reply(effect.attempt)?.hold();
        return;
      case 'cancel-work':
        this.#attempts.cancel(effect.attempt);
        if (effect.because !== 'interrupted' && book.hasPage(effect.turn))
          book.discard(effect.turn, effect.attempt, host.now(), effect.because);
        return;
      case 'flush-playback':
        this.#attempts.reply(effect.attempt)?.flush();
        return;
      case 'duck-playback':
        this.#attempts.reply(effect.attempt)?.duck();
        return;
      case 'restore-playback':
        this.#attempts.reply(effect.attempt)?.restore();
        return;
      case 'pause-playback':
        this.#isStopping = true;
        this.#options.onMark('barge.stopCommand', host.now());
        this.#attempts.reply(effect.attempt)?.pause();
        return;
      case 'resume-playback':
        this.#attempts.reply(effect.attempt)?.resume();
        return;
      case 'commit-utterance':
        this.#endings.commit(effect.turn, effect.text);
        book.setUser(effect.turn, { text: effect.text, partial: false });
        return;
      case 'end-segment':
        this.#options.endSegment();
        return;
      case 'note':
        this.#note(effect.turn, effect.instant);
        return;
      case 'close-turn':
        this.#close(effect);
        return;
      default:
        assertNever(effect);
    }
  }

  /** Recognisers that listen for themselves are told when to. */
  #prepareEars(before: Floor, after: Floor): void {
    if (isAttentive(before) === isAttentive(after)) return;
    const { asr } = this.#options.partner().engines;
    if (isAttentive(after)) asr.prepare?.();
    else asr.dismiss?.();
  }

  #showSpeaking(before: TurnState): void {
    const { floor } = this.#state;
    const isNews = before.floor.phase === 'awaiting-reply' || before.floor.phase === 'maybe-extending';
    if (isNews && (floor.phase === 'agent-speaking' || floor.phase === 'maybe-barge-in'))
      this.#options.book.setStatus(floor.turn, 'speaking');
  }

  #isOpen(): boolean {
    const { phase } = this.#state.floor;
    return phase === 'user-speaking' || phase === 'user-pausing';
  }

  /** This stretch is the turn's utterance, and the attempt its work. */
  #adopt(turn: TurnId, attempt: AttemptId, span: HeardSpan): Utterance {
    const { book, keeper } = this.#options;
    book.assign(turn, attempt);
    book.setSpan(turn, span);
    return keeper.keep(turn, span);
  }

  #beginReply(turn: TurnId, attempt: AttemptId, text: string, held: boolean): void {
    const { book, keeper, partner } = this.#options;
    const { engines, systemPrompt, language, firstTokenMs } = partner();
    book.assign(turn, attempt);
    book.setUser(turn, { text, partial: false });
    const utterance = engines.asr.kind === 'echo' ? keeper.of(turn) : undefined;
    const ownVoice = utterance && { samples: utterance.samples, sampleRate: utterance.sampleRate };
    this.#attempts.think(
      { turn, attempt, engines, language, ownVoice, held },
      this.#endings.messagesFor(turn, systemPrompt, text),
      firstTokenMs,
    );
  }

  #say(turn: TurnId, attempt: AttemptId, text: string): void {
    const { book, partner } = this.#options;
    const { engines, language } = partner();
    book.assign(turn, attempt);
    this.#attempts.say({ turn, attempt, engines, language, ownVoice: undefined, held: false }, text);
  }

  #note(turn: TurnId, instant: Extract<TurnEffect, { type: 'note' }>['instant']): void {
    const { book } = this.#options;
    book.note(turn, instant, this.#at);
    if (instant === 'softEnd' || instant === 'hardEnd') this.#noteVoice(turn);
    if (instant === 'hardEnd' || instant === 'released') book.setStatus(turn, 'thinking');
  }

  /** When the user really fell silent, as well as can be told. */
  #noteVoice(turn: TurnId): void {
    const { book, log } = this.#options;
    const start = book.audioStartOf(turn);
    if (start === undefined) return;
    const span = { start, end: this.#state.heard };
    const instants = {
      voiceStart: log.voiceStart(span),
      lastVoiced: log.lastVoiced(span),
      firstLow: log.firstLow(span),
    };
    for (const [instant, at] of Object.entries(instants))
      if (at !== undefined) book.note(turn, instant as keyof typeof instants, at);
  }

  #close({ turn, outcome, because }: Extract<TurnEffect, { type: 'close-turn' }>): void {
    const { book } = this.#options;
    book.setStatus(turn, outcome);
    book.setUser(turn, { partial: false, ...(because === undefined ? {} : { droppedBecause: because }) });
    const failure = this.#failures.get(turn);
    if (outcome === 'failed' && failure !== undefined) book.fail(turn, failure);
    const attempt = book.attemptOf(turn);
    this.#endings.close(turn, outcome, attempt === null ? undefined : this.#attempts.reply(attempt));
    if (attempt !== null) this.#attempts.settle(attempt);
  }

  #showReply(reply: Reply): void {
    const { book } = this.#options;
    if (book.attemptOf(reply.turn) !== reply.attempt) return;
    const { text, complete, pieces } = reply;
    // While it sounds the word that is being said counts; of one that was cut off only what was heard.
    const heard = this.#isSpeaking(reply) ? reply.spoken : reply.heard;
    book.setReply(reply.turn, { text, complete, pieces: [...pieces], heard });
  }

  /** What the app says around this moment, if it does. */
  #spokenNow(): string | undefined {
    const { floor } = this.#state;
    return floor.phase === 'maybe-barge-in' ? this.#attempts.reply(floor.attempt)?.spokenNow : undefined;
  }

  #isSpeaking({ attempt }: Reply): boolean {
    const { floor } = this.#state;
    return floor.phase === 'agent-speaking' && floor.attempt === attempt;
  }

  #showPartial(turn: TurnId, attempt: AttemptId, text: string): void {
    const { book } = this.#options;
    if (book.attemptOf(turn) === attempt) book.setUser(turn, { text, partial: true });
  }
}
