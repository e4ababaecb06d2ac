/**
 * A box at its home: state and event in, state and effects out, by the rules of `rules.md` beside it. It knows no
 * socket and no clock. What belongs to a socket or a line that is gone matches nothing and falls away.
 */
import { assertNever } from '../../../core/assert.ts';
import { parseConnectionQuery } from '../../../core/echokit/connection-query.ts';
import type { Millis } from '../../../core/units.ts';
import { count, takeSend } from './box-frames.ts';
import { dropUtterance, giveNotice, noticeDue, sayNotice } from './box-notice.ts';
import {
  attachedReaders,
  dismiss,
  leave,
  lookForOwner,
  own,
  readersDue,
  release,
  unwatch,
  watch,
  welcome,
} from './box-readers.ts';
import { type BoxState, type KeptItem } from './box-state.ts';
import {
  announce,
  change,
  refuse,
  type BoxContext,
  type BoxDraft,
  type BoxEffect,
  type BoxEvent,
  type Payload,
} from './box-step.ts';
import {
  closeUpstream,
  connectUpstream,
  loseUpstream,
  noteRetry,
  openUpstream,
  passUp,
  takeUpstreamFrame,
} from './box-upstream.ts';
import { hearFrame } from './box-utterance.ts';
import { keep, keptMs, openingOf, trim } from './kept-frames.ts';

export interface BoxStep {
  readonly state: BoxState;
  /** To be performed in this order. */
  readonly effects: readonly BoxEffect[];
  /** Instant of the next `tick`; Infinity for none. */
  readonly due: Millis;
}

export function stepBox(state: BoxState, event: BoxEvent, context: BoxContext): BoxStep {
  const draft: BoxDraft = { state, effects: [], context };
  take(draft, event);
  // What has become due by the event itself needs no timer.
  giveNotice(draft);
  return { state: draft.state, effects: draft.effects, due: nextDue(draft) };
}

function take(draft: BoxDraft, event: BoxEvent): void {
  switch (event.type) {
    case 'socket-opened':
      return open(draft, event);
    case 'socket-closed':
      return close(draft, event);
    case 'frame-up':
      return takeFrame(draft, event.payload);
    case 'tab-here':
      return welcome(draft, event);
    case 'tab-away':
      return leave(draft, event);
    case 'own':
      return own(draft, event);
    case 'release':
      return release(draft, event);
    case 'watch':
      return watch(draft, event);
    case 'unwatch':
      return unwatch(draft, event);
    case 'forget':
      return forget(draft, event);
    case 'send':
      return takeSend(draft, event);
    case 'mode-set':
      return setMode(draft, event);
    case 'upstream-opened':
      return connectUpstream(draft, event);
    case 'upstream-frame':
      return takeUpstreamFrame(draft, event);
    case 'upstream-lost':
      return loseUpstream(draft, event);
    case 'upstream-retry':
      return noteRetry(draft, event);
    case 'spoken':
      return sayNotice(draft, event);
    case 'tick':
      return tick(draft);
    default:
      return assertNever(event);
  }
}

function open(
  draft: BoxDraft,
  { socket: number, query, openedAt }: Extract<BoxEvent, { type: 'socket-opened' }>,
): void {
  if (draft.state.socket !== null) close(draft, { code: 1006, reason: '' });
  const read = parseConnectionQuery(query);
  // A server would have refused the query; a box that was accepted with it gets the oldest form.
  const { streamAsr, opus, vowel } = read.ok ? read.value : { streamAsr: false, opus: false, vowel: false };
  const socket = { number, query, openedAt, endsBySpeech: streamAsr, format: { opus, vowel } };
  change(draft, { socket, seq: 0, utterance: null, isSpeaking: false, lastFrameAt: openedAt });
  tellReaders(draft, openingOf(draft.state, socket));
  lookForOwner(draft);
  openUpstream(draft);
  announce(draft);
}

function close(draft: BoxDraft, { code, reason }: { readonly code: number; readonly reason: string }): void {
  const { socket, id } = draft.state;
  if (socket === null) return;
  closeUpstream(draft);
  const { number, query, openedAt } = socket;
  const closedAt = draft.context.now;
  change(draft, {
    socket: null,
    closed: { number, query, openedAt, closedAt, code, reason },
    utterance: null,
    isSpeaking: false,
  });
  tellReaders(draft, { type: 'socket-closed', box: id, socket: number, code, reason, at: closedAt });
  announce(draft);
}

function takeFrame(draft: BoxDraft, payload: Payload): void {
  if (draft.state.socket === null) return;
  hearFrame(draft, payload);
  // First of all: what the server waits for is not held up by those who read along.
  if (draft.state.mode.kind === 'pass-through') passUp(draft, payload);
  count(draft, 'up', payload);
}

function tellReaders(draft: BoxDraft, message: KeptItem): void {
  change(draft, { kept: keep(draft.state, message, draft.context) });
  const tabs = attachedReaders(draft);
  if (tabs.length > 0) draft.effects.push({ type: 'tell', tabs, message });
}

function setMode(draft: BoxDraft, { mode }: Extract<BoxEvent, { type: 'mode-set' }>): void {
  const before = draft.state.mode;
  const isSame =
    before.kind === 'pass-through' && mode.kind === 'pass-through'
      ? before.upstream === mode.upstream
      : before.kind === mode.kind;
  if (isSame) return;
  closeUpstream(draft);
  dropUtterance(draft);
  change(draft, { mode });
  openUpstream(draft);
  announce(draft);
}

function forget(draft: BoxDraft, { tab }: { readonly tab: string }): void {
  const { owner } = draft.state;
  if (owner !== null && owner.tab !== tab)
    return refuse(draft, tab, 'forget', 'not-owner', 'another tab answers it');
  if (draft.state.socket !== null) {
    draft.effects.push({ type: 'close-box', code: 1000, reason: 'forgotten' });
    close(draft, { code: 1000, reason: 'forgotten' });
  }
  draft.effects.push({ type: 'forget' });
}

function tick(draft: BoxDraft): void {
  dismiss(draft);
  lookForOwner(draft);
  const { kept, closed, socket } = draft.state;
  const fresh = trim(kept, draft.state, draft.context);
  if (fresh !== kept) change(draft, { kept: fresh });
  const { now, limits } = draft.context;
  if (socket === null && closed !== null && now >= closed.closedAt + limits.forgetMs)
    draft.effects.push({ type: 'forget' });
}

function nextDue(draft: BoxDraft): Millis {
  const { state, context } = draft;
  let due = Math.min(readersDue(draft), noticeDue(draft)?.at ?? Infinity);
  if (state.socket === null && state.closed !== null)
    due = Math.min(due, state.closed.closedAt + context.limits.forgetMs);
  const ms = keptMs(state, context);
  if (state.kept.items.length > 0 && ms !== null) due = Math.min(due, state.kept.lastAt + ms);
  return due;
}
