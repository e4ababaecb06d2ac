/** Who asked the server for a response, and whose it is: one at a time, the next one when it is free. */
import type { ServiceMessage } from '../engine-wire/service-message.ts';
import { arm, change, closeTurn, disarm, openTurn, send, tell, type Draft } from './draft.ts';
import { finishReply, neverHear, stopReply } from './replies.ts';
import type { ResponseId, ServerEvent } from './server-event.ts';
import type { TurnId } from './session-effect.ts';
import { answerMs, cancelMs } from './session-limits.ts';
import { serverTakesTurns } from './session-settings.ts';

type Said<Type extends ServerEvent['type']> = Extract<ServerEvent, { readonly type: Type }>;

/** Sends `response.create` for the turn, now or as soon as the server is free. */
export function askForResponse(draft: Draft, turn: TurnId): void {
  change(draft, { wanted: turn });
  pump(draft);
}

/** The reply before must be over on the server, and cut at its playhead, or the next one would answer words unheard. */
export function pump(draft: Draft): void {
  const { wanted, server, cuts, link, commits, dialect, nextRequest } = draft.state;
  if (wanted === null || server.phase !== 'free' || cuts.length > 0 || link !== 'live') return;
  // EchoKit answers a commit by itself: its response comes first.
  if (dialect === 'echokit' && commits.length > 0) return;
  const eventId = `response-${nextRequest}`;
  change(draft, {
    wanted: null,
    nextRequest: nextRequest + 1,
    server: { phase: 'requested', turn: wanted, eventId },
  });
  send(draft, { dialect, event: { type: 'response.create', eventId } });
}

function setFree(draft: Draft): void {
  change(draft, { server: { phase: 'free' } });
  disarm(draft, 'cancel');
  pump(draft);
}

/**
 * Stops the server making the response of the floor. EchoKit reads nothing while it makes one: there a cancel comes too
 * late to be of use, and muting is all there is.
 */
export function cancelResponse(draft: Draft): void {
  const { server, dialect, link } = draft.state;
  if (dialect === 'echokit' || link !== 'live' || server.phase !== 'active') return;
  sendCancel(draft, server.response);
}

function sendCancel(draft: Draft, response: ResponseId | null): void {
  const { dialect } = draft.state;
  send(draft, { dialect, event: { type: 'response.cancel', ...(response === null ? {} : { response }) } });
}

/** After a time limit: the server is asked to give up, and has little time to do so. */
export function recoverServer(draft: Draft): void {
  const { server, link, dialect } = draft.state;
  if (link !== 'live' || server.phase === 'cancelling') return;
  // A silent EchoKit server may have failed and count itself as generating: only a cancel gets it out of that.
  if (server.phase === 'free' && dialect !== 'echokit') return;
  if (server.phase === 'requested' && server.eventId === null && dialect !== 'echokit') {
    // It found a turn and thought better of it: there is nothing to cancel.
    setFree(draft);
    return;
  }
  sendCancel(draft, server.phase === 'active' ? server.response : null);
  change(draft, { server: { phase: 'cancelling' }, commits: [] });
  arm(draft, 'cancel', cancelMs);
}

export function takeResponseCreated(draft: Draft, { response }: Said<'response-created'>): void {
  const { server, floor, dropped, dialect, settings } = draft.state;
  const known =
    (server.phase === 'active' && server.response === response) ||
    (floor.phase === 'replying' && floor.reply.response === response);
  if (known || dropped.includes(response)) return;
  if (server.phase === 'cancelling') {
    neverHear(draft, response);
    if (dialect !== 'echokit') sendCancel(draft, response);
    return;
  }
  const asked = server.phase === 'requested' ? server.turn : null;
  change(draft, { server: { phase: 'active', response } });
  const turnsAreTheServers = serverTakesTurns(dialect, settings);
  const welcome =
    asked !== null
      ? floor.phase === 'awaiting-reply' && floor.turn === asked
      : turnsAreTheServers || floor.phase === 'awaiting-reply';
  if (!welcome) {
    neverHear(draft, response);
    cancelResponse(draft);
    return;
  }
  if (floor.phase === 'replying') stopReply(draft);
  const now = draft.state.floor;
  const turn = now.phase === 'quiet' ? openTurn(draft, 'server') : now.turn;
  const { wanted } = draft.state;
  change(draft, {
    // The server was quicker than our wish: the turn has its response.
    wanted: wanted === turn ? null : wanted,
    floor: { phase: 'replying', turn, reply: { response, parts: [], calls: [], complete: false } },
  });
  if (!draft.state.timers.includes('answer')) arm(draft, 'answer', answerMs);
}

export function takeResponseDone(draft: Draft, said: Said<'response-done'>): void {
  finishReply(draft, said);
  const { server } = draft.state;
  const wasActive =
    server.phase === 'active' && (server.response === null || server.response === said.response);
  // EchoKit ends a cancel with an event of its own, after everything that was before it.
  const gaveUp = server.phase === 'cancelling' && draft.state.dialect !== 'echokit';
  if (wasActive || gaveUp) setFree(draft);
}

/** Life of a response that is not to be heard: an EchoKit server is busy with it, and the next turn has to wait. */
export function noteBusy(draft: Draft, response: ResponseId): void {
  const { dialect, server, floor } = draft.state;
  if (dialect !== 'echokit' || floor.phase !== 'awaiting-reply') return;
  if (server.phase === 'active' && server.response === response) arm(draft, 'answer', answerMs);
}

/** EchoKit has begun with a commit: the response that follows is that turn's. */
export function takeCommitted(draft: Draft): TurnId | null {
  const { commits, dialect, server } = draft.state;
  const turn = commits[0] ?? null;
  // What comes before a cancel is answered belongs to what was committed before it.
  if (dialect === 'echokit' && server.phase === 'cancelling') return null;
  if (turn === null) return null;
  change(draft, { commits: commits.slice(1) });
  if (dialect === 'echokit') change(draft, { server: { phase: 'requested', turn, eventId: null } });
  return turn;
}

/** The server has found the end of a turn, and will answer it without being asked. */
export function expectResponse(draft: Draft, turn: TurnId): void {
  const { server } = draft.state;
  const waits = server.phase === 'free' || (server.phase === 'requested' && server.eventId === null);
  if (waits) change(draft, { server: { phase: 'requested', turn, eventId: null } });
}

/** The server heard nothing in the turn it was to answer by itself: no response will follow. */
export function takeEmptyTurn(draft: Draft): void {
  const { server, floor } = draft.state;
  if (server.phase !== 'requested' || server.eventId !== null) return;
  if (floor.phase === 'awaiting-reply' && floor.turn === server.turn) closeTurn(draft, 'dropped');
  setFree(draft);
}

export function takeInterrupted(draft: Draft): void {
  if (draft.state.server.phase === 'cancelling') setFree(draft);
}

const alreadyActive: ReadonlySet<string> = new Set([
  'conversation_already_has_active_response',
  'response_in_progress',
]);
const refusesResponse: ReadonlySet<string> = new Set([
  'function_call_output_pending',
  'tool_choice_not_supported',
  'invalid_input_item',
]);

/** An error while the session lives: it may be the answer to our `response.create` or `response.cancel`. */
export function takeError(draft: Draft, { error, causedBy }: Said<'error'>): void {
  const { server, wanted, dialect } = draft.state;
  if (is(error, (code) => code === 'response_cancel_not_active')) {
    if (server.phase === 'cancelling') setFree(draft);
    return;
  }
  const ours = server.phase === 'requested' && server.eventId !== null ? server : null;
  if (ours !== null && is(error, (code) => alreadyActive.has(code))) {
    change(draft, { server: { phase: 'active', response: null }, wanted: wanted ?? ours.turn });
    // It is stuck after a failure that it told nobody of.
    if (dialect === 'echokit') recoverServer(draft);
    return;
  }
  tell(draft, { code: 'server-error', error });
  const refused =
    causedBy === undefined ? is(error, (code) => refusesResponse.has(code)) : causedBy === ours?.eventId;
  if (ours === null || !refused) return;
  const { floor } = draft.state;
  if (floor.phase === 'awaiting-reply' && floor.turn === ours.turn) closeTurn(draft, 'failed');
  setFree(draft);
}

const is = ({ code, type }: ServiceMessage, test: (code: string) => boolean): boolean =>
  [code, type].some((name) => name !== undefined && test(name));
