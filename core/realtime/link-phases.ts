/** The connection: dialling, agreeing on a session, time limits, loss and another try. */
import type { ServiceMessage } from '../engine-wire/service-message.ts';
import { noSamples } from './append-chunks.ts';
import { dialectOf } from './dialect.ts';
import { arm, change, closeTurn, disarm, emit, send, tell, type Draft } from './draft.ts';
import { endReply, neverHear, stopReply } from './replies.ts';
import { recoverServer, takeError } from './responses.ts';
import type { ServerEvent } from './server-event.ts';
import type { Notice } from './session-effect.ts';
import { configureMs, connectMs, reconnectMs, type TimerName } from './session-limits.ts';

type Said<Type extends ServerEvent['type']> = Extract<ServerEvent, { readonly type: Type }>;

export function begin(draft: Draft): void {
  if (draft.state.link !== 'closed') return;
  change(draft, { failures: 0, everLive: false });
  connect(draft);
}

function connect(draft: Draft): void {
  const linkNumber = draft.state.linkNumber + 1;
  change(draft, { link: 'connecting', linkNumber });
  emit(draft, { type: 'connect', link: linkNumber });
  arm(draft, 'connect', connectMs);
}

/** The person ends the conversation. */
export function end(draft: Draft): void {
  if (draft.state.floor.phase === 'replying') stopReply(draft);
  else closeTurn(draft, 'cancelled');
  hangUp(draft);
}

function hangUp(draft: Draft): void {
  const { link, linkNumber } = draft.state;
  if (link !== 'closed' && link !== 'waiting') emit(draft, { type: 'disconnect', link: linkNumber });
  forgetServer(draft);
  change(draft, { link: 'closed' });
}

/** Nothing that was under way on the server concerns us any more. */
function forgetServer(draft: Draft): void {
  for (const timer of draft.state.timers) disarm(draft, timer);
  change(draft, { server: { phase: 'free' }, wanted: null, commits: [], rest: noSamples });
}

/** What can still be heard is heard; every other turn has failed. */
function loseTurn(draft: Draft): void {
  if (draft.state.floor.phase === 'replying') endReply(draft, 'cut-off');
  else closeTurn(draft, 'failed');
}

export function loseLink(draft: Draft, notice: Notice, open: boolean): void {
  const { linkNumber } = draft.state;
  loseTurn(draft);
  forgetServer(draft);
  tell(draft, notice);
  if (open) emit(draft, { type: 'disconnect', link: linkNumber });
  const { failures } = draft.state;
  const wait = reconnectMs[failures];
  if (wait === undefined) {
    change(draft, { link: 'closed' });
    tell(draft, { code: 'gave-up' });
    return;
  }
  change(draft, { link: 'waiting', failures: failures + 1 });
  arm(draft, 'reconnect', wait);
}

/** The server does not want us: another try would end in the same way. */
function refuse(draft: Draft, notice: Notice): void {
  loseTurn(draft);
  tell(draft, notice);
  hangUp(draft);
}

export function takeSessionCreated(draft: Draft, created: Said<'session-created'>): void {
  const { link, dialect: chosen, settings } = draft.state;
  if (link !== 'connecting') return;
  disarm(draft, 'connect');
  const dialect = dialectOf(created, chosen);
  if (dialect !== chosen) tell(draft, { code: 'dialect-changed', dialect });
  change(draft, { dialect, link: 'configuring' });
  send(draft, { dialect, event: { type: 'session.update', eventId: 'session', settings } });
  arm(draft, 'configure', configureMs);
}

export function takeSessionUpdated(draft: Draft): void {
  const { link, dialect, settings, everLive } = draft.state;
  if (link !== 'configuring') return;
  disarm(draft, 'configure');
  change(draft, { link: 'live', failures: 0, everLive: true });
  // Its session takes no instructions; a system item replaces the first prompt.
  if (dialect === 'echokit' && settings.instructions !== '') {
    const text = settings.instructions;
    send(draft, { dialect, event: { type: 'conversation.item.create', role: 'system', text } });
  }
  emit(draft, { type: 'ready', dialect });
  if (everLive) tell(draft, { code: 'reconnected' });
}

export function takeServerError(draft: Draft, said: Said<'error'>): void {
  const { error } = said;
  if (named(error, 'session_limit_reached')) {
    refuse(draft, { code: 'session-limit-reached', error });
    return;
  }
  if (draft.state.link !== 'live' || named(error, 'beta_api_shape_disabled')) {
    refuse(draft, { code: 'session-refused', error });
    return;
  }
  takeError(draft, said);
}

const named = ({ code, type }: ServiceMessage, name: string): boolean => code === name || type === name;

export function fireTimer(draft: Draft, timer: TimerName): void {
  const { timers } = draft.state;
  if (!timers.includes(timer)) return;
  change(draft, { timers: timers.filter((other) => other !== timer) });
  switch (timer) {
    case 'connect':
      loseLink(draft, { code: 'connect-timeout' }, true);
      return;
    case 'configure':
      loseLink(draft, { code: 'configure-timeout' }, true);
      return;
    case 'reconnect':
      connect(draft);
      return;
    case 'cancel':
      loseLink(draft, { code: 'link-lost' }, true);
      return;
    case 'answer':
      giveUpReply(draft);
  }
}

/** The reply stayed away, or stopped in the middle. */
function giveUpReply(draft: Draft): void {
  const { server } = draft.state;
  tell(draft, { code: 'no-answer' });
  loseTurn(draft);
  if (server.phase === 'active' && server.response !== null) neverHear(draft, server.response);
  recoverServer(draft);
}
