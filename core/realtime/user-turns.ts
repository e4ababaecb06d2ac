/** The user's side: who is speaking, what is sent of it, when it is over, and what was understood. */
import { cutAppend, lastAppend, noSamples, silentChunks } from './append-chunks.ts';
import { arm, change, closeTurn, disarm, emit, openTurn, send, tell, type Draft } from './draft.ts';
import { stopReply } from './replies.ts';
import { askForResponse, cancelResponse, expectResponse, takeCommitted, takeEmptyTurn } from './responses.ts';
import type { ItemId, ServerEvent } from './server-event.ts';
import type { TurnId } from './session-effect.ts';
import { answerMs, endingSilenceMs } from './session-limits.ts';
import { serverTakesTurns } from './session-settings.ts';
import { keptIds } from './session-state.ts';

type Said<Type extends ServerEvent['type']> = Extract<ServerEvent, { readonly type: Type }>;

const turnsAreTheServers = ({ state }: Draft): boolean => serverTakesTurns(state.dialect, state.settings);

/** The server hears everything if it finds the turns, else only what the user says. */
export function takeSound(draft: Draft, pcm: Int16Array): void {
  const { link, floor } = draft.state;
  if (link !== 'live') return;
  if (!turnsAreTheServers(draft)) {
    if (floor.phase !== 'user-speaking') return;
    change(draft, { floor: { ...floor, sent: floor.sent || pcm.length > 0 } });
  }
  const { chunks, rest } = cutAppend(draft.state.rest, pcm);
  change(draft, { rest });
  append(draft, chunks);
}

function append(draft: Draft, chunks: readonly Int16Array[]): void {
  const { dialect } = draft.state;
  for (const pcm of chunks) send(draft, { dialect, event: { type: 'input_audio_buffer.append', pcm } });
}

/** Whatever went on before has lost the floor. */
function overtake(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase === 'replying') {
    if (!floor.reply.complete) cancelResponse(draft);
    stopReply(draft);
  } else {
    closeTurn(draft, 'cancelled');
  }
}

/** Our detector hears a voice. */
export function startVoice(draft: Draft, preRoll: Int16Array): void {
  const { link, floor } = draft.state;
  if (turnsAreTheServers(draft) || floor.phase === 'user-speaking') return;
  if (link !== 'live') {
    tell(draft, { code: 'not-connected' });
    return;
  }
  overtake(draft);
  const turn = openTurn(draft, 'voice');
  const { dialect } = draft.state;
  change(draft, { floor: { phase: 'user-speaking', turn, item: null, sent: false }, rest: noSamples });
  if (dialect === 'openai') send(draft, { dialect, event: { type: 'input_audio_buffer.clear' } });
  takeSound(draft, preRoll);
}

/** The user's turn is over: the server is told so, and owes a reply. */
export function stopVoice(draft: Draft): void {
  const { floor, dialect, commits, rest } = draft.state;
  if (turnsAreTheServers(draft) || floor.phase !== 'user-speaking' || dialect === 'hugging-face') return;
  if (!floor.sent) {
    closeTurn(draft, 'dropped');
    return;
  }
  append(draft, lastAppend(rest));
  const { turn, item } = floor;
  change(draft, {
    rest: noSamples,
    commits: [...commits, turn],
    floor: { phase: 'awaiting-reply', turn, item },
  });
  send(draft, { dialect, event: { type: 'input_audio_buffer.commit' } });
  arm(draft, 'answer', answerMs);
  // EchoKit's commit is the request for the reply as well.
  if (dialect === 'openai') askForResponse(draft, turn);
}

/** What the user was saying is not wanted. */
export function dropVoice(draft: Draft): void {
  const { floor, dialect } = draft.state;
  if (turnsAreTheServers(draft) || floor.phase !== 'user-speaking' || dialect === 'hugging-face') return;
  if (floor.sent) send(draft, { dialect, event: { type: 'input_audio_buffer.clear' } });
  change(draft, { rest: noSamples });
  closeTurn(draft, 'dropped');
}

/** A server that finds the ends itself is given one. */
export function endTurnEarly(draft: Draft): void {
  if (!turnsAreTheServers(draft)) {
    stopVoice(draft);
    return;
  }
  const { floor, link, rest } = draft.state;
  if (floor.phase !== 'user-speaking' || link !== 'live') return;
  change(draft, { rest: noSamples });
  append(draft, [...lastAppend(rest), ...silentChunks(endingSilenceMs)]);
}

export function submitText(draft: Draft, text: string): void {
  if (text.trim() === '') return;
  const { link, dialect, floor } = draft.state;
  if (link !== 'live') {
    tell(draft, { code: 'not-connected' });
    return;
  }
  const create = (): void =>
    send(draft, { dialect, event: { type: 'conversation.item.create', role: 'user', text } });
  if (floor.phase === 'user-speaking' && turnsAreTheServers(draft)) {
    // The server answers the voice by itself, and the text with it.
    create();
    showText(draft, { turn: floor.turn, item: `typed-${floor.turn}`, text, final: true });
    return;
  }
  dropVoice(draft);
  overtake(draft);
  const turn = openTurn(draft, 'text');
  change(draft, { floor: { phase: 'awaiting-reply', turn, item: null } });
  create();
  showText(draft, { turn, item: `typed-${turn}`, text, final: true });
  arm(draft, 'answer', answerMs);
  askForResponse(draft, turn);
}

/** The person wants silence. A voice that the server is listening to cannot be called back. */
export function interrupt(draft: Draft): void {
  const { floor } = draft.state;
  if (floor.phase === 'user-speaking') dropVoice(draft);
  else overtake(draft);
}

/** The server's detector hears a voice; it stops its own response by itself. */
export function takeSpeechStarted(draft: Draft, { item }: Said<'speech-started'>): void {
  if (!turnsAreTheServers(draft)) return;
  const { floor } = draft.state;
  if (floor.phase === 'user-speaking') return;
  if (floor.phase === 'awaiting-reply' && item !== '' && floor.item === item) {
    // The turn is open again, under the same item: what was understood of it is void.
    disarm(draft, 'answer');
    change(draft, { floor: { phase: 'user-speaking', turn: floor.turn, item, sent: true } });
    renewItem(draft, item, floor.turn);
    return;
  }
  if (floor.phase === 'replying') stopReply(draft);
  else closeTurn(draft, 'cancelled');
  const turn = openTurn(draft, 'voice');
  change(draft, { floor: { phase: 'user-speaking', turn, item: item === '' ? null : item, sent: true } });
  if (item !== '') renewItem(draft, item, turn);
}

export function takeSpeechStopped(draft: Draft, { item }: Said<'speech-stopped'>): void {
  const { floor } = draft.state;
  if (!turnsAreTheServers(draft) || floor.phase !== 'user-speaking') return;
  const named = floor.item ?? (item === '' ? null : item);
  change(draft, { floor: { phase: 'awaiting-reply', turn: floor.turn, item: named } });
  expectResponse(draft, floor.turn);
  arm(draft, 'answer', answerMs);
}

/** A user item has its place in the conversation. Its turn is the one that was committed first, or has the floor. */
export function takeUserItem(draft: Draft, { item, after }: Said<'committed'>): void {
  const turn = takeCommitted(draft);
  const { floor } = draft.state;
  if (item === '') return;
  if (turn !== null) renewItem(draft, item, turn);
  const waits = floor.phase === 'awaiting-reply' || floor.phase === 'user-speaking';
  if (waits && floor.item === null && (turn === floor.turn || turnsAreTheServers(draft)))
    change(draft, { floor: { ...floor, item } });
  if (after !== undefined) emit(draft, { type: 'place-item', item, after });
}

export function takeTranscriptDelta(draft: Draft, { item, delta }: Said<'transcription-delta'>): void {
  const known = draft.state.items.find((other) => other.item === item);
  const turn = known?.turn ?? turnOfItem(draft, item);
  showText(draft, { turn, item, text: (known?.text ?? '') + delta, final: false });
}

/** The whole truth about an item: it replaces what the deltas said. No words at all mean that there was no turn. */
export function takeTranscript(draft: Draft, { item, transcript }: Said<'transcription-completed'>): void {
  const known = draft.state.items.find((other) => other.item === item);
  const turn = known?.turn ?? turnOfItem(draft, item);
  if (transcript.trim() !== '') {
    showText(draft, { turn, item, text: transcript, final: true });
    return;
  }
  change(draft, { items: draft.state.items.filter((other) => other.item !== item) });
  emit(draft, { type: 'drop-user-text', item });
  const { floor, dialect } = draft.state;
  if (dialect === 'hugging-face') {
    if (floor.phase === 'awaiting-reply' && floor.item === item) takeEmptyTurn(draft);
    return;
  }
  if (dialect !== 'echokit') return; // Transcription is apart from the model there, which answers all the same.
  // The buffer still holds that sound. Once the user speaks again, it holds their words too.
  const refilled = floor.phase === 'user-speaking' || draft.state.commits.length > 0;
  if (!refilled) send(draft, { dialect, event: { type: 'input_audio_buffer.clear' } });
  takeEmptyTurn(draft);
}

function turnOfItem({ state: { floor } }: Draft, item: ItemId): TurnId | null {
  const waits = floor.phase === 'awaiting-reply' || floor.phase === 'user-speaking';
  return waits && floor.item === item ? floor.turn : null;
}

/** An item begins, perhaps for the second time: nothing is understood of it yet. */
function renewItem(draft: Draft, item: ItemId, turn: TurnId): void {
  const known = draft.state.items.find((other) => other.item === item);
  if (known !== undefined && known.text !== '') showText(draft, { turn, item, text: '', final: false });
  else keepItem(draft, { turn, item, text: '' });
}

interface ShownText {
  readonly turn: TurnId | null;
  readonly item: ItemId;
  readonly text: string;
  readonly final: boolean;
}

function showText(draft: Draft, shown: ShownText): void {
  keepItem(draft, shown);
  emit(draft, { type: 'show-user-text', ...shown });
}

function keepItem(draft: Draft, { turn, item, text }: Omit<ShownText, 'final'>): void {
  const others = draft.state.items.filter((other) => other.item !== item);
  change(draft, { items: [...others, { item, turn, text }].slice(-keptIds) });
}
