/**
 * The box's firmware as a reducer: state and event in, state and effects out, by the numbered rules of `rules.md`. It
 * knows no socket, no loudspeaker, no decoder and no clock.
 */
import type { BoxEffect } from './box-effect.ts';
import type { BoxEvent, BoxTimer } from './box-event.ts';
import type { BoxState } from './box-state.ts';
import { pressButton } from './buttons.ts';
import {
  change,
  dial,
  dialAgain,
  emit,
  enter,
  failToReconnect,
  reboot,
  violate,
  type Draft,
} from './draft.ts';
import { afterGreeting, greet } from './greeting.ts';
import { finishSegment, notify, takeSaid, takeSamples } from './server-phases.ts';
import { beginAfterInterrupt, takeChunk } from './utterance.ts';

export interface BoxStep {
  readonly state: BoxState;
  /** To be performed in this order. */
  readonly effects: readonly BoxEffect[];
}

/** Between two looks for notifications. */
const pollMs = 30_000;

export function stepBox(state: BoxState, event: BoxEvent): BoxStep {
  const draft: Draft = { state, effects: [], at: event.at };
  take(draft, event);
  return { state: draft.state, effects: draft.effects };
}

function take(draft: Draft, event: BoxEvent): void {
  switch (event.type) {
    case 'power-on':
      if (draft.state.phase.name !== 'off') return;
      enter(draft, { name: 'booting' }, '');
      return dial(draft, false);
    case 'button':
      return pressButton(draft, event.button);
    case 'heard':
      return takeChunk(draft, event.chunk, event.probability);
    case 'link-opened':
      if (event.socket === draft.state.socket) openLink(draft);
      return;
    case 'link-failed':
      if (event.socket === draft.state.socket) failLink(draft);
      return;
    case 'link-closed':
      if (event.socket === draft.state.socket && draft.state.link === 'open') change(draft, { link: 'lost' });
      return;
    case 'send-timed-out':
      if (event.socket === draft.state.socket && draft.state.link !== 'none')
        reboot(draft, 'the server took nothing for 30 s');
      return;
    case 'server-said':
      return takeSaid(draft, event.said);
    case 'packet-decoded':
      return takeSamples(draft, event.samples, event.vowel);
    case 'packet-refused':
      return violate(draft, 'packet-undecodable', event.message);
    case 'segment-played':
      return finishSegment(draft);
    case 'greeting-played':
      return afterGreeting(draft);
    case 'poll-answered':
      if (event.answer === 'notification') notify(draft);
      if (event.answer !== 'refused') armPoll(draft);
      return;
    case 'timer-fired':
      if (event.socket === draft.state.socket) fireTimer(draft, event.timer);
      return;
  }
}

function openLink(draft: Draft): void {
  const { phase, link } = draft.state;
  if (link !== 'dialling') return;
  change(draft, { link: 'open' });
  armPoll(draft);
  if (phase.name === 'booting') enter(draft, { name: 'idle' }, 'Idle');
  else if (phase.name === 'reconnecting') {
    if (phase.voice === null) greet(draft);
    else beginAfterInterrupt(draft, phase.voice);
  }
}

function failLink(draft: Draft): void {
  if (draft.state.link !== 'dialling') return;
  if (draft.state.phase.name === 'reconnecting') return failToReconnect(draft);
  change(draft, { link: 'none' });
  enter(draft, { name: 'unreachable' }, 'Failed to connect to server');
}

function fireTimer(draft: Draft, timer: BoxTimer): void {
  switch (timer) {
    case 'boot':
      if (draft.state.phase.name === 'booting') dial(draft, false);
      return;
    case 'retry':
      return dialAgain(draft);
    case 'poll':
      return emit(draft, { type: 'poll-notifications' });
  }
}

function armPoll(draft: Draft): void {
  const { version, socket } = draft.state;
  if (version === 'cc') emit(draft, { type: 'arm-timer', timer: 'poll', socket, afterMs: pollMs });
}
