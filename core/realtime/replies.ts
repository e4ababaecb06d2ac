/** The reply that has the floor: its words, its sound, its end, and what becomes of it when it is stopped. */
import { arm, change, closeTurn, disarm, emit, send, tell, type Draft, type FloorOf } from './draft.ts';
import { heardText, playedOf, playheadMs, replySamples, replyText } from './heard-reply.ts';
import type { FunctionCall, ResponseId, ServerEvent } from './server-event.ts';
import type { SessionEvent } from './session-event.ts';
import { answerMs } from './session-limits.ts';
import { keptIds, type Cut, type Reply, type ReplyPart } from './session-state.ts';

type Said<Type extends ServerEvent['type']> = Extract<ServerEvent, { readonly type: Type }>;

/** The floor, if this response has it and more of it may come. */
function speaking(draft: Draft, response: ResponseId): FloorOf<'replying'> | undefined {
  const { floor } = draft.state;
  return floor.phase === 'replying' && floor.reply.response === response && !floor.reply.complete
    ? floor
    : undefined;
}

function setReply(draft: Draft, floor: FloorOf<'replying'>, changes: Partial<Reply>): Reply {
  const reply = { ...floor.reply, ...changes };
  change(draft, { floor: { ...floor, reply } });
  return reply;
}

/** @returns false if the event is of a response that has not the floor: it falls away */
export function takeReplyText(draft: Draft, said: Said<'reply-text-delta' | 'reply-text-done'>): boolean {
  const floor = speaking(draft, said.response);
  if (floor === undefined) return false;
  const write = ({ text }: ReplyPart): Partial<ReplyPart> => {
    if (said.type === 'reply-text-delta') return { text: text + said.delta };
    // Some end a text without repeating it.
    return { text: said.text === '' ? text : said.text };
  };
  const reply = setReply(draft, floor, { parts: editPart(draft, floor.reply.parts, said, write) });
  // The first audio has its time limit, however much text comes before it.
  if (replySamples(reply) > 0) arm(draft, 'answer', answerMs);
  const { turn } = floor;
  emit(draft, { type: 'show-reply-text', turn, response: said.response, text: replyText(reply) });
  return true;
}

/** As {@link takeReplyText}. */
export function takeReplyAudio(draft: Draft, said: Said<'reply-audio-delta'>): boolean {
  const floor = speaking(draft, said.response);
  if (floor === undefined) return false;
  arm(draft, 'answer', answerMs);
  if (said.pcm.length === 0) return true;
  const { response, pcm } = said;
  const { item, content } = partKey(draft, said);
  setReply(draft, floor, {
    parts: editPart(draft, floor.reply.parts, said, ({ samples }) => ({ samples: samples + pcm.length })),
  });
  emit(draft, { type: 'play', turn: floor.turn, response, item, content, pcm });
  return true;
}

type PartOfReply = Pick<Said<'reply-text-delta'>, 'response' | 'item' | 'content'>;

/** EchoKit makes up an item id for each text, and counts text and audio as two parts: there is one, the response. */
const partKey = (
  draft: Draft,
  { response, item, content }: PartOfReply,
): Pick<ReplyPart, 'item' | 'content'> =>
  draft.state.dialect === 'echokit' ? { item: response, content: 0 } : { item, content };

function editPart(
  draft: Draft,
  parts: readonly ReplyPart[],
  of: PartOfReply,
  edit: (part: ReplyPart) => Partial<ReplyPart>,
): readonly ReplyPart[] {
  const key = partKey(draft, of);
  const at = parts.findIndex(({ item, content }) => item === key.item && content === key.content);
  const part = parts[at] ?? { ...key, text: '', samples: 0 };
  const edited = { ...part, ...edit(part) };
  return at === -1 ? [...parts, edited] : parts.with(at, edited);
}

/** Shows a call once, however often the server tells of it. */
export function takeCall(draft: Draft, response: ResponseId, call: FunctionCall): void {
  const floor = speaking(draft, response);
  if (floor === undefined || floor.reply.calls.includes(call.callId)) return;
  setReply(draft, floor, { calls: [...floor.reply.calls, call.callId] });
  arm(draft, 'answer', answerMs);
  emit(draft, { type: 'show-call', turn: floor.turn, response, call });
}

/** The response that has the floor is complete, in one way or another. */
export function finishReply(draft: Draft, done: Said<'response-done'>): void {
  if (speaking(draft, done.response) === undefined) return;
  for (const call of done.calls) takeCall(draft, done.response, call);
  if (done.status === 'cancelled') {
    stopReply(draft);
    return;
  }
  if (done.status === 'incomplete')
    tell(draft, { code: 'reply-incomplete', reason: done.reason ?? 'unknown' });
  if (done.status === 'failed')
    tell(draft, { code: 'reply-failed', ...(done.error === undefined ? {} : { error: done.error }) });
  endReply(draft, done.status);
}

/**
 * No more of the reply will come: what is there is played to its end. A reply without sound is over at once.
 * @param status `cut-off`: the server fell silent, or was lost, in the middle
 */
export function endReply(draft: Draft, status: Said<'response-done'>['status'] | 'cut-off'): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying' || floor.reply.complete) return;
  const { turn, reply } = floor;
  disarm(draft, 'answer');
  if (status === 'cut-off') neverHear(draft, reply.response);
  if (replySamples(reply) > 0) {
    setReply(draft, floor, { complete: true });
    emit(draft, { type: 'end-reply', turn, response: reply.response });
    return;
  }
  if (status !== 'completed') {
    closeTurn(draft, 'failed');
    return;
  }
  if (reply.calls.length > 0) {
    closeTurn(draft, 'done');
    return;
  }
  const wordless = replyText(reply).trim() === '';
  tell(draft, { code: wordless ? 'empty-reply' : 'no-audio' });
  closeTurn(draft, wordless ? 'dropped' : 'done');
}

export function drainReply(draft: Draft, response: ResponseId): void {
  const { floor } = draft.state;
  if (floor.phase !== 'replying' || floor.reply.response !== response || !floor.reply.complete) return;
  const { turn, reply } = floor;
  emit(draft, { type: 'set-heard', turn, response, text: replyText(reply) });
  closeTurn(draft, 'done');
}

/** Nothing of this response is played from now on, however late it comes. */
export function neverHear(draft: Draft, response: ResponseId): void {
  const { dropped } = draft.state;
  if (!dropped.includes(response)) change(draft, { dropped: [...dropped, response].slice(-keptIds) });
}

/** Silence at once. The turn is over; what the history keeps is decided when the player has told its playhead. */
export function stopReply(draft: Draft): void {
  const { floor, cuts, linkNumber } = draft.state;
  if (floor.phase !== 'replying') return;
  const { turn, reply } = floor;
  const { response } = reply;
  neverHear(draft, response);
  if (replySamples(reply) === 0) {
    emit(draft, { type: 'set-heard', turn, response, text: '' });
  } else {
    change(draft, { cuts: [...cuts, { turn, reply, link: linkNumber }] });
    emit(draft, { type: 'stop-playback', turn, response });
  }
  closeTurn(draft, 'interrupted');
}

/** The player has told how much of a stopped reply was heard. */
export function cutReply(draft: Draft, told: Extract<SessionEvent, { type: 'playback-stopped' }>): void {
  const { cuts } = draft.state;
  const cut = cuts.find(({ reply }) => reply.response === told.response);
  if (cut === undefined) return;
  change(draft, { cuts: cuts.filter((other) => other !== cut) });
  truncate(draft, cut, told);
  const { turn, reply } = cut;
  const { response } = reply;
  emit(draft, { type: 'set-heard', turn, response, text: heardText(reply, told.played) });
}

/** Only OpenAI's conversation can be cut: elsewhere a truncation is thrown away. */
function truncate(
  draft: Draft,
  { reply, link }: Cut,
  told: Extract<SessionEvent, { type: 'playback-stopped' }>,
): void {
  const { state } = draft;
  if (state.dialect !== 'openai' || state.link !== 'live' || state.linkNumber !== link) return;
  for (const part of reply.parts) {
    const played = playedOf(part, told.played);
    if (part.samples === 0 || part.item === '' || (reply.complete && played === part.samples)) continue;
    const { item, content } = part;
    send(draft, {
      dialect: state.dialect,
      event: { type: 'conversation.item.truncate', item, content, audioEndMs: playheadMs(played) },
    });
  }
}
