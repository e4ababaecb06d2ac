/** The user's side: when an utterance begins, grows and ends, what is typed, what is taken back. */
import {
  awaitAnswer,
  callOff,
  change,
  closeTurn,
  emit,
  note,
  openTurn,
  tell,
  wait,
  type Draft,
  type FloorOf,
} from './draft.ts';
import { dial, useLine } from './line.ts';
import { stopReply } from './replies.ts';
import { beginChat, closeUtterance, finishAudio, sendHeard } from './sending.ts';
import type { EventOf } from './session-event.ts';
import {
  endingFrames,
  endOfSpeechMs,
  keptSkips,
  longPauseFrames,
  mostPreRoll,
  pauseEdge,
} from './session-limits.ts';
import { wantedTurnEnd } from './session-state.ts';
import type { VoiceNow } from '../../turn/turn-event.ts';
import type { HeardSpan } from '../../turn/turn-state.ts';
import { frameSamples, type Samples } from '../../units.ts';

/** A server that finds the ends takes half a second without speech for the end, at the beginning too. */
export const startOf = (voice: VoiceNow): Samples => Math.max(0, voice.start, voice.onset - mostPreRoll);

const isSpeaking = ({ confirmed, silentFrames }: VoiceNow): boolean => confirmed && silentFrames === 0;

export function openUtterance(draft: Draft, start: Samples, by: 'voice' | 'key'): void {
  const turn = openTurn(draft, 'voice');
  const voiced = by === 'voice';
  change(draft, {
    floor: {
      phase: 'user-speaking',
      turn,
      start,
      sent: start,
      begun: false,
      by,
      voiced,
      silence: 'none',
    },
  });
  emit(draft, { type: 'set-span', turn, start, end: Math.max(start, draft.state.heard) });
  useLine(draft, by === 'key');
}

export function hearQuiet(draft: Draft, voice: VoiceNow | null): void {
  if (voice === null || !isSpeaking(voice)) return;
  const { link, refusedVoice } = draft.state;
  if (link.phase !== 'asking') {
    openUtterance(draft, startOf(voice), 'voice');
    return;
  }
  if (refusedVoice === voice.onset) return;
  change(draft, { refusedVoice: voice.onset });
  tell(draft, 'not-connected');
}

/** One more frame of the utterance. */
export function growUtterance(draft: Draft, before: FloorOf<'user-speaking'>, voice: VoiceNow | null): void {
  const { settings, heard } = draft.state;
  let floor = before;
  if (!floor.voiced && voice !== null && isSpeaking(voice)) {
    // A voice that was there before the key may have paused since.
    const isNew = voice.onset >= floor.start;
    const from = isNew ? startOf(voice) : heard - frameSamples - mostPreRoll;
    const start = Math.max(floor.start, from);
    floor = { ...floor, voiced: true, ...(floor.begun ? {} : { start, sent: start }) };
    change(draft, { floor });
    beginChat(draft);
  }
  if (floor.voiced) noteVoice(draft, voice);
  sendHeard(draft);
  const now = draft.state.floor;
  if (now.phase !== 'user-speaking') return;
  if (now.by === 'release' || heard - now.start >= settings.rules.maxUtterance) endUtterance(draft, now);
  else if (now.by === 'voice') hearSilence(draft, now, voice);
}

/** Whether the voice comes back after a pause that is the server's end. */
export function noteVoice(draft: Draft, voice: VoiceNow | null): void {
  const { quietFrames, again, heard, closedAt } = draft.state;
  if (voice?.silentFrames !== 0) {
    change(draft, { quietFrames: quietFrames + 1 });
    return;
  }
  const isBack = again === null && (quietFrames >= endingFrames || closedAt > 0);
  const since = isBack ? { start: heard - frameSamples, frames: 0, ...pauseBefore(draft, voice) } : again;
  change(draft, { quietFrames: 0, again: since && { ...since, frames: since.frames + 1 } });
}

/** The silence in front of this frame, but for its edges. */
function pauseBefore(
  { state: { heard, quietFrames } }: Draft,
  voice: VoiceNow,
): { readonly same: boolean; readonly pause: HeardSpan | null } {
  const end = heard - frameSamples;
  const start = end - quietFrames * frameSamples;
  const same = voice.onset < start;
  const isLong = same && quietFrames >= longPauseFrames;
  return { same, pause: isLong ? { start: start + pauseEdge, end: end - pauseEdge } : null };
}

/**
 * A pause that was too long for the server and not for us: the turn goes on, and is said again from its beginning without
 * that pause.
 */
export function goOn(draft: Draft, floor: FloorOf<'awaiting-reply'>, pause: HeardSpan | null): void {
  const { turn, span, text } = floor;
  if (span === null) return;
  const { start } = span;
  callOff(draft, 'answer', 'end');
  change(draft, {
    again: null,
    quietFrames: 0,
    closedAt: 0,
    skips: [...draft.state.skips, ...(pause === null ? [] : [pause])].slice(-keptSkips),
    floor: {
      phase: 'user-speaking',
      turn,
      start,
      sent: start,
      begun: false,
      by: 'voice',
      voiced: true,
      silence: 'none',
    },
  });
  emit(draft, { type: 'reopen-turn', turn, as: 'open' });
  if (text !== '') emit(draft, { type: 'show-user-text', turn, text, final: false });
  useLine(draft, false);
}

function hearSilence(draft: Draft, floor: FloorOf<'user-speaking'>, voice: VoiceNow | null): void {
  const silence = voice === null ? 'over' : voice.silentFrames > 0 ? 'pause' : 'none';
  if (silence === floor.silence) return;
  change(draft, { floor: { ...floor, silence } });
  if (silence !== 'over') {
    callOff(draft, 'end');
    return;
  }
  // What the server has not heard, it need not find the end of. Else it must, as long as sound comes.
  if (wantedTurnEnd(draft.state) === 'submit' || !floor.begun) endUtterance(draft, floor);
  else wait(draft, 'end', endOfSpeechMs);
}

/** We say that the utterance is over. */
export function endUtterance(draft: Draft, floor: FloorOf<'user-speaking'>): void {
  const { voiced, turn } = floor;
  // The server may have broken off: then it has heard nothing.
  const begun = floor.begun && draft.state.server === 'hearing';
  if (!begun && !voiced && wantedTurnEnd(draft.state) === 'server') {
    emit(draft, { type: 'end-segment' });
    closeTurn(draft, 'dropped');
    return;
  }
  const span = closeUtterance(draft, floor);
  if (begun) {
    finishAudio(draft, turn);
    return;
  }
  const waiting = draft.state.floor;
  if (waiting.phase === 'awaiting-reply')
    change(draft, { floor: { ...waiting, ask: { kind: 'audio', span } } });
  awaitAnswer(draft);
  useLine(draft, true);
}

/** Whatever goes on has lost the floor to the user. */
export function takeFloor(draft: Draft): void {
  const { floor, server, link } = draft.state;
  switch (floor.phase) {
    case 'quiet':
      return;
    case 'user-speaking':
      emit(draft, { type: 'end-segment' });
      closeTurn(draft, 'cancelled');
      return;
    case 'awaiting-reply':
      closeTurn(draft, 'cancelled');
      return;
    case 'replying': {
      const isBusy = server !== 'idle' || !floor.reply.greeting;
      stopReply(draft);
      // As a box does: there is no other way to interrupt.
      if (isBusy && link.phase === 'open') dial(draft);
    }
  }
}

/** @returns whether the server listens to nothing but a choice, or keeps what it hears and answers nothing */
function isDeaf(draft: Draft): boolean {
  const { settings, choices } = draft.state;
  if (settings.record) tell(draft, 'recording-only');
  else if (choices !== null) tell(draft, 'choose-first');
  else return false;
  return true;
}

export function submitText(draft: Draft, text: string): void {
  if (text.trim() === '' || isDeaf(draft)) return;
  takeFloor(draft);
  const turn = openTurn(draft, 'text', text);
  change(draft, {
    floor: {
      phase: 'awaiting-reply',
      turn,
      ask: { kind: 'text', text },
      span: null,
      text,
      answered: false,
    },
  });
  note(draft, turn, 'released');
  awaitAnswer(draft);
  useLine(draft, true);
}

export function pressTalk(draft: Draft): void {
  const { muted, floor, heard, settings } = draft.state;
  if (muted || isDeaf(draft)) return;
  if (floor.phase === 'user-speaking') {
    change(draft, { floor: { ...floor, by: 'key' } });
    callOff(draft, 'end');
    return;
  }
  takeFloor(draft);
  const preRoll = Math.min(mostPreRoll, settings.rules.preRoll);
  openUtterance(draft, Math.max(0, heard - preRoll), 'key');
}

/** The frame that is being captured is the last one. */
export function releaseTalk(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase === 'user-speaking' && floor.by === 'key')
    change(draft, { floor: { ...floor, by: 'release' } });
}

/** The person wants silence, or takes back what they say. */
export function interrupt(draft: Draft): void {
  const { floor, server, link } = draft.state;
  if (floor.phase === 'quiet') return;
  if (floor.phase === 'user-speaking') emit(draft, { type: 'end-segment' });
  if (floor.phase === 'replying') stopReply(draft);
  else closeTurn(draft, 'cancelled');
  if (server !== 'idle' && link.phase === 'open') dial(draft);
}

export function retryTurn(draft: Draft, turn: number): void {
  const { failed, floor } = draft.state;
  const found = failed.find((other) => other.turn === turn);
  if (found === undefined || floor.phase === 'user-speaking' || isDeaf(draft)) return;
  takeFloor(draft);
  const { text, span } = found;
  change(draft, {
    failed: draft.state.failed.filter((other) => other !== found),
    overdue: null,
    inTrouble: false,
    floor: {
      phase: 'awaiting-reply',
      turn,
      ask: text === '' && span !== null ? { kind: 'audio', span } : { kind: 'text', text },
      span,
      text,
      answered: false,
    },
  });
  emit(draft, { type: 'reopen-turn', turn, as: 'thinking' });
  note(draft, turn, 'released');
  awaitAnswer(draft);
  useLine(draft, true);
}

export function loseCapture(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase === 'user-speaking') endUtterance(draft, floor);
}

export function mute(draft: Draft, { muted }: EventOf<'mute'>): void {
  change(draft, { muted });
  if (muted && draft.state.floor.phase === 'user-speaking') interrupt(draft);
}
