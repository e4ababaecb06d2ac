/** What goes up: StartChat and the audio of an utterance, its end, texts. Only while the line is open and free. */
import { awaitAnswer, change, emit, note, wait, type Draft, type FloorOf } from './draft.ts';
import { endingSilence, endOfSpeechMs } from './session-limits.ts';
import type { HeardSpan } from '../../turn/turn-state.ts';

/** The line can take it: whatever waits is sent. */
export function resumeTalk(draft: Draft): void {
  const { floor, settings } = draft.state;
  if (settings.record) return;
  if (floor.phase === 'user-speaking') beginChat(draft);
  if (floor.phase !== 'awaiting-reply') return;
  const { ask } = floor;
  if (ask.kind === 'nothing') return;
  change(draft, { floor: { ...floor, ask: { kind: 'nothing' } } });
  if (ask.kind === 'text') sendText(draft, ask.text);
  else sendWhole(draft, floor.turn, ask.span);
}

/** An utterance that grows. Where the server finds the ends, it must not begin with silence. */
export function beginChat(draft: Draft): void {
  const { floor, link, linkNumber, server } = draft.state;
  if (floor.phase !== 'user-speaking' || floor.begun || link.phase !== 'open' || server !== 'idle') return;
  if (link.probing || (link.turnEnd === 'server' && !floor.voiced)) return;
  change(draft, {
    floor: { ...floor, begun: true, sent: floor.start },
    server: 'hearing',
    link: { ...link, brokeOffAt: null },
  });
  emit(draft, { type: 'send', link: linkNumber, command: { event: 'StartChat' } });
  sendHeard(draft);
}

/** Everything up to the last frame. */
export function sendHeard(draft: Draft): void {
  const { floor, heard, server } = draft.state;
  if (floor.phase !== 'user-speaking' || !floor.begun || server !== 'hearing' || heard <= floor.sent) return;
  sendSpan(draft, floor.turn, { start: floor.sent, end: heard });
  change(draft, { floor: { ...floor, sent: heard } });
}

/** Without the pauses that the server would take for the end. */
function sendSpan(draft: Draft, turn: number, { start, end }: HeardSpan): void {
  const link = draft.state.linkNumber;
  let from = start;
  for (const skip of draft.state.skips) {
    if (skip.start < from || skip.end >= end) continue;
    if (skip.start > from) emit(draft, { type: 'send-audio', link, turn, start: from, end: skip.start });
    from = skip.end;
  }
  emit(draft, { type: 'send-audio', link, turn, start: from, end });
}

function sendWhole(draft: Draft, turn: number, span: HeardSpan): void {
  const link = draft.state.linkNumber;
  change(draft, { server: 'hearing' });
  emit(draft, { type: 'send', link, command: { event: 'StartChat' } });
  sendSpan(draft, turn, span);
  finishAudio(draft, turn);
}

/** The utterance is complete: the server is told so, in the way that it understands. */
export function finishAudio(draft: Draft, turn: number): void {
  const { link, linkNumber, isSure } = draft.state;
  if (link.phase !== 'open') return;
  if (link.turnEnd === 'submit') {
    emit(
      draft,
      { type: 'send-silence', link: linkNumber, samples: 0 },
      { type: 'send', link: linkNumber, command: { event: 'Submit' } },
    );
    note(draft, turn, 'asrSent');
    change(draft, { server: 'answering' });
    awaitAnswer(draft);
    return;
  }
  emit(draft, { type: 'send-silence', link: linkNumber, samples: endingSilence });
  awaitAnswer(draft);
  if (!isSure) wait(draft, 'end', endOfSpeechMs);
}

function sendText(draft: Draft, input: string): void {
  const { linkNumber } = draft.state;
  emit(draft, { type: 'send', link: linkNumber, command: { event: 'Text', input } });
  change(draft, { server: 'answering' });
  awaitAnswer(draft);
}

/**
 * The utterance does not grow any more; the floor waits for its answer. A voice that came back too late for it goes on
 * counting if the server said so, and belongs to it if we do.
 */
export function closeUtterance(
  draft: Draft,
  floor: FloorOf<'user-speaking'>,
  by: 'us' | 'server' = 'us',
): HeardSpan {
  const { turn, start } = floor;
  const { again, heard } = draft.state;
  const later = by === 'server' ? again : null;
  const span = { start, end: later?.start ?? heard };
  // Our own segment may go on: the server's patience is shorter.
  const isPausing = by === 'server' && later === null && floor.silence === 'pause';
  change(draft, {
    again: later,
    closedAt: isPausing ? heard : 0,
    floor: { phase: 'awaiting-reply', turn, ask: { kind: 'nothing' }, span, text: '', answered: false },
  });
  if (later === null && !isPausing) emit(draft, { type: 'end-segment' });
  emit(draft, { type: 'set-span', turn, ...span });
  note(draft, turn, 'hardEnd');
  note(draft, turn, 'released');
  return span;
}
