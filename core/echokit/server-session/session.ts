/**
 * One box's conversation as its server sees it: state and event in, state and effects out, by the numbered rules of
 * `rules.md` beside it. It knows no socket, no detector, no service and no clock: judged frames and instants are told.
 * What belongs to a socket or an attempt that is gone matches nothing and falls away.
 */
import { assertNever } from '../../assert.ts';
import type { TurnRules } from '../../turn/turn-rules.ts';
import type { ClientCommand } from '../client-command.ts';
import { parseConnectionQuery, type ConnectionQuery } from '../connection-query.ts';
import { answerText, apologise, endReply, endResponse, failReply, hand, takePiece } from './answering.ts';
import { change, emit, giveUp, isStreaming, openTurn, say, type Draft } from './draft.ts';
import {
  beginHearing,
  conclude,
  endUtterance,
  forgetRecognition,
  hearFrame,
  keepTranscript,
  openEars,
  showPartial,
} from './hearing.ts';
import type { ServerSessionEffect } from './session-effect.ts';
import type { ServerSessionEvent } from './session-event.ts';
import type { ServerSessionState } from './session-state.ts';

export interface ServerSessionStep {
  readonly state: ServerSessionState;
  /** To be performed in this order. */
  readonly effects: readonly ServerSessionEffect[];
}

/** @param rules may change between any two events */
export function stepServerSession(
  state: ServerSessionState,
  event: ServerSessionEvent,
  rules: TurnRules,
): ServerSessionStep {
  const draft: Draft = { state, effects: [], rules, at: event.at };
  take(draft, event);
  return { state: draft.state, effects: draft.effects };
}

function take(draft: Draft, event: ServerSessionEvent): void {
  const { phase } = draft.state;
  switch (event.type) {
    case 'socket-opened':
      return openLine(draft, event);
    case 'socket-resumed':
      return resumeLine(draft, event);
    case 'socket-closed':
      if (draft.state.line?.socket === event.socket) loseLine(draft);
      return;
    case 'command':
      if (isHeard(draft, event.socket)) takeCommand(draft, event.command);
      return;
    case 'sound':
      // Old clients need no StartChat; streaming ones do, and what comes before it is left over from the last utterance.
      if (isHeard(draft, event.socket) && phase.kind === 'quiet' && !isStreaming(draft)) openEars(draft);
      return;
    case 'frame':
      if (isHeard(draft, event.socket) && phase.kind === 'hearing') hearFrame(draft, phase, event);
      return;
    case 'partial':
      if (phase.kind === 'hearing' || phase.kind === 'recognising')
        showPartial(draft, phase, event.attempt, event.text);
      return;
    case 'transcribed':
      if (phase.kind === 'hearing') keepTranscript(draft, phase, event.attempt, event.hearing);
      else if (phase.kind === 'recognising' && phase.attempt === event.attempt)
        conclude(draft, phase.turn, event.hearing);
      return;
    case 'recognition-failed':
      if (phase.kind === 'hearing') forgetRecognition(draft, phase, event.attempt);
      else if (phase.kind === 'recognising' && phase.attempt === event.attempt)
        apologise(draft, phase.turn, 'asr');
      return;
    case 'piece-ready':
      if (phase.kind === 'answering' && phase.attempt === event.attempt) takePiece(draft, phase, event.piece);
      return;
    case 'reply-ended':
      if (phase.kind === 'answering' && phase.attempt === event.attempt) endReply(draft, phase);
      return;
    case 'reply-failed':
      if (phase.kind === 'answering' && phase.attempt === event.attempt) failReply(draft, phase, event.stage);
      return;
    case 'woke':
      return hand(draft);
    case 'text-submitted':
      if (draft.state.line?.query.record === false) takeText(draft, event.text);
      return;
    case 'interrupt':
      return stop(draft);
    case 'dismissed':
      stop(draft);
      change(draft, { line: null, playback: null });
      return;
    default:
      return assertNever(event);
  }
}

/** From the present socket, and not from a recording, which nobody answers. */
const isHeard = ({ state }: Draft, socket: number): boolean =>
  state.line?.socket === socket && !state.line.query.record;

/** Flags that no server would take count as none: the companion has accepted the box. */
function queryOf(query: string): ConnectionQuery {
  const parsed = parseConnectionQuery(query);
  if (parsed.ok) return parsed.value;
  return { reconnect: false, opus: false, vowel: false, streamAsr: false, record: false };
}

function openLine(draft: Draft, { socket, query: text }: { socket: number; query: string }): void {
  const query = queryOf(text);
  giveUp(draft, false);
  change(draft, { line: { socket, query }, playback: null });
  if (query.reconnect || query.record) return;
  emit(draft, { type: 'reset-history' }, { type: 'greet', socket });
}

function resumeLine(
  draft: Draft,
  { socket, query, was }: { socket: number; query: string; was: 'quiet' | 'hearing' | 'owed' },
): void {
  giveUp(draft, false);
  change(draft, { line: { socket, query: queryOf(query) }, playback: null });
  if (draft.state.line?.query.record === true) return;
  if (was === 'owed') endResponse(draft);
  if (was === 'hearing') openEars(draft);
}

function loseLine(draft: Draft): void {
  giveUp(draft, false);
  change(draft, { line: null, playback: null });
}

function takeCommand(draft: Draft, command: ClientCommand): void {
  switch (command.event) {
    case 'StartChat':
      return beginHearing(draft);
    case 'Submit':
      if (draft.state.phase.kind === 'hearing') endUtterance(draft);
      else if (draft.state.phase.kind === 'quiet') endResponse(draft);
      return;
    case 'Text':
      return takeText(draft, command.input);
    case 'Select':
    case 'StartRecord':
      return;
    default:
      return assertNever(command);
  }
}

function takeText(draft: Draft, input: string): void {
  const { phase } = draft.state;
  const text = input.trim();
  const wasHearing = phase.kind === 'hearing';
  giveUp(draft, true);
  if (wasHearing && isStreaming(draft)) say(draft, { event: 'EndVad' });
  // The answer that this one overtakes; an utterance is ended by the answer to the text in its place.
  if (phase.kind === 'recognising' || phase.kind === 'answering') endResponse(draft);
  if (text === '') {
    if (wasHearing || phase.kind === 'quiet') endResponse(draft);
    return;
  }
  answerText(draft, openTurn(draft, 'text', text), text);
}

/** Nothing more is sent of what is under way; the box hears that it is over. */
function stop(draft: Draft): void {
  const { phase } = draft.state;
  if (phase.kind === 'quiet') return;
  const { turn } = phase.kind === 'hearing' ? { turn: null } : phase;
  giveUp(draft, true);
  if (turn === null && isStreaming(draft)) say(draft, { event: 'EndVad' });
  endResponse(draft);
}
