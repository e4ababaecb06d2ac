/** How far the box's utterance is said and answered. */
import { decodeClientCommand } from '../../../core/echokit/client-command.ts';
import type { Utterance } from './box-state.ts';
import { change, type BoxDraft, type Payload } from './box-step.ts';
import { eventName } from './event-name.ts';

/** From the box. */
export function hearFrame(draft: BoxDraft, payload: Payload): void {
  const { utterance } = draft.state;
  if (typeof payload !== 'string') {
    if (utterance?.phase === 'open')
      change(draft, { utterance: { ...utterance, heardBytes: utterance.heardBytes + payload.length } });
    return;
  }
  const command = decodeClientCommand(payload);
  if (!command.ok) return;
  switch (command.value.event) {
    case 'StartChat':
      return begin(draft, 'open');
    case 'Submit':
      if (utterance === null) begin(draft, 'ended');
      else if (utterance.phase === 'open') setPhase(draft, utterance, 'ended');
      return;
    case 'Text':
    case 'Select':
      return begin(draft, 'ended');
    case 'StartRecord':
      return;
  }
}

function begin(draft: BoxDraft, phase: Utterance['phase']): void {
  const { state, context } = draft;
  const number = state.utterances + 1;
  const utterance: Utterance = {
    number,
    startedAt: context.now,
    heardBytes: 0,
    phase,
    since: context.now,
    isReached: state.upstream !== null && state.upstream.view.state !== 'lost',
    notice: null,
  };
  change(draft, { utterances: number, utterance });
}

const setPhase = (draft: BoxDraft, utterance: Utterance, phase: Utterance['phase']): void =>
  change(draft, { utterance: { ...utterance, phase, since: draft.context.now } });

/** To the box, whoever says it. */
export function noteSaid(draft: BoxDraft, payload: Payload): void {
  const name = eventName(payload);
  const { utterance } = draft.state;
  if (name === 'StartAudio') change(draft, { isSpeaking: true });
  else if (name === 'EndAudio' || name === 'EndResponse') change(draft, { isSpeaking: false });
  if (utterance === null) return;
  switch (name) {
    case 'EndVad':
      if (utterance.phase === 'open') setPhase(draft, utterance, 'ended');
      return;
    case 'StartAudio':
    case 'AudioChunk':
    case 'AudioChunkWithVowel':
    case 'AudioChunki16':
    case 'EndAudio':
      return setPhase(draft, utterance, 'answering');
    case 'EndResponse':
    case 'Choices':
      // What comes next is the box's: its next words, or its choice.
      return change(draft, { utterance: null });
    default:
      if (utterance.phase !== 'ended') setPhase(draft, utterance, utterance.phase);
  }
}
