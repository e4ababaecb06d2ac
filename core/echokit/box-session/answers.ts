/** What the server says of a turn, sound apart: that it stopped listening, what it understood, that it is done. */
import {
  awaitAnswer,
  callOff,
  change,
  closeTurn,
  emit,
  failTurn,
  note,
  openTurn,
  wait,
  type Draft,
} from './draft.ts';
import { endReply } from './replies.ts';
import { closeUtterance } from './sending.ts';
import { evictionMs } from './session-limits.ts';
import { learn, learnWithoutEndVad } from './turn-end.ts';

/** The server stops listening: whatever is sent from now on is lost. */
export function takeEndVad(draft: Draft): void {
  const { server, link, floor } = draft.state;
  if (server !== 'hearing' || link.phase !== 'open') return;
  change(draft, { server: 'answering', endVadSeen: true });
  if (link.turnEnd === 'server') learn(draft, 'server');
  callOff(draft, 'end');
  if (floor.phase === 'user-speaking') closeUtterance(draft, floor, 'server');
  if (draft.state.floor.phase === 'awaiting-reply') awaitAnswer(draft);
}

/** Partial while the server listens, and final after it, if it listens at all: a typed text is echoed. */
export function takeAsr(draft: Draft, text: string): void {
  const { floor, server } = draft.state;
  switch (floor.phase) {
    case 'quiet':
      return;
    case 'user-speaking':
      emit(draft, { type: 'show-user-text', turn: floor.turn, text, final: false });
      return;
    case 'awaiting-reply': {
      const { turn, span } = floor;
      const final = server !== 'hearing';
      emit(draft, { type: 'show-user-text', turn, text, final });
      if (!final) return;
      change(draft, { floor: { ...floor, text } });
      if (span !== null) note(draft, turn, 'asrDone');
      awaitAnswer(draft);
      return;
    }
    case 'replying':
      // In live mode Gemini writes down what was said while it speaks already.
      if (floor.reply.greeting || floor.reply.complete || text === '') return;
      emit(draft, { type: 'show-user-text', turn: floor.turn, text, final: true });
      change(draft, { floor: { ...floor, text } });
  }
}

export function takeEndResponse(draft: Draft): void {
  const { floor, server } = draft.state;
  change(draft, { server: 'idle', overdue: null });
  switch (floor.phase) {
    case 'quiet':
      if (server === 'idle') suspectBreak(draft);
      return;
    case 'user-speaking':
      // Taken by another client, or done in a way of its own: what comes next tells.
      suspectBreak(draft);
      if (server === 'hearing') wait(draft, 'ended', evictionMs);
      return;
    case 'awaiting-reply':
      suspectBreak(draft);
      if (floor.ask.kind !== 'nothing') return;
      if (server === 'hearing') learnWithoutEndVad(draft);
      endUnanswered(draft);
      return;
    case 'replying': {
      const { complete, greeting, pieces } = floor.reply;
      if (complete || greeting) {
        if (server === 'idle') suspectBreak(draft);
        return;
      }
      if (pieces.at(-1)?.open === true) suspectBreak(draft);
      endReply(draft);
    }
  }
}

/** Nothing that we know of asks for an end here: the socket's own may follow. */
function suspectBreak(draft: Draft): void {
  const { link } = draft.state;
  if (link.phase === 'open') change(draft, { link: { ...link, brokeOffAt: draft.at } });
}

function endUnanswered(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase !== 'awaiting-reply') return;
  // A text that begins with a bracket is the recogniser's own remark about noise.
  const isNothing = floor.text.trim() === '' || (floor.span !== null && floor.text.startsWith('('));
  if (floor.answered) closeTurn(draft, 'done');
  else if (isNothing) closeTurn(draft, 'dropped');
  else failTurn(draft, { stage: 'llm', code: 'empty-answer' });
}

export function takeChoices(draft: Draft, message: string, items: readonly string[]): void {
  const { floor } = draft.state;
  if (items.length === 0) {
    takeDisplayText(draft, message);
    return;
  }
  if (floor.phase === 'user-speaking') closeUtterance(draft, floor);
  if (floor.phase === 'quiet') {
    const turn = openTurn(draft, 'greeting');
    change(draft, {
      floor: {
        phase: 'awaiting-reply',
        turn,
        ask: { kind: 'nothing' },
        span: null,
        text: '',
        answered: true,
      },
    });
  }
  const now = draft.state.floor;
  if (now.phase === 'quiet') return;
  change(draft, { choices: { turn: now.turn, items: items.length }, server: 'answering' });
  callOff(draft, 'answer', 'end');
  emit(draft, { type: 'show-choices', turn: now.turn, message, items });
}

export function select(draft: Draft, index: number): void {
  const { choices, linkNumber, link } = draft.state;
  if (choices === null || link.phase !== 'open') return;
  if (!Number.isInteger(index) || index < 0 || index >= choices.items) return;
  change(draft, { choices: null });
  emit(
    draft,
    { type: 'send', link: linkNumber, command: { event: 'Select', index } },
    { type: 'hide-choices' },
  );
  awaitAnswer(draft);
}

export function takeDisplayText(draft: Draft, text: string): void {
  const { floor } = draft.state;
  emit(draft, { type: 'display-text', turn: floor.phase === 'quiet' ? null : floor.turn, text });
  noteAnswer(draft);
}

export function takeAction(draft: Draft, text: string): void {
  emit(draft, { type: 'show-action', text });
  noteAnswer(draft);
}

/** It is at work. */
function noteAnswer(draft: Draft): void {
  const { floor, server } = draft.state;
  if (floor.phase === 'replying' && !floor.reply.complete) awaitAnswer(draft);
  if (floor.phase !== 'awaiting-reply' || server !== 'answering') return;
  change(draft, { floor: { ...floor, answered: true } });
  awaitAnswer(draft);
}
