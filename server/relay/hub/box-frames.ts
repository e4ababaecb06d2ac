/** Frames of a box in both directions: counted, told to those who read, kept for those who are away. */
import type { Direction, FrameMessage } from '../../../core/relay/relay-message.ts';
import { attachedReaders } from './box-readers.ts';
import { change, refuse, type BoxDraft, type BoxEvent, type Payload } from './box-step.ts';
import { keep, keptMs } from './kept-frames.ts';
import { noteSaid } from './box-utterance.ts';

/** To the box. What is said tells how far its utterance is answered. */
export function sendDown(draft: BoxDraft, payload: Payload): void {
  if (draft.state.socket === null) return;
  draft.effects.push({ type: 'send-box', payload });
  count(draft, 'down', payload);
  noteSaid(draft, payload);
}

export function takeSend(draft: BoxDraft, event: Extract<BoxEvent, { type: 'send' }>): void {
  const { socket, owner, mode } = draft.state;
  const { tab } = event;
  if (owner?.tab !== tab) return refuse(draft, tab, 'send', 'not-owner', 'the tab does not answer it');
  if (mode.kind !== 'answer') return refuse(draft, tab, 'send', 'not-owner', 'it is passed through');
  if (socket?.number !== event.socket)
    return refuse(draft, tab, 'send', 'socket-closed', 'the box has dialled anew, or is gone');
  if (event.bufferedBytes + event.payload.length > draft.context.limits.boxBytes)
    return refuse(draft, tab, 'send', 'box-too-slow', 'the box does not read what it was sent');
  sendDown(draft, event.payload);
}

/** Nothing is made of a frame that nobody reads. */
export function count(draft: BoxDraft, direction: Direction, payload: Payload): void {
  const { state, context } = draft;
  const { seq, socket } = state;
  const counted = { seq: seq + 1, lastFrameAt: context.now };
  if (socket === null || (keptMs(state, context) === 0 && state.kept.items.length === 0))
    return change(draft, counted);
  const message: FrameMessage = {
    type: 'frame',
    box: state.id,
    socket: socket.number,
    seq,
    at: context.now,
    direction,
    payload,
  };
  change(draft, { ...counted, kept: keep(state, message, context) });
  const tabs = attachedReaders(draft);
  if (tabs.length > 0) draft.effects.push({ type: 'tell', tabs, message });
}
