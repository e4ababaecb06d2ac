/** The hub's own answer to a box that nobody else answers. */
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import { heardRate, type Millis } from '../../../core/units.ts';
import { sendDown } from './box-frames.ts';
import { change, type BoxDraft, type BoxEvent } from './box-step.ts';
import type { NoticeKind, SpokenNotice } from './hub-api.ts';

/** s16le. */
const bytesPerMs = (heardRate * 2) / 1_000;

/** Which answer is due, and when. */
export function noticeDue({
  state,
  context,
}: BoxDraft): { readonly at: Millis; readonly notice: NoticeKind } | null {
  const { utterance, socket, owner, mode, upstream } = state;
  if (utterance === null || socket === null || utterance.notice !== null) return null;
  const { graceMs, answerMs, stallMs } = context.limits;
  if (mode.kind === 'pass-through') {
    const isServed = utterance.isReached && upstream !== null && upstream.view.state !== 'lost';
    return isServed ? null : { at: endOfSpeech(), notice: 'unreachable' };
  }
  if (owner === null) return { at: endOfSpeech(), notice: 'no-tab' };
  if (owner.awaySince !== null)
    return { at: Math.max(endOfSpeech(), owner.awaySince + graceMs), notice: 'no-tab' };
  // Until it sends Submit nobody need say anything.
  if (utterance.phase === 'open' && !socket.endsBySpeech) return null;
  const patienceMs = utterance.phase === 'answering' ? stallMs : answerMs;
  return { at: utterance.since + patienceMs, notice: 'no-answer' };

  /** As well as it can be known without a detector. A box that sends Submit is waited for. */
  function endOfSpeech(): Millis {
    const { phase, heardBytes, since, startedAt } = utterance!;
    if (phase !== 'open') return since;
    if (!socket!.endsBySpeech) return Infinity;
    const { heardMs, utteranceMs } = context.limits;
    return heardBytes >= heardMs * bytesPerMs ? context.now : startedAt + utteranceMs;
  }
}

/** At most once for each utterance. */
export function giveNotice(draft: BoxDraft): void {
  const due = noticeDue(draft);
  const { utterance, socket } = draft.state;
  if (due === null || due.at > draft.context.now || utterance === null || socket === null) return;
  change(draft, { utterance: { ...utterance, notice: due.notice } });
  if (draft.state.isSpeaking) sendDown(draft, encodeServerEvent({ event: 'EndAudio' }));
  if (utterance.phase === 'open' && socket.endsBySpeech)
    sendDown(draft, encodeServerEvent({ event: 'EndVad' }));
  const { format } = socket;
  draft.effects.push({ type: 'speak', utterance: utterance.number, notice: due.notice, format });
}

export function sayNotice(draft: BoxDraft, event: Extract<BoxEvent, { type: 'spoken' }>): void {
  const { utterance } = draft.state;
  // Said anew, or answered after all.
  if (utterance === null || utterance.number !== event.utterance || utterance.notice === null) return;
  if (draft.state.isSpeaking) sendDown(draft, encodeServerEvent({ event: 'EndAudio' }));
  for (const payload of noticeFrames(event.notice)) sendDown(draft, payload);
}

function noticeFrames({ text, audio }: SpokenNotice): readonly Uint8Array[] {
  const end = encodeServerEvent({ event: 'EndResponse' });
  if (text === '') return [end];
  return [
    encodeServerEvent({ event: 'ASR', text }),
    encodeServerEvent({ event: 'StartAudio', text }),
    ...audio,
    encodeServerEvent({ event: 'EndAudio' }),
    end,
  ];
}

/** Whoever answered does so no more: the box is let go. */
export function dropUtterance(draft: BoxDraft): void {
  if (draft.state.socket !== null) {
    if (draft.state.isSpeaking) sendDown(draft, encodeServerEvent({ event: 'EndAudio' }));
    if (draft.state.utterance !== null) sendDown(draft, encodeServerEvent({ event: 'EndResponse' }));
  }
  change(draft, { utterance: null, isSpeaking: false });
}
