/** The reply's side of a Realtime session: its sound goes to the player, what becomes of it to the book and back. */
import { heardText } from '../../../core/realtime/heard-reply.ts';
import type { ResponseId } from '../../../core/realtime/server-event.ts';
import type { TurnId } from '../../../core/realtime/session-effect.ts';
import type { SessionEvent } from '../../../core/realtime/session-event.ts';
import type { SessionState } from '../../../core/realtime/session-state.ts';
import type { Millis } from '../../../core/units.ts';
import type { BackendTools } from '../backend.ts';
import { failureOf } from '../failure.ts';
import type { MouthNews } from '../mouth.ts';
import { PlayerSilent } from '../player-silent.ts';
import { ReplyPlayer } from './reply-player.ts';
import type { TalkEffect } from './session-runner.ts';
import type { TurnPages } from './turn-pages.ts';

export interface ReplySideOptions {
  readonly tools: BackendTools;
  readonly pages: TurnPages;
  readonly state: () => SessionState;
  readonly tell: (event: SessionEvent) => void;
  /** The player has the sound of this turn's reply, and does not play. */
  readonly onUnheard: (turn: TurnId) => void;
}

type EffectOf<Type extends TalkEffect['type']> = Extract<TalkEffect, { readonly type: Type }>;

export class ReplySide {
  readonly #options: ReplySideOptions;
  readonly #player: ReplyPlayer;
  /** The turn whose reply the player has. */
  #turn: TurnId | null = null;

  constructor(options: ReplySideOptions) {
    this.#options = options;
    const { mouth, host, limits } = options.tools;
    this.#player = new ReplyPlayer({
      mouth,
      host,
      limits,
      events: {
        onAudible: (_, at) => this.#beHeard(at),
        onProgress: (response) => this.#showProgress(response),
        onDrained: (response, at) => this.#drain(response, at),
        onStopped: (response) => this.#tellStopped(response),
        onUnheard: () => this.#failUnheard(),
      },
    });
  }

  /** Something of a reply was heard, and its end was not. */
  get isSounding(): boolean {
    return this.#player.isSounding;
  }

  hear(news: MouthNews): void {
    this.#player.hear(news);
  }

  play({ turn, response, item, content, pcm }: EffectOf<'play'>): void {
    const { pages, tools } = this.#options;
    this.#turn = turn;
    pages.note(turn, 'ttsFirstByte', tools.host.now());
    this.#player.play(response, item, content, pcm);
    pages.note(turn, 'audioToPlayer', tools.host.now());
  }

  end({ response }: EffectOf<'end-reply'>): void {
    this.#player.end(response);
  }

  stop({ turn, response }: EffectOf<'stop-playback'>): void {
    const { pages, tools } = this.#options;
    pages.note(turn, 'interruptedAt', tools.host.now());
    this.#player.stop(response);
  }

  keepHeard({ turn, response, text }: EffectOf<'set-heard'>): void {
    const { pages, tools } = this.#options;
    pages.setHeard(turn, text);
    const recording = this.#player.recording(response);
    if (recording === undefined || recording.pcm.length === 0) return;
    tools.recorded({ turn, side: 'assistant', ...recording });
  }

  /** The player is gone, with what it had. */
  losePlayer(): void {
    const { state, tell } = this.#options;
    if (this.#player.hasSound && state().floor.phase === 'replying') tell({ type: 'interrupt' });
    this.settle();
  }

  /** The player will tell nothing more: what was stopped is where it was last. */
  settle(): void {
    this.#player.settleStopped();
  }

  #beHeard(at: Millis): void {
    const { pages, tools } = this.#options;
    if (this.#turn === null) return;
    pages.note(this.#turn, 'firstSample', at);
    tools.book.setStatus(this.#turn, 'speaking');
    tools.mark('reply.firstSample', at);
  }

  #showProgress(response: ResponseId): void {
    const { pages, state } = this.#options;
    const { floor } = state();
    if (floor.phase !== 'replying' || floor.reply.response !== response) return;
    pages.showProgress(floor.turn, heardText(floor.reply, this.#player.played(response)).length);
  }

  #drain(response: ResponseId, at: Millis): void {
    const { pages, tell } = this.#options;
    if (this.#turn !== null) pages.note(this.#turn, 'replyEnded', at);
    tell({ type: 'reply-drained', response });
  }

  #tellStopped(response: ResponseId): void {
    const played = this.#player.played(response);
    this.#options.tell({ type: 'playback-stopped', response, played });
  }

  #failUnheard(): void {
    const { tools, state, tell, onUnheard } = this.#options;
    const { floor } = state();
    if (floor.phase !== 'replying') return;
    tell({ type: 'interrupt' });
    const { book, limits } = tools;
    book.setStatus(floor.turn, 'failed');
    book.fail(floor.turn, failureOf('tts', new PlayerSilent(limits.audibleMs), true));
    onUnheard(floor.turn);
  }
}
