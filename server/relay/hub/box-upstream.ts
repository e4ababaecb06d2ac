/** A box that is passed through: its line to the server, and what becomes of it while there is none. */
import type { UpstreamState } from '../../../core/relay/relay-message.ts';
import { sendDown } from './box-frames.ts';
import type { UpstreamLine } from './box-state.ts';
import { announce, change, type BoxDraft, type BoxEvent, type Payload } from './box-step.ts';

type Said<T extends BoxEvent['type']> = Extract<BoxEvent, { type: T }>;

/** For a socket of the box that has just opened, or a mode that has just been chosen. */
export function openUpstream(draft: BoxDraft): void {
  const { mode, socket, upstreams } = draft.state;
  if (mode.kind !== 'pass-through' || socket === null) return;
  const number = upstreams + 1;
  const upstream: UpstreamLine = { number, view: { state: 'connecting' }, pending: [], pendingBytes: 0 };
  change(draft, { upstreams: number, upstream });
  draft.effects.push({ type: 'open-upstream', line: number, url: mode.upstream, query: socket.query });
  announce(draft);
}

export function closeUpstream(draft: BoxDraft): void {
  if (draft.state.upstream === null) return;
  change(draft, { upstream: null });
  draft.effects.push({ type: 'close-upstream' });
  announce(draft);
}

/** What is said before the first dial has an answer waits for it, as far as there is room. */
export function passUp(draft: BoxDraft, payload: Payload): void {
  const { upstream, utterance } = draft.state;
  const { keptFrames, keptBytes } = draft.context.limits;
  if (upstream === null || upstream.view.state === 'lost') return;
  // The server has not heard its beginning, or the hub is answering it.
  if (utterance !== null && (!utterance.isReached || utterance.notice !== null)) return;
  if (upstream.view.state === 'open') {
    draft.effects.push({ type: 'send-upstream', payload });
    return;
  }
  const pendingBytes = upstream.pendingBytes + payload.length;
  if (upstream.pending.length >= keptFrames || pendingBytes > keptBytes) {
    if (utterance !== null) change(draft, { utterance: { ...utterance, isReached: false } });
    return;
  }
  change(draft, { upstream: { ...upstream, pending: [...upstream.pending, payload], pendingBytes } });
}

export function connectUpstream(draft: BoxDraft, { line }: Said<'upstream-opened'>): void {
  const upstream = current(draft, line);
  if (upstream === null) return;
  for (const payload of upstream.pending) draft.effects.push({ type: 'send-upstream', payload });
  show(draft, upstream, { state: 'open' });
}

export function takeUpstreamFrame(draft: BoxDraft, { line, payload }: Said<'upstream-frame'>): void {
  if (current(draft, line) !== null) sendDown(draft, payload);
}

export function loseUpstream(draft: BoxDraft, { line, reason }: Said<'upstream-lost'>): void {
  const upstream = current(draft, line);
  if (upstream === null) return;
  const { utterance } = draft.state;
  if (utterance !== null) change(draft, { utterance: { ...utterance, isReached: false } });
  show(draft, upstream, { state: 'lost', reason, retryAt: draft.context.now });
}

export function noteRetry(draft: BoxDraft, { line, at }: Said<'upstream-retry'>): void {
  const upstream = current(draft, line);
  if (upstream?.view.state === 'lost') show(draft, upstream, { ...upstream.view, retryAt: at });
}

const current = ({ state }: BoxDraft, line: number): UpstreamLine | null =>
  state.upstream?.number === line ? state.upstream : null;

function show(draft: BoxDraft, upstream: UpstreamLine, view: UpstreamState): void {
  change(draft, { upstream: { ...upstream, view, pending: [], pendingBytes: 0 } });
  announce(draft);
}
