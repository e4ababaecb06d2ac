/** A step of the box in the making: what several of its parts do. */
import type { Millis } from '../../core/units.ts';
import type { BoxEffect, BoxFact, BoxViolation } from './box-effect.ts';
import { createBoxState, type BoxPhase, type BoxState } from './box-state.ts';
import { firmwares, type Firmware } from './firmware.ts';

export interface Draft {
  state: BoxState;
  readonly effects: BoxEffect[];
  readonly at: Millis;
}

/** What a link that broke or never stood up costs. */
const bootMs: Millis = 3000;
/** Between two of its tries to dial. */
const retryMs: Millis = 300;
const dialAttempts = 3;

export const firmwareOf = ({ state }: Draft): Firmware => firmwares[state.version];

export const emit = (draft: Draft, effect: BoxEffect): void => void draft.effects.push(effect);
export const tell = (draft: Draft, fact: BoxFact): void => emit(draft, { type: 'tell', fact });
export const violate = (draft: Draft, code: BoxViolation, message: string): void =>
  tell(draft, { type: 'violation', code, message });
export const ignoreEvent = (draft: Draft, event: string, why: string): void =>
  tell(draft, { type: 'event-ignored', event, why });

export const change = (draft: Draft, changes: Partial<BoxState>): void => {
  draft.state = { ...draft.state, ...changes };
};

export function enter(draft: Draft, phase: BoxPhase, screen: string): void {
  change(draft, { phase, screen });
  tell(draft, { type: 'state', phase: phase.name, screen, entered: true });
}

export function show(draft: Draft, screen: string): void {
  if (draft.state.screen === screen) return;
  change(draft, { screen });
  tell(draft, { type: 'state', phase: draft.state.phase.name, screen, entered: false });
}

export const listen = (draft: Draft): void =>
  enter(draft, { name: 'listening', utterance: null, quietSince: draft.at }, 'Ready');

export function endTurn(draft: Draft, outcome: 'ended' | 'interrupted' | 'given-up' | 'lost'): void {
  if (!draft.state.isTurnOpen) return;
  change(draft, { isTurnOpen: false });
  tell(draft, { type: 'turn', outcome });
}

/**
 * A lost link is noticed here and nowhere else: the box reboots.
 * @returns whether it was sent
 */
export function trySend(draft: Draft, effect: BoxEffect): boolean {
  if (draft.state.link === 'open') {
    emit(draft, effect);
    return true;
  }
  reboot(draft, 'it sent over a lost link');
  return false;
}

export function dial(draft: Draft, reconnect: boolean): void {
  const socket = draft.state.socket + 1;
  change(draft, { socket, link: 'dialling', isDropping: false });
  emit(draft, { type: 'dial', socket, reconnect });
}

/** The old socket is dropped without a Close. */
export function reconnect(draft: Draft, voice: readonly Int16Array[] | null): void {
  enter(draft, { name: 'reconnecting', attempt: 1, voice }, 'Connecting...');
  dial(draft, true);
}

/** Three tries in all; then it is as with any lost link. */
export function failToReconnect(draft: Draft): void {
  const { phase, socket } = draft.state;
  if (phase.name !== 'reconnecting') return;
  if (phase.attempt >= dialAttempts) return reboot(draft, 'the server could not be reached');
  change(draft, { link: 'none' });
  emit(draft, { type: 'arm-timer', timer: 'retry', socket, afterMs: retryMs });
}

export function dialAgain(draft: Draft): void {
  const { phase } = draft.state;
  if (phase.name !== 'reconnecting') return;
  change(draft, { phase: { ...phase, attempt: phase.attempt + 1 } });
  dial(draft, true);
}

/** All that it knew is gone. */
export function reboot(draft: Draft, cause: string): void {
  endTurn(draft, 'lost');
  const { version, socket, segments } = draft.state;
  tell(draft, { type: 'reboot', cause });
  emit(draft, { type: 'drop-link' });
  emit(draft, { type: 'clear-loudspeaker' });
  draft.state = { ...createBoxState(version), socket, segments };
  enter(draft, { name: 'booting' }, '');
  emit(draft, { type: 'arm-timer', timer: 'boot', socket, afterMs: bootMs });
}
