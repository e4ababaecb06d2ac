/** The box sends what it hears: from StartChat to the words, rules S10 to S18. */
import { invariant } from '../../assert.ts';
import type { Hearing } from '../../turn/turn-event.ts';
import type { AttemptId, HeardSpan } from '../../turn/turn-state.ts';
import { heardRate, millisToSamples, type Samples } from '../../units.ts';
import { answerText, endResponse } from './answering.ts';
import {
  beQuiet,
  change,
  closeTurn,
  emit,
  giveUp,
  isStreaming,
  nextAttempt,
  note,
  openTurn,
  say,
  type Draft,
  type PhaseOf,
} from './draft.ts';
import type { ServerSessionEvent } from './session-event.ts';
import type { HearingPhase, Recognition } from './session-state.ts';

type FrameEvent = Extract<ServerSessionEvent, { type: 'frame' }>;

/** No voice for so long: there was only a noise. Upstream waits 512 ms, which a slow onset does not survive. */
const noVoiceSamples: Samples = millisToSamples(3000, heardRate);
/**
 * A streaming box gives up after 10 s of audio without a transcript, and has up to 0.5 s more than it has sent; the
 * companion takes a tab for dead that says nothing for 15 s. From the first bound on what there is is recognised to be
 * shown; at the second one the box is shown something in any case.
 */
const showBy = { recognise: millisToSamples(5500, heardRate), placeholder: millisToSamples(8000, heardRate) };
/** Stands for a transcript that is not there yet. */
const stillListening = '…';

/** StartChat: whatever was heard of another utterance is forgotten. */
export function beginHearing(draft: Draft): void {
  const { phase } = draft.state;
  if (phase.kind === 'recognising' || phase.kind === 'answering') {
    giveUp(draft, true);
    endResponse(draft);
  } else if (phase.kind === 'hearing') giveUp(draft, true);
  openEars(draft);
}

/** An utterance begins with the next sample. */
export function openEars(draft: Draft): void {
  const { heard: from } = draft.state;
  change(draft, {
    // It listens, so it has played what it was sent.
    playback: null,
    phase: {
      kind: 'hearing',
      from,
      end: from,
      speech: null,
      isVoiceOpen: false,
      quietFrom: from,
      recognition: null,
      overtaken: 0,
      softEndAt: null,
      shownAt: from,
      shownText: '',
    },
  });
  emit(draft, { type: 'begin-hearing', from });
}

export function hearFrame(draft: Draft, before: HearingPhase, { end, voice }: FrameEvent): void {
  const isConfirmed = voice?.confirmed === true;
  const isOver = before.isVoiceOpen && voice === null;
  set(draft, {
    ...before,
    end,
    isVoiceOpen: isConfirmed,
    quietFrom: voice === null && !before.isVoiceOpen ? before.quietFrom : end,
  });
  change(draft, { heard: end });
  if (isConfirmed && before.speech === null) {
    const turn = openTurn(draft, 'voice', '');
    update(draft, { speech: { turn, start: Math.max(before.from, voice.start) } });
  }
  if (isConfirmed && voice.silentFrames === 0) overtake(draft);
  if (isConfirmed && voice.silentFrames === draft.rules.softFrames) update(draft, { softEndAt: draft.at });
  if (isConfirmed && isSoftEnd(draft, voice.silentFrames)) recogniseSoFar(draft, false);
  keepShown(draft);
  if (isEnd(draft, isOver, voice?.silentFrames ?? 0)) endUtterance(draft);
}

function current({ state: { phase } }: Draft): HearingPhase {
  invariant(phase.kind === 'hearing', 'an utterance is open');
  return phase;
}
const set = (draft: Draft, phase: HearingPhase): void => change(draft, { phase });
const update = (draft: Draft, changes: Partial<HearingPhase>): void =>
  set(draft, { ...current(draft), ...changes });

/** More speech: what is being recognised is not all of it. */
function overtake(draft: Draft): void {
  const { recognition, overtaken } = current(draft);
  if (recognition === null || recognition.isStale) return;
  update(draft, { recognition: { ...recognition, isStale: true }, overtaken: overtaken + 1 });
}

/** Once in each silence, and later in it when much was recognised in vain. */
function isSoftEnd(draft: Draft, silentFrames: number): boolean {
  const { rules } = draft;
  const { recognition, overtaken } = current(draft);
  if (!rules.speculation || recognition?.isStale === false) return false;
  return silentFrames === (overtaken >= rules.maxCancelled ? rules.cautiousFrames : rules.softFrames);
}

/** In place of the recognition before. */
function recogniseSoFar(draft: Draft, isStale: boolean): AttemptId | null {
  const { speech, end, recognition } = current(draft);
  if (speech === null) return null;
  if (recognition?.result === null) emit(draft, { type: 'cancel', attempt: recognition.attempt });
  const attempt = nextAttempt(draft);
  const span: HeardSpan = { start: speech.start, end };
  update(draft, { recognition: { attempt, span, isStale, result: null } });
  emit(draft, { type: 'recognise', turn: speech.turn, attempt, span });
  return attempt;
}

/** A box that is shown nothing for too long gives up, and tells nobody; so does the companion, which tells it so. */
function keepShown(draft: Draft): void {
  const { end, shownAt, shownText, recognition } = current(draft);
  const unseen = end - shownAt;
  if (isStreaming(draft) && unseen >= showBy.recognise && recognition === null && draft.rules.speculation)
    recogniseSoFar(draft, true);
  if (unseen >= showBy.placeholder) show(draft, shownText === '' ? stillListening : shownText);
}

function show(draft: Draft, text: string): void {
  say(draft, { event: 'ASR', text });
  update(draft, { shownAt: current(draft).end, shownText: text });
}

function isEnd(draft: Draft, isOver: boolean, silentFrames: number): boolean {
  const { rules } = draft;
  const { from, end, speech, recognition, quietFrom } = current(draft);
  if (end - from >= rules.maxUtterance) return true;
  if (!isStreaming(draft)) return false;
  if (isOver) return true;
  if (speech === null) return end - quietFrom >= noVoiceSamples;
  if (rules.earlyFrames === 0 || silentFrames < rules.earlyFrames) return false;
  if (rules.eager) return true;
  return recognition?.isStale === false && recognition.result?.kind === 'words' && recognition.result.settled;
}

/** No more of it is heard: by the server's own judgement, by Submit, or by its length. */
export function endUtterance(draft: Draft): void {
  const { speech, recognition, softEndAt } = current(draft);
  emit(draft, { type: 'end-hearing' });
  if (isStreaming(draft)) say(draft, { event: 'EndVad' });
  if (speech === null) {
    beQuiet(draft);
    endResponse(draft);
    return;
  }
  const { turn } = speech;
  if (softEndAt !== null) note(draft, turn, 'softEnd', softEndAt);
  note(draft, turn, 'hardEnd');
  if (recognition?.isStale === false && recognition.result !== null) {
    conclude(draft, turn, recognition.result);
    return;
  }
  const isAhead = recognition?.isStale === false;
  const attempt = isAhead ? recognition.attempt : recogniseSoFar(draft, false);
  if (attempt !== null) change(draft, { phase: { kind: 'recognising', turn, attempt } });
}

/** What a recogniser has so far, of an utterance that may go on. */
export function showPartial(
  draft: Draft,
  phase: PhaseOf<'hearing' | 'recognising'>,
  attempt: AttemptId,
  text: string,
): void {
  const turn = phase.kind === 'hearing' ? phase.speech?.turn : phase.turn;
  const running = phase.kind === 'hearing' ? phase.recognition?.attempt : phase.attempt;
  if (turn === undefined || running !== attempt || text.trim() === '') return;
  emit(draft, { type: 'show-user', turn, text });
  if (!isStreaming(draft)) return;
  if (phase.kind === 'hearing') show(draft, text);
  else say(draft, { event: 'ASR', text });
}

/** A recogniser has answered while the box still sends. */
export function keepTranscript(draft: Draft, phase: HearingPhase, attempt: AttemptId, result: Hearing): void {
  const { recognition } = phase;
  if (recognition?.attempt !== attempt) return;
  set(draft, { ...phase, recognition: { ...recognition, result } });
  if (result.kind === 'words') showPartial(draft, current(draft), attempt, result.text);
}

/** It failed while the box still sends: the end of the utterance tries again. */
export function forgetRecognition(draft: Draft, phase: HearingPhase, attempt: AttemptId): void {
  const { recognition } = phase;
  if (recognition?.attempt !== attempt) return;
  const failed: Recognition = {
    ...recognition,
    isStale: true,
    result: { kind: 'nothing', because: 'failed' },
  };
  set(draft, { ...phase, recognition: failed });
}

/** The words are there, or there are none. */
export function conclude(draft: Draft, turn: number, hearing: Hearing): void {
  if (hearing.kind === 'words' && hearing.text.trim() !== '') {
    answerText(draft, turn, hearing.text);
    return;
  }
  beQuiet(draft);
  endResponse(draft);
  closeTurn(draft, turn, 'dropped', hearing.kind === 'nothing' ? hearing.because : 'empty');
}
