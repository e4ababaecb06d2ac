/** The line: dialling, what is sent once it is there, loss and another try, and who took it away. */
import { change, emit, failTurn, callOff, closeTurn, tell, wait, type Draft } from './draft.ts';
import { cutReply, stopReply } from './replies.ts';
import { startProbe } from './turn-end.ts';
import { resumeTalk } from './sending.ts';
import type { BoxNotice } from './session-effect.ts';
import type { EventOf } from './session-event.ts';
import { evictedRetryMs, evictionMs, openMs, retryMs, stableMs, type WaitId } from './session-limits.ts';
import { believed, wantedTurnEnd, type BoxState } from './session-state.ts';

const waitsOfLine: readonly WaitId[] = ['open', 'end', 'ended', 'probe', 'retry', 'stable'];

export function begin(draft: Draft, { firstTurn, greet, resumed }: EventOf<'begin'>): void {
  end(draft);
  change(draft, {
    on: true,
    nextTurn: firstTurn,
    greet: greet && !resumed,
    known: resumed,
    failures: 0,
    toldLost: false,
    evictions: 0,
    inTrouble: false,
    failed: [],
  });
  dial(draft);
}

export function end(draft: Draft): void {
  endTurn(draft);
  hangUp(draft);
  change(draft, { on: false, link: { phase: 'closed' }, server: 'idle', inTrouble: false });
}

/** Whoever has the floor has it no more. */
export function endTurn(draft: Draft): void {
  if (draft.state.floor.phase === 'replying') stopReply(draft);
  else closeTurn(draft, 'cancelled');
}

export function configure(draft: Draft, { settings, sameServer }: EventOf<'configure'>): void {
  const { settings: before, on } = draft.state;
  change(draft, { settings });
  if (!sameServer || settings.turnEnd !== before.turnEnd)
    change(draft, { turnEnd: believed(settings), isSure: settings.turnEnd !== 'auto', endVadSeen: false });
  if (sameServer && settings.opus === before.opus && settings.record === before.record) return;
  if (!sameServer) change(draft, { known: false, evictions: 0, failures: 0 });
  if (!on) return;
  endTurn(draft);
  dial(draft);
}

function hangUp(draft: Draft): void {
  const { link, linkNumber } = draft.state;
  callOff(draft, ...waitsOfLine);
  if (link.phase === 'open' || link.phase === 'dialling') emit(draft, { type: 'hang-up', link: linkNumber });
}

/** A new socket in place of the one there was; a turn that the server had under way is nobody's any more. */
export function dial(draft: Draft, probing = false): void {
  hangUp(draft);
  forgetServer(draft);
  const { state } = draft;
  const link = state.linkNumber + 1;
  const turnEnd = probing ? 'server' : wantedTurnEnd(state);
  const { opus, record } = state.settings;
  change(draft, { link: { phase: 'dialling', turnEnd, probing }, linkNumber: link });
  const streamAsr = turnEnd === 'server' && !record;
  const query = { reconnect: state.known, opus, vowel: opus, streamAsr, record };
  emit(draft, { type: 'dial', link, query });
  wait(draft, 'open', openMs);
}

/** An utterance that grows is sent again from its beginning. */
function forgetServer(draft: Draft): void {
  const { floor, choices } = draft.state;
  change(draft, { server: 'idle', later: [], choices: null, overdue: null });
  if (choices !== null) emit(draft, { type: 'hide-choices' });
  if (floor.phase === 'user-speaking')
    change(draft, { floor: { ...floor, begun: false, sent: floor.start } });
}

/**
 * There is something to be sent: it is, at once or when there is a line.
 * @param asked a person wants it, and a line that was given up is dialled again
 * @returns whether there will be a line
 */
export function useLine(draft: Draft, asked: boolean): boolean {
  const { link, server, on } = draft.state;
  switch (link.phase) {
    case 'open':
      if (link.probing) return true;
      if (server === 'idle' && link.turnEnd === wantedTurnEnd(draft.state)) resumeTalk(draft);
      else dial(draft);
      return true;
    case 'dialling':
      if (link.turnEnd !== wantedTurnEnd(draft.state) && !link.probing) dial(draft);
      return true;
    case 'waiting':
      dial(draft);
      return true;
    case 'asking':
      if (asked) reconnect(draft);
      return asked;
    case 'closed':
      return on;
  }
}

export function reconnect(draft: Draft): void {
  const { link } = draft.state;
  if (link.phase !== 'asking' && link.phase !== 'waiting') return;
  change(draft, { failures: 0, evictions: 0 });
  dial(draft);
}

export function opened(draft: Draft, number: number): void {
  const { link, linkNumber, toldLost, heard } = draft.state;
  if (number !== linkNumber || link.phase !== 'dialling') return;
  const { turnEnd, probing } = link;
  callOff(draft, 'open');
  change(draft, {
    link: { phase: 'open', turnEnd, probing, brokeOffAt: null },
    known: true,
    toldLost: false,
    recorded: heard,
  });
  wait(draft, 'stable', stableMs);
  if (toldLost) tell(draft, 'reconnected');
  if (probing) startProbe(draft);
  else resumeTalk(draft);
}

/** The line is a good one. */
export function trustLine(draft: Draft): void {
  if (draft.state.failures > 0) change(draft, { failures: 0 });
}

export function openTimedOut(draft: Draft): void {
  hangUp(draft);
  loseLine(draft, 0);
}

export function takeLinkLost(draft: Draft, { link, code }: EventOf<'link-lost'>): void {
  const { link: now, linkNumber } = draft.state;
  if (link !== linkNumber || (now.phase !== 'open' && now.phase !== 'dialling')) return;
  callOff(draft, ...waitsOfLine);
  loseLine(draft, code);
}

function loseLine(draft: Draft, code: number): void {
  const { link, linkNumber, failures, toldLost } = draft.state;
  const evicted = isEviction(draft, code);
  loseTurn(draft);
  forgetServer(draft);
  if (evicted) {
    evict(draft);
    return;
  }
  const next = retryMs[failures];
  if (link.phase !== 'open' && (failures === 0 || next === undefined))
    emit(draft, { type: 'explain', link: linkNumber });
  if (!toldLost && link.phase === 'open') tell(draft, 'line-lost');
  change(draft, { toldLost: true, failures: failures + 1 });
  if (next === undefined) ask(draft, 'gave-up');
  else retryIn(draft, next);
}

function isEviction({ state: { link }, at }: Draft, code: number): boolean {
  if (link.phase !== 'open' || link.brokeOffAt === null) return false;
  return code === 1006 && at - link.brokeOffAt <= evictionMs;
}

/** Two clients that fetch one conversation back from each other would never end. */
function evict(draft: Draft): void {
  const evictions = draft.state.evictions + 1;
  change(draft, { evictions });
  if (evictions > 1) {
    ask(draft, 'evicted-again');
    return;
  }
  tell(draft, 'evicted');
  retryIn(draft, evictedRetryMs);
}

function retryIn(draft: Draft, ms: number): void {
  change(draft, { link: { phase: 'waiting', retryAt: draft.at + ms } });
  wait(draft, 'retry', ms);
}

/** What is left of the turn when the line breaks: what came is played, what was not answered has failed. */
function loseTurn(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase === 'replying') cutReply(draft);
  // What was not sent yet is sent by the next line.
  if (floor.phase !== 'awaiting-reply' || floor.ask.kind !== 'nothing') return;
  failTurn(draft, { stage: floor.text === '' ? 'asr' : 'llm', code: 'line-lost' });
}

/** No more attempts until the person wants one. */
function ask(draft: Draft, notice: BoxNotice | null): void {
  change(draft, { link: { phase: 'asking' } });
  if (notice !== null) tell(draft, notice);
  const { phase } = draft.state.floor;
  if (phase === 'replying') return;
  if (phase === 'user-speaking') emit(draft, { type: 'end-segment' });
  failTurn(draft, { stage: 'asr', code: 'no-line' });
}

/** The driver has told why. */
export function takeHopeless(draft: Draft, link: number): void {
  const { link: now, linkNumber } = draft.state;
  if (link !== linkNumber || now.phase !== 'waiting') return;
  callOff(draft, 'retry');
  ask(draft, null);
}

export const isOpen = ({ link }: BoxState): boolean => link.phase === 'open' && !link.probing;
