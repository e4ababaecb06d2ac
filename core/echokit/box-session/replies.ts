/** The reply that has the floor: its pieces, its end, and what becomes of it when it is stopped. */
import {
  awaitAnswer,
  callOff,
  change,
  closeTurn,
  emit,
  failTurn,
  hasSounded,
  note,
  openTurn,
  replyText,
  tell,
  type Draft,
  type FloorOf,
} from './draft.ts';
import type { EffectOf, PieceChunk } from './session-effect.ts';
import type { EventOf } from './session-event.ts';
import type { Reply, ReplyPiece } from './session-state.ts';
import { closeUtterance } from './sending.ts';
import { learnWithoutEndVad } from './turn-end.ts';

type Replying = FloorOf<'replying'>;

/** The reply that more may come of. It takes the floor from whoever waits for it, and from nobody. */
function replyingNow(draft: Draft): Replying | null {
  let { floor } = draft.state;
  if (floor.phase === 'replying') return floor.reply.complete ? null : floor;
  if (floor.phase === 'user-speaking') {
    learnWithoutEndVad(draft);
    closeUtterance(draft, floor);
    floor = draft.state.floor;
  }
  const waits = floor.phase === 'awaiting-reply' ? floor : null;
  const turn = waits?.turn ?? openTurn(draft, 'greeting');
  return beginReply(draft, turn, { greeting: false, span: waits?.span ?? null, text: waits?.text ?? '' });
}

function beginReply(
  draft: Draft,
  turn: number,
  { greeting, span, text }: Pick<Replying, 'span' | 'text'> & { readonly greeting: boolean },
): Replying {
  const id = draft.state.nextReply;
  const reply: Reply = { id, pieces: [], complete: false, audible: false, greeting };
  const floor: Replying = { phase: 'replying', turn, reply, doubt: null, span, text };
  callOff(draft, 'end', 'ended');
  change(draft, { nextReply: id + 1, floor, ...(greeting ? {} : { server: 'answering' }) });
  awaitAnswer(draft);
  return floor;
}

function setPieces(draft: Draft, pieces: readonly ReplyPiece[]): void {
  const { floor } = draft.state;
  if (floor.phase === 'replying') change(draft, { floor: { ...floor, reply: { ...floor.reply, pieces } } });
}

export function takeStartAudio(draft: Draft, text: string): void {
  const floor = replyingNow(draft);
  if (floor === null) return;
  awaitAnswer(draft);
  const { turn, reply } = floor;
  const last = reply.pieces.at(-1);
  // Gemini repeats StartAudio with a text that grows, and its sound may come before the first one.
  if (last?.open === true && text.startsWith(last.text)) {
    setPieces(draft, reply.pieces.with(-1, { ...last, text }));
    emit(draft, { type: 'name-piece', turn, reply: reply.id, piece: reply.pieces.length - 1, text });
    if (last.text === '') note(draft, turn, 'firstPiece');
    return;
  }
  endPiece(draft);
  beginPiece(draft, text);
  note(draft, turn, 'firstPiece');
}

function beginPiece(draft: Draft, text: string): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying') return;
  const { turn, reply } = floor;
  setPieces(draft, [...reply.pieces, { text, sounded: false, open: true }]);
  emit(draft, { type: 'begin-piece', turn, reply: reply.id, piece: reply.pieces.length, text });
}

export function takeSound(draft: Draft, chunk: PieceChunk): void {
  const before = replyingNow(draft);
  if (before === null) return;
  awaitAnswer(draft);
  if (chunk.data.length === 0) return;
  if (before.reply.pieces.at(-1)?.open !== true) beginPiece(draft, '');
  play(draft, chunk);
}

function play(draft: Draft, chunk: PieceChunk): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying') return;
  const { turn, reply } = floor;
  const last = reply.pieces.at(-1);
  if (last === undefined) return;
  if (!hasSounded(reply)) note(draft, turn, 'ttsFirstByte');
  if (!last.sounded) setPieces(draft, reply.pieces.with(-1, { ...last, sounded: true }));
  emit(draft, { type: 'play', turn, reply: reply.id, piece: reply.pieces.length - 1, chunk });
}

export function takeEndAudio(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying' || floor.reply.complete) return;
  awaitAnswer(draft);
  endPiece(draft);
}

function endPiece(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying') return;
  const { turn, reply } = floor;
  const last = reply.pieces.at(-1);
  if (last?.open !== true) return;
  setPieces(draft, reply.pieces.with(-1, { ...last, open: false }));
  const { sounded } = last;
  emit(draft, { type: 'end-piece', turn, reply: reply.id, piece: reply.pieces.length - 1, sounded });
}

/** The greeting: one WAV file, told of by nothing but its bytes. */
export function takeHelloStart(draft: Draft): void {
  const { greet, floor } = draft.state;
  if (!greet || floor.phase !== 'quiet') return;
  change(draft, { greet: false });
  const turn = openTurn(draft, 'greeting');
  beginReply(draft, turn, { greeting: true, span: null, text: '' });
  beginPiece(draft, '');
}

export function takeHelloChunk(draft: Draft, data: Uint8Array): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying' || !floor.reply.greeting || floor.reply.complete) return;
  awaitAnswer(draft);
  if (data.length > 0) play(draft, { kind: 'file', data });
}

export function takeHelloEnd(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase === 'replying' && floor.reply.greeting) endReply(draft);
}

/** No more of the reply will come: what is there is played to its end. Without any sound it is over at once. */
export function endReply(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying' || floor.reply.complete) return;
  endPiece(draft);
  const now = draft.state.floor as Replying;
  const { turn, reply } = now;
  callOff(draft, 'answer');
  if (hasSounded(reply)) {
    change(draft, { floor: { ...now, reply: { ...reply, complete: true } } });
    emit(draft, { type: 'end-reply', turn, reply: reply.id });
    return;
  }
  // What could not be heard was read.
  emit(draft, { type: 'set-heard', turn, reply: reply.id, heard: replyText(reply).length });
  if (reply.greeting) closeTurn(draft, 'dropped');
  else failTurn(draft, { stage: 'tts', code: 'no-voice' });
}

/** The server broke off in the middle. */
export function cutReply(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying' || floor.reply.complete) return;
  if (hasSounded(floor.reply)) tell(draft, 'cut-off');
  endReply(draft);
}

export function hearAudible(draft: Draft, id: number): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying' || floor.reply.id !== id) return;
  change(draft, { floor: { ...floor, reply: { ...floor.reply, audible: true } } });
}

export function drainReply(draft: Draft, id: number): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying' || floor.reply.id !== id || !floor.reply.complete) return;
  const { turn, reply } = floor;
  emit(draft, { type: 'set-heard', turn, reply: id, heard: replyText(reply).length });
  closeTurn(draft, 'done');
}

/** Silence at once. What the history keeps is decided when the player has told its playhead. */
export function stopReply(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying') return;
  note(draft, floor.turn, 'interruptedAt');
  silence(draft, floor);
  closeTurn(draft, 'interrupted');
}

function silence(draft: Draft, { turn, reply }: Replying): void {
  if (!hasSounded(reply)) {
    emit(draft, { type: 'set-heard', turn, reply: reply.id, heard: 0 });
    return;
  }
  change(draft, { cuts: [...draft.state.cuts, { turn, reply }] });
  emit(draft, { type: 'stop-reply', turn, reply: reply.id });
}

export function takePlaybackStopped(draft: Draft, { reply: id, heard }: EventOf<'playback-stopped'>): void {
  const { cuts } = draft.state;
  const cut = cuts.find(({ reply }) => reply.id === id);
  if (cut === undefined) return;
  change(draft, { cuts: cuts.filter((other) => other !== cut) });
  const most = replyText(cut.reply).length;
  emit(draft, {
    type: 'set-heard',
    turn: cut.turn,
    reply: id,
    heard: Math.max(0, Math.min(most, Math.floor(heard))),
  });
}

/** @returns whether it had the floor */
export function failUnheard(draft: Draft, { reply, code }: EventOf<'reply-unheard'>): boolean {
  const { floor } = draft.state;
  if (floor.phase !== 'replying' || floor.reply.id !== reply) return false;
  silence(draft, floor);
  failTurn(draft, { stage: 'tts', code });
  return true;
}

type OnReply = EffectOf<'duck-reply' | 'restore-reply' | 'pause-reply' | 'resume-reply'>['type'];

export function command(draft: Draft, type: OnReply, { turn, reply }: Replying): void {
  emit(draft, { type, turn, reply: reply.id });
}
