/**
 * A Realtime server as who answers: the ears' frames go up, the reply's sound goes to the player, and what is done
 * when is said by the session of `core/realtime`, whose effects are performed here. Such servers have no greeting.
 */
import { assertNever } from '../../../core/assert.ts';
import { defaultRealtimeSettings, serverTakesTurns } from '../../../core/realtime/session-settings.ts';
import { createSession, type SessionState } from '../../../core/realtime/session-state.ts';
import type { SessionEffect, TurnId } from '../../../core/realtime/session-effect.ts';
import type { Millis } from '../../../core/units.ts';
import type { ConversationConfig, PastTurn } from '../../conversation-api.ts';
import type { Backend, BackendTools, HeardFrame } from '../backend.ts';
import type { MouthNews } from '../mouth.ts';
import { ConfiguredPartner } from './configured-partner.ts';
import { NoDoorError, type Fetch } from './find-door.ts';
import { LinkTeller } from './link-teller.ts';
import { withAccount } from './partner-settings.ts';
import type { CreateSocket } from './realtime-socket.ts';
import { ReplySide } from './reply-side.ts';
import { failureFrom, noticeDetails } from './session-failure.ts';
import { sessionPhase } from './session-phase.ts';
import { SessionRunner, type TalkEffect } from './session-runner.ts';
import { TurnPages } from './turn-pages.ts';
import { UserTurns } from './user-turns.ts';

export interface RealtimeParts {
  readonly createSocket: CreateSocket;
  readonly fetch: Fetch;
}

export class RealtimeBackend implements Backend {
  readonly #tools: BackendTools;
  readonly #partner: ConfiguredPartner;
  readonly #runner: SessionRunner;
  readonly #pages: TurnPages;
  readonly #reply: ReplySide;
  readonly #ears: UserTurns;
  readonly #link: LinkTeller;
  #isOn = false;
  #isMuted = false;
  #isTrouble = false;
  /** A line that is closed is not meant to be. */
  #wantsLine = false;

  constructor(tools: BackendTools, parts: RealtimeParts) {
    this.#tools = tools;
    this.#partner = new ConfiguredPartner(parts.fetch);
    const { host, book, log } = tools;
    this.#pages = new TurnPages(book, log);
    this.#link = new LinkTeller(tools);
    this.#runner = new SessionRunner(
      {
        host,
        createSocket: parts.createSocket,
        findDoor: () => this.#partner.findDoor(),
        settings: () => withAccount(this.#partner.settings, this.#pages.account),
        onStep: (before, after) => this.#afterStep(before, after),
        onEffect: (effect, all) => this.#perform(effect, all),
        onNoDoor: (cause) => this.#tellNoDoor(cause),
      },
      createSession('openai', defaultRealtimeSettings),
    );
    this.#reply = new ReplySide({
      tools,
      pages: this.#pages,
      tell: (event) => this.#runner.tell(event),
      state: () => this.#runner.state,
      onUnheard: () => this.#takeTrouble(),
    });
    this.#ears = new UserTurns({
      tools,
      tell: (event) => this.#runner.tell(event),
      state: () => this.#runner.state,
      isSounding: () => this.#reply.isSounding,
    });
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  get isListening(): boolean {
    return this.#isOn && !this.#isMuted;
  }

  get nextTurn(): number {
    return this.#runner.state.nextTurn;
  }

  configure(config: ConversationConfig): void {
    const isAnother = this.#partner.configure(config);
    if (this.#isOn && isAnother) this.#connectAnew(this.nextTurn);
  }

  begin(past: readonly PastTurn[], { firstTurn }: { readonly firstTurn: number }): void {
    if (this.#isOn) this.end();
    this.#pages.begin(past);
    this.#isOn = true;
    this.#isTrouble = false;
    this.#connectAnew(firstTurn);
  }

  /** Another session, which is told what was said so far. */
  #connectAnew(firstTurn: number): void {
    this.#hangUp();
    this.#wantsLine = true;
    const { dialect, settings } = this.#partner;
    this.#runner.replace({ ...createSession(dialect, settings), nextTurn: firstTurn });
    this.#runner.tell({ type: 'begin' });
    this.#showPhase();
  }

  end(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#hangUp();
    this.#showPhase();
  }

  #hangUp(): void {
    this.#wantsLine = false;
    this.#ears.giveUp();
    this.#runner.tell({ type: 'end' });
  }

  close(): void {
    this.end();
    // The player's news go to somebody else from now on.
    this.#reply.settle();
  }

  reconnect(): void {
    if (this.#isOn) this.#runner.tell({ type: 'begin' });
  }

  hear(frame: HeardFrame): void {
    if (!this.#isOn) return;
    this.#ears.hear(frame, this.#isMuted);
    this.#showPhase();
  }

  captureLost(): void {
    if (!this.#isOn) return;
    this.#ears.captureLost();
    this.#showPhase();
  }

  hearMouth(news: MouthNews): void {
    this.#reply.hear(news);
    this.#showPhase();
  }

  changePlayer(): void {
    this.#reply.losePlayer();
  }

  sendText(text: string): void {
    this.#ears.giveUp();
    this.#runner.tell({ type: 'text-submitted', text });
    this.#showPhase();
  }

  pressTalk(): void {
    if (!this.isListening) return;
    this.#ears.press();
    this.#showPhase();
  }

  releaseTalk(): void {
    this.#ears.release();
  }

  setMuted(muted: boolean): void {
    this.#isMuted = muted;
    if (muted) this.#ears.mute();
    this.#showPhase();
  }

  interrupt(): void {
    this.#ears.giveUp();
    this.#runner.tell({ type: 'interrupt' });
    this.#showPhase();
  }

  /** Nobody can be asked for the same reply again: what was said is said once more, as a turn of its own. */
  retry(turn: number): boolean {
    const { book, keeper } = this.#tools;
    const view = book.view(turn);
    const { link, floor } = this.#runner.state;
    if (view?.status !== 'failed' || link !== 'live' || floor.phase === 'user-speaking') return false;
    const utterance = keeper.of(turn);
    if (view.user.text !== '') this.sendText(view.user.text);
    else if (utterance !== undefined && !this.#serverTakesTurns) this.#ears.sayAgain(utterance);
    else return false;
    return true;
  }

  /** Such servers offer no choices. */
  select(): void {
    return;
  }

  #perform(effect: TalkEffect, all: readonly SessionEffect[]): void {
    const at = this.#now();
    switch (effect.type) {
      case 'ready':
        break;
      case 'open-turn':
        this.#isTrouble = false;
        this.#pages.open(effect.turn, sources[effect.by], at);
        if (effect.by === 'voice') this.#ears.opened(effect.turn);
        break;
      case 'close-turn':
        this.#closeTurn(effect.turn, effect.outcome, all);
        break;
      case 'show-user-text':
        if (effect.turn !== null)
          this.#pages.showUser(effect.turn, effect.item, effect.text, effect.final, at);
        break;
      case 'drop-user-text':
        this.#pages.dropUser(effect.item);
        break;
      case 'show-reply-text':
        this.#pages.showReply(effect.turn, effect.text, at);
        break;
      case 'set-heard':
        this.#reply.keepHeard(effect);
        break;
      case 'show-call': {
        const { turn, call } = effect;
        this.#tools.emit({ type: 'display-text', turn, text: `${call.name}(${call.arguments})`, at });
        break;
      }
      case 'play':
        this.#reply.play(effect);
        break;
      case 'end-reply':
        this.#reply.end(effect);
        break;
      case 'stop-playback':
        this.#reply.stop(effect);
        break;
      case 'tell':
        this.#link.notice(effect.notice.code, noticeDetails(effect.notice));
        break;
      case 'note-unknown':
        if (this.#partner.isDebug)
          this.#tools.emit({ type: 'debug', name: 'realtime', at, detail: { unknown: effect.name } });
        break;
      case 'place-item':
        // The page shows turns in the order in which they were opened.
        break;
      default:
        assertNever(effect);
    }
    this.#tools.show();
  }

  #closeTurn(
    turn: TurnId,
    outcome: Extract<TalkEffect, { type: 'close-turn' }>['outcome'],
    all: readonly SessionEffect[],
  ): void {
    const told = all.find((effect) => effect.type === 'tell')?.notice;
    this.#isTrouble = outcome === 'failed';
    this.#pages.close(turn, outcome, outcome === 'failed' ? failureFrom(told) : undefined);
    this.#ears.closed(turn, outcome);
  }

  #afterStep(before: SessionState, after: SessionState): void {
    const was = before.floor;
    const is = after.floor;
    const at = this.#now();
    const speaker = was.phase === 'user-speaking' ? was.turn : null;
    if (speaker !== null && is.phase !== 'user-speaking' && is.phase !== 'quiet' && is.turn === speaker) {
      this.#ears.sent(speaker);
      const span = this.#ears.spanOf(speaker);
      if (span !== undefined) this.#pages.setSpan(speaker, span);
      this.#pages.sendUser(speaker, at);
    }
    if (is.phase === 'user-speaking' && was.phase === 'awaiting-reply' && was.turn === is.turn)
      this.#tools.book.reopen(is.turn, 'open');
    this.#link.follow(after, this.#wantsLine);
    this.#showPhase();
  }

  #takeTrouble(): void {
    this.#isTrouble = true;
    this.#showPhase();
    this.#tools.show();
  }

  #tellNoDoor(cause: unknown): void {
    const isKnown = cause instanceof NoDoorError;
    const details = isKnown ? { ...cause.details, reason: cause.message } : {};
    this.#link.notice(isKnown ? cause.code : 'address-wrong', details);
    this.#tools.show();
  }

  #showPhase(): void {
    const at = this.#now();
    if (!this.#isOn) {
      this.#tools.setPhase('idle', at);
      return;
    }
    const phase = sessionPhase(this.#runner.state, {
      isMuted: this.#isMuted,
      isTrouble: this.#isTrouble,
      isPausing: this.#ears.isPausing,
      isSounding: this.#reply.isSounding,
      isHolding: this.#ears.isHolding,
    });
    this.#tools.setPhase(phase, at);
  }

  get #serverTakesTurns(): boolean {
    const { dialect, settings } = this.#runner.state;
    return serverTakesTurns(dialect, settings);
  }

  #now(): Millis {
    return this.#tools.host.now();
  }
}

const sources = { voice: 'voice', text: 'text', server: 'greeting' } as const;
