/**
 * A conversation with an EchoKit server, as a box has it: state and event in, state and effects out, by the numbered
 * rules of `rules.md` beside it. It knows no socket, no player and no clock. What belongs to a socket that was dropped,
 * or to a reply that was stopped, matches nothing and falls away.
 */
import { assertNever } from '../../assert.ts';
import type { KnownServerEvent, ServerEvent } from '../server-event.ts';
import {
  select,
  takeAction,
  takeAsr,
  takeChoices,
  takeDisplayText,
  takeEndResponse,
  takeEndVad,
} from './answers.ts';
import { hearWhileWaiting, letGoOn, listenOver } from './barge-in.ts';
import { change, emit, reviveOverdue, type Draft } from './draft.ts';
import {
  begin,
  configure,
  dial,
  end,
  isOpen,
  opened,
  reconnect,
  takeHopeless,
  takeLinkLost,
  trustLine,
} from './line.ts';
import {
  drainReply,
  failUnheard,
  hearAudible,
  takeEndAudio,
  takeHelloChunk,
  takeHelloEnd,
  takeHelloStart,
  takePlaybackStopped,
  takeSound,
  takeStartAudio,
} from './replies.ts';
import type { BoxEffect } from './session-effect.ts';
import type { BoxEvent, EventOf } from './session-event.ts';
import { mostLater } from './session-limits.ts';
import type { BoxState } from './session-state.ts';
import { takeProbed } from './turn-end.ts';
import {
  growUtterance,
  hearQuiet,
  interrupt,
  loseCapture,
  mute,
  pressTalk,
  releaseTalk,
  retryTurn,
  submitText,
} from './user.ts';
import { takeWaited } from './waits.ts';

export interface BoxStep {
  readonly state: BoxState;
  /** To be performed in this order. */
  readonly effects: readonly BoxEffect[];
}

export function stepBoxSession(state: BoxState, event: BoxEvent): BoxStep {
  const draft: Draft = { state, effects: [], at: event.at };
  take(draft, event);
  sayLater(draft);
  return { state: draft.state, effects: draft.effects };
}

function take(draft: Draft, event: BoxEvent): void {
  // Before it begins, and after its end, there are only settings, frames and what a player still tells.
  if (!draft.state.on && !isAlwaysTaken(event)) return;
  switch (event.type) {
    case 'begin':
      return begin(draft, event);
    case 'end':
      return end(draft);
    case 'configure':
      return configure(draft, event);
    case 'opened':
      return opened(draft, event.link);
    case 'link-lost':
      return takeLinkLost(draft, event);
    case 'hopeless':
      return takeHopeless(draft, event.link);
    case 'said':
      if (event.link === draft.state.linkNumber) takeSaid(draft, event.said);
      return;
    case 'waited':
      return takeWaited(draft, event.id);
    case 'frame':
      return takeFrame(draft, event);
    case 'capture-lost':
      letGoOn(draft);
      return loseCapture(draft);
    case 'talk-pressed':
      return pressTalk(draft);
    case 'talk-released':
      return releaseTalk(draft);
    case 'text-submitted':
      return submitText(draft, event.text);
    case 'selected':
      return select(draft, event.index);
    case 'interrupt':
      return interrupt(draft);
    case 'mute':
      if (event.muted) letGoOn(draft);
      return mute(draft, event);
    case 'retry':
      return retryTurn(draft, event.turn);
    case 'reconnect':
      return reconnect(draft);
    case 'reply-audible':
      return hearAudible(draft, event.reply);
    case 'reply-drained':
      return drainReply(draft, event.reply);
    case 'playback-stopped':
      return takePlaybackStopped(draft, event);
    case 'reply-unheard':
      if (failUnheard(draft, event) && draft.state.server !== 'idle') dial(draft);
      return;
    default:
      return assertNever(event);
  }
}

const isAlwaysTaken = ({ type }: BoxEvent): boolean =>
  type === 'begin' ||
  type === 'configure' ||
  type === 'frame' ||
  type === 'mute' ||
  type === 'playback-stopped';

function takeFrame(draft: Draft, frame: EventOf<'frame'>): void {
  const { heard, on, muted, settings, choices, floor } = draft.state;
  if (frame.end <= heard) return;
  change(draft, { heard: frame.end });
  if (!on) return;
  if (settings.record) {
    recordFrame(draft);
    return;
  }
  const isCounted = !muted && choices === null;
  const voice = isCounted && !settings.rules.pushToTalk ? frame.voice : null;
  switch (floor.phase) {
    case 'quiet':
      return hearQuiet(draft, voice);
    case 'user-speaking':
      // The key's own utterance begins with its first voice as well.
      return growUtterance(draft, floor, isCounted ? frame.voice : null);
    case 'awaiting-reply':
      return hearWhileWaiting(draft, floor, voice);
    case 'replying':
      return listenOver(draft, floor, frame, voice);
    default:
      return assertNever(floor);
  }
}

/** Everything that is heard, from the moment the line is there; nothing of what a muted microphone hears. */
function recordFrame(draft: Draft): void {
  const { heard, recorded, linkNumber, muted } = draft.state;
  change(draft, { recorded: heard });
  if (muted || !isOpen(draft.state) || recorded >= heard) return;
  emit(draft, { type: 'send-audio', link: linkNumber, turn: null, start: recorded, end: heard });
}

function takeSaid(draft: Draft, said: ServerEvent): void {
  const { link } = draft.state;
  if (link.phase !== 'open') return;
  trustLine(draft);
  if (link.probing) {
    takeProbed(draft, said);
    return;
  }
  if (link.brokeOffAt !== null) change(draft, { link: { ...link, brokeOffAt: null } });
  if (mustWait(draft.state, said)) {
    const { later } = draft.state;
    if (later.length < mostLater) change(draft, { later: [...later, said] });
    return;
  }
  if ('unknown' in said) emit(draft, { type: 'note-unknown', name: said.event });
  else takeKnown(draft, said);
}

/** A further answer while the one before is still being heard: a box would not have read it yet. */
function mustWait({ later, floor }: BoxState, { event }: ServerEvent): boolean {
  if (later.length > 0) return true;
  if (floor.phase !== 'replying' || !floor.reply.complete) return false;
  return event === 'StartAudio' || event.startsWith('AudioChunk') || event === 'Choices';
}

const isAnswer = ({ event }: KnownServerEvent): boolean =>
  event === 'ASR' || event === 'StartAudio' || event.startsWith('AudioChunk') || event === 'Choices';

function sayLater(draft: Draft): void {
  while (draft.state.later.length > 0) {
    const { floor, later } = draft.state;
    const [next, ...rest] = later;
    if (next === undefined || (floor.phase === 'replying' && floor.reply.complete)) return;
    change(draft, { later: rest });
    if ('unknown' in next) emit(draft, { type: 'note-unknown', name: next.event });
    else takeKnown(draft, next);
  }
}

function takeKnown(draft: Draft, said: KnownServerEvent): void {
  if (isAnswer(said)) reviveOverdue(draft);
  switch (said.event) {
    case 'HelloStart':
      return takeHelloStart(draft);
    case 'HelloChunk':
      return takeHelloChunk(draft, said.data);
    case 'HelloEnd':
      return takeHelloEnd(draft);
    case 'ASR':
      return takeAsr(draft, said.text);
    case 'EndVad':
      return takeEndVad(draft);
    case 'StartAudio':
      return takeStartAudio(draft, said.text);
    case 'AudioChunk':
      return takeSound(draft, { kind: 'bytes', data: said.data, vowel: null });
    case 'AudioChunkWithVowel':
      return takeSound(draft, { kind: 'bytes', data: said.data, vowel: said.vowel });
    case 'AudioChunki16':
      return takeSound(draft, { kind: 'samples', data: said.data, vowel: said.vowel ?? null });
    case 'EndAudio':
      return takeEndAudio(draft);
    case 'EndResponse':
      return takeEndResponse(draft);
    case 'Choices':
      return takeChoices(draft, said.message, said.items);
    case 'DisplayText':
      return takeDisplayText(draft, said.text);
    case 'Action':
      return takeAction(draft, said.action);
    case 'StartVideo':
    case 'EndVideo':
    case 'HasNotification':
    case 'BGStart':
    case 'BGChunk':
    case 'BGEnd':
    case 'InitSetting':
      return;
    default:
      return assertNever(said);
  }
}
