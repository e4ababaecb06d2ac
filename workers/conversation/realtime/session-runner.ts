/** Runs the session of `core/realtime`: its line and its timers are kept here, everything else it wants is handed on. */
import { encodeOutgoing } from '../../../core/realtime/client-event.ts';
import type { SessionEffect } from '../../../core/realtime/session-effect.ts';
import type { SessionEvent } from '../../../core/realtime/session-event.ts';
import type { TimerName } from '../../../core/realtime/session-limits.ts';
import type { RealtimeSettings } from '../../../core/realtime/session-settings.ts';
import type { SessionState } from '../../../core/realtime/session-state.ts';
import { stepSession } from '../../../core/realtime/session.ts';
import type { Host } from '../host.ts';
import { RealtimeSocket, type CreateSocket, type Door } from './realtime-socket.ts';

type LineEffect = Extract<
  SessionEffect,
  { readonly type: 'connect' | 'disconnect' | 'send' | 'start-timer' | 'stop-timer' }
>;
/** What is left for the ears, the mouth and the page. */
export type TalkEffect = Exclude<SessionEffect, LineEffect>;

export interface SessionRunnerOptions {
  readonly host: Host;
  readonly createSocket: CreateSocket;
  readonly findDoor: () => Promise<Door>;
  /** As they are when a connection is dialled. */
  readonly settings: () => RealtimeSettings;
  /** After the state has changed, before its effects are performed. */
  readonly onStep: (before: SessionState, after: SessionState) => void;
  /** @param all everything that the step wants done */
  readonly onEffect: (effect: TalkEffect, all: readonly SessionEffect[]) => void;
  /** The session is over: nobody lets us in. */
  readonly onNoDoor: (cause: unknown) => void;
}

export class SessionRunner {
  readonly #options: SessionRunnerOptions;
  #state: SessionState;
  #socket: RealtimeSocket | null = null;
  readonly #timers = new Map<TimerName, () => void>();
  readonly #inbox: SessionEvent[] = [];
  #isStepping = false;

  constructor(options: SessionRunnerOptions, state: SessionState) {
    this.#options = options;
    this.#state = state;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Another conversation; connections go on being numbered. */
  replace(state: SessionState): void {
    this.#state = { ...state, linkNumber: this.#state.linkNumber };
  }

  /** What comes while a step is performed is taken after it. */
  tell(event: SessionEvent): void {
    this.#inbox.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) this.#step(next);
    } finally {
      this.#isStepping = false;
    }
  }

  #step(event: SessionEvent): void {
    const before = this.#state;
    const { state, effects } = stepSession(before, event);
    this.#state = state;
    this.#options.onStep(before, state);
    for (const effect of effects) {
      switch (effect.type) {
        case 'connect':
          this.#connect(effect.link);
          break;
        case 'disconnect':
          this.#socket?.close();
          this.#socket = null;
          break;
        case 'send':
          this.#socket?.send(encodeOutgoing(effect.message));
          break;
        case 'start-timer':
          this.#startTimer(effect);
          break;
        case 'stop-timer':
          this.#timers.get(effect.timer)?.();
          this.#timers.delete(effect.timer);
          break;
        default:
          this.#options.onEffect(effect, effects);
      }
    }
  }

  #connect(link: number): void {
    const { createSocket, findDoor, settings, onNoDoor } = this.#options;
    this.#state = { ...this.#state, settings: settings() };
    this.#socket = new RealtimeSocket({
      createSocket,
      door: findDoor(),
      onSaid: (said) => this.tell({ type: 'server-said', link, said }),
      onLost: () => this.tell({ type: 'link-lost', link }),
      onNoDoor: (cause) => {
        this.tell({ type: 'end' });
        onNoDoor(cause);
      },
    });
  }

  #startTimer({ timer, ms }: Extract<SessionEffect, { type: 'start-timer' }>): void {
    this.#timers.get(timer)?.();
    const cancel = this.#options.host.after(ms, () => {
      this.#timers.delete(timer);
      this.tell({ type: 'timer-fired', timer });
    });
    this.#timers.set(timer, cancel);
  }
}
