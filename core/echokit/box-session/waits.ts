/** Waits that ran out: the server has no time limits, so these are ours. */
import { callOff, change, failTurn, hasSounded, type Draft } from './draft.ts';
import { dial, openTimedOut, trustLine } from './line.ts';
import { cutReply, endReply } from './replies.ts';
import { closeUtterance } from './sending.ts';
import type { WaitId } from './session-limits.ts';
import { learn, learnWithoutEndVad } from './turn-end.ts';
import { endUtterance } from './user.ts';

export function takeWaited(draft: Draft, id: WaitId): void {
  const { waits } = draft.state;
  if (!waits.includes(id)) return;
  change(draft, { waits: waits.filter((other) => other !== id) });
  switch (id) {
    case 'open':
      openTimedOut(draft);
      return;
    case 'retry':
      dial(draft);
      return;
    case 'stable':
      trustLine(draft);
      return;
    case 'probe':
      // Without EndVad it is a server that waits for Submit; with it, one that is out of step.
      if (!draft.state.isSure) learn(draft, 'submit');
      dial(draft);
      return;
    case 'end':
      helpToEnd(draft);
      return;
    case 'ended':
      endWithoutEndVad(draft);
      return;
    case 'answer':
      giveUp(draft);
  }
}

/** The voice is over for us, not for the server: noise keeps it listening, or it waits for Submit. */
function helpToEnd(draft: Draft): void {
  const { floor, isSure, server } = draft.state;
  if (isSure || server !== 'hearing') {
    if (floor.phase === 'user-speaking') endUtterance(draft, floor);
    return;
  }
  if (floor.phase === 'user-speaking') closeUtterance(draft, floor);
  const now = draft.state.floor;
  if (now.phase !== 'awaiting-reply' || now.span === null) return;
  change(draft, { floor: { ...now, ask: { kind: 'audio', span: now.span } } });
  dial(draft, true);
}

/** EndResponse without EndVad, and the line is still there. The utterance is sent again, in the way it knows. */
function endWithoutEndVad(draft: Draft): void {
  if (draft.state.floor.phase !== 'user-speaking') return;
  learnWithoutEndVad(draft);
  dial(draft);
}

/** It owes something and is silent: patience ends here. */
function giveUp(draft: Draft): void {
  const { floor, link, server, settings } = draft.state;
  const waitedMs = settings.answerMs;
  if (floor.phase === 'replying') {
    if (hasSounded(floor.reply)) cutReply(draft);
    else if (floor.reply.greeting) endReply(draft);
    else failTurn(draft, { stage: 'tts', code: 'no-answer', waitedMs });
  } else if (floor.phase === 'awaiting-reply') {
    const { text, ask, span, turn } = floor;
    if (link.phase !== 'open') failTurn(draft, { stage: 'asr', code: 'no-line', waitedMs });
    else if (server === 'hearing' && ask.kind === 'nothing') {
      // What was learnt of it does not hold, or holds no more.
      if (settings.turnEnd === 'auto') change(draft, { isSure: false, endVadSeen: false });
      failTurn(draft, { stage: 'asr', code: 'no-end', waitedMs });
    } else {
      const stage = text === '' && span !== null ? 'asr' : 'llm';
      failTurn(draft, { stage, code: 'no-answer', waitedMs });
      // A model may be slow: what still comes is taken. Whatever is said next interrupts it by a new socket.
      if (server === 'answering' && ask.kind === 'nothing') {
        change(draft, { overdue: { turn, text, span } });
        return;
      }
    }
  }
  callOff(draft, 'end');
  if (link.phase === 'open') dial(draft);
}
