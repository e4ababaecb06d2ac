/** From words to sound: rules S20 to S27. */
import type { TurnId } from '../../turn/turn-state.ts';
import type { Millis } from '../../units.ts';
import {
  beQuiet,
  change,
  closeTurn,
  emit,
  nextAttempt,
  note,
  say,
  settleHeard,
  type Draft,
  type PhaseOf,
} from './draft.ts';
import { addPiece, aheadMs, endOf, noPlayback } from './playback-estimate.ts';
import type { ReadyPiece, ReplyStage } from './session-event.ts';

/** So much sound may wait in the box. More fills the buffers on the way, and an interruption could not tell what was heard. */
const mostAheadMs: Millis = 20_000;

/** Exactly one ends each utterance, whatever became of it. */
export const endResponse = (draft: Draft): void => say(draft, { event: 'EndResponse' });

/** These are the user's words. */
export function answerText(draft: Draft, turn: TurnId, text: string): void {
  say(draft, { event: 'ASR', text });
  emit(draft, { type: 'commit-utterance', turn, text });
  note(draft, turn, 'released');
  const attempt = beginAnswer(draft, turn, null);
  emit(draft, { type: 'begin-reply', turn, attempt, text });
}

/** Says what went wrong instead of an answer. */
export function apologise(draft: Draft, turn: TurnId, stage: ReplyStage): void {
  const attempt = beginAnswer(draft, turn, stage);
  emit(draft, { type: 'begin-apology', turn, attempt, stage });
}

function beginAnswer(draft: Draft, turn: TurnId, apologyFor: ReplyStage | null): number {
  const attempt = nextAttempt(draft);
  change(draft, {
    playback: noPlayback(turn),
    phase: {
      kind: 'answering',
      turn,
      attempt,
      apologyFor,
      waiting: [],
      isComplete: false,
      sounded: false,
      failed: false,
    },
  });
  return attempt;
}

export function takePiece(draft: Draft, phase: PhaseOf<'answering'>, piece: ReadyPiece): void {
  change(draft, { phase: { ...phase, waiting: [...phase.waiting, piece] } });
  hand(draft);
}

export function endReply(draft: Draft, phase: PhaseOf<'answering'>): void {
  change(draft, { phase: { ...phase, isComplete: true } });
  hand(draft);
}

/** The model gave nothing at all: that is said, once. */
export function failReply(draft: Draft, phase: PhaseOf<'answering'>, stage: ReplyStage): void {
  if (phase.apologyFor !== null || phase.sounded || phase.waiting.length > 0) {
    change(draft, { phase: { ...phase, failed: true } });
    endReply(draft, draft.state.phase as PhaseOf<'answering'>);
    return;
  }
  apologise(draft, phase.turn, stage);
}

/** Hands over whole segments as long as the box has room, each in one burst. */
export function hand(draft: Draft): void {
  for (;;) {
    const { phase, playback } = draft.state;
    if (phase.kind !== 'answering' || playback === null) return;
    const [piece, ...waiting] = phase.waiting;
    if (piece === undefined) {
      if (phase.isComplete) finish(draft, phase);
      return;
    }
    if (aheadMs(playback, draft.at) > mostAheadMs) {
      emit(draft, { type: 'wake', at: (endOf(playback) ?? draft.at) - mostAheadMs });
      return;
    }
    handPiece(draft, { ...phase, waiting }, piece);
  }
}

function handPiece(draft: Draft, phase: PhaseOf<'answering'>, piece: ReadyPiece): void {
  const { turn } = phase;
  if (!phase.sounded && piece.chunks.length > 0) {
    note(draft, turn, 'audioToPlayer');
    // It tells nobody when; it plays what it has.
    note(draft, turn, 'firstSample');
  }
  say(draft, { event: 'StartAudio', text: piece.text }, ...piece.chunks, { event: 'EndAudio' });
  const { playback } = draft.state;
  change(draft, {
    playback: addPiece(playback ?? noPlayback(turn), piece.index, piece.ms, draft.at),
    phase: {
      ...phase,
      sounded: phase.sounded || piece.chunks.length > 0,
      failed: phase.failed || piece.chunks.length === 0,
    },
  });
}

function finish(draft: Draft, phase: PhaseOf<'answering'>): void {
  const { turn, apologyFor, failed, sounded } = phase;
  beQuiet(draft);
  endResponse(draft);
  settleHeard(draft, true);
  const endsAt = draft.state.playback === null ? undefined : endOf(draft.state.playback);
  if (endsAt !== undefined) note(draft, turn, 'replyEnded', endsAt);
  closeTurn(draft, turn, apologyFor !== null || (failed && !sounded) ? 'failed' : 'done');
}
