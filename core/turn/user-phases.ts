/** The user has the floor: speaking, and pausing, when the turn may be over and work is done ahead. */
import { assertNever } from '../assert.ts';
import {
  andThen,
  cancelWork,
  endSegment,
  finishUtterance,
  first,
  listen,
  move,
  openTextTurn,
  overtakeOpen,
  recognise,
  stay,
  type FloorOf,
  type Step,
} from './moves.ts';
import type { Hearing, TurnEvent, VoiceNow } from './turn-event.ts';
import type { TurnRules } from './turn-rules.ts';
import type { FailedWork, TurnState, Work } from './turn-state.ts';

type Speaking = FloorOf<'user-speaking'>;
type Pausing = FloorOf<'user-pausing'>;

export function stepUserSpeaking(
  state: TurnState,
  floor: Speaking,
  event: TurnEvent,
  rules: TurnRules,
): Step {
  switch (event.type) {
    case 'frame':
      if (floor.by === 'release' || state.heard - floor.start >= rules.maxUtterance)
        return finishNow(state, floor);
      return floor.by === 'key' ? stay(state) : speakOn(state, floor, event.voice, rules);
    case 'talk-pressed':
      return move(state, { ...floor, by: 'key' });
    case 'talk-released':
      if (floor.by !== 'key') return stay(state);
      if (state.heard - floor.start - rules.preRoll < rules.minPress && floor.cancelled === 0)
        return giveUp(state, floor, 'dropped', 'short-press');
      // The last word is in the frame that is being captured: it is waited for, 32 ms at most.
      return move(state, { ...floor, by: 'release' });
    case 'capture-lost':
      return finishNow(state, floor);
    case 'text-submitted':
      return andThen(overtakeOpen(state, floor), (after) => openTextTurn(after, event.text));
    case 'interrupt':
      return giveUp(state, floor, 'cancelled');
    case 'mute':
      return event.muted ? giveUp(state, floor, 'cancelled') : stay(state);
    case 'begin':
    case 'end':
    case 'retry':
    case 'transcribed':
    case 'reply-audible':
    case 'reply-drained':
    case 'reply-silent':
    case 'work-failed':
      return stay(state);
    default:
      return assertNever(event);
  }
}

/** A frame of a turn that ends by silence. */
function speakOn(state: TurnState, floor: Speaking, voice: VoiceNow | null, rules: TurnRules): Step {
  if (voice === null) return finish(state, floor);
  if (voice.silentFrames < rules.softFrames) return stay(state);
  const pausing: Pausing = {
    phase: 'user-pausing',
    turn: floor.turn,
    start: floor.start,
    end: state.heard,
    cancelled: floor.cancelled,
    silentFrames: voice.silentFrames,
    work: { stage: 'none' },
  };
  return first(
    [{ type: 'note', turn: floor.turn, instant: 'softEnd' }],
    pauseOn(state, pausing, voice, rules),
  );
}

export function stepUserPausing(state: TurnState, floor: Pausing, event: TurnEvent, rules: TurnRules): Step {
  switch (event.type) {
    case 'frame':
      if (state.heard - floor.start >= rules.maxUtterance) return finishNow(state, floor);
      if (event.voice === null) return finishUtterance(state, withPostRoll(state, floor, rules));
      return pauseOn(state, floor, event.voice, rules);
    case 'transcribed':
      if (!isRunning(floor.work, event.attempt)) return stay(state);
      return hear(state, floor, event.hearing, rules);
    case 'reply-silent':
    case 'reply-drained':
      if (floor.work.stage !== 'replying' || floor.work.attempt !== event.attempt) return stay(state);
      return move(state, { ...floor, work: { ...floor.work, stage: 'silent' } });
    case 'work-failed': {
      if (!isRunning(floor.work, event.attempt)) return stay(state);
      const work: Work = { stage: 'failed', failed: failedWork(floor.work, event.stage) };
      return move(state, { ...floor, work });
    }
    case 'talk-pressed':
      return move(
        state,
        {
          phase: 'user-speaking',
          turn: floor.turn,
          start: floor.start,
          cancelled: floor.cancelled + 1,
          by: 'key',
        },
        ...cancelWork(floor.turn, floor.work, 'speech-returned'),
      );
    case 'mute':
      return event.muted ? finishNow(state, floor) : stay(state);
    case 'capture-lost':
      return finishNow(state, floor);
    case 'text-submitted':
      return andThen(overtakeOpen(state, floor), (after) => openTextTurn(after, event.text));
    case 'interrupt':
      return giveUp(state, floor, 'cancelled');
    case 'begin':
    case 'end':
    case 'talk-released':
    case 'retry':
    case 'reply-audible':
      return stay(state);
    default:
      return assertNever(event);
  }
}

/** One frame of a pause: voice that returns, work to begin, an early end. */
function pauseOn(state: TurnState, floor: Pausing, voice: VoiceNow, rules: TurnRules): Step {
  if (voice.silentFrames === 0) return speechReturned(state, floor);
  const paused: Pausing = { ...floor, silentFrames: voice.silentFrames };
  if (mayEndEarly(paused, rules)) return finishNow(state, withPostRoll(state, paused, rules));
  const due = floor.cancelled < rules.maxCancelled ? rules.softFrames : rules.cautiousFrames;
  if (!rules.speculation || paused.work.stage !== 'none' || voice.silentFrames < due)
    return move(state, paused);
  const span = { start: floor.start, end: state.heard };
  return recognise(state, floor.turn, span, (attempt, after) =>
    move(after, { ...paused, end: span.end, work: { stage: 'recognising', attempt } }),
  );
}

/** Work made from less than all that was said is of no use (T11). */
function speechReturned(state: TurnState, { turn, start, cancelled, work }: Pausing): Step {
  const wasted = work.stage === 'none' ? 0 : 1;
  return move(
    state,
    { phase: 'user-speaking', turn, start, cancelled: cancelled + wasted, by: 'voice' },
    ...cancelWork(turn, work, 'speech-returned'),
    { type: 'reopen-turn', turn },
  );
}

function hear(state: TurnState, floor: Pausing, hearing: Hearing, rules: TurnRules): Step {
  if (floor.work.stage !== 'recognising') return stay(state);
  if (hearing.kind === 'nothing')
    return move(state, { ...floor, work: { stage: 'unheard', because: hearing.because } });
  const { attempt } = floor.work;
  const { text, settled } = hearing;
  const replying: Pausing = { ...floor, work: { stage: 'replying', attempt, text, settled } };
  const begun = move(state, replying, {
    type: 'begin-reply',
    turn: floor.turn,
    attempt,
    text,
    held: true,
  });
  if (!mayEndEarly(replying, rules)) return begun;
  return andThen(begun, (after) => finishNow(after, replying));
}

/** On a text that sounds finished, or for the eager (T13). */
function mayEndEarly({ silentFrames, work }: Pausing, rules: TurnRules): boolean {
  if (rules.earlyFrames === 0 || silentFrames < rules.earlyFrames) return false;
  return rules.eager || ((work.stage === 'replying' || work.stage === 'silent') && work.settled);
}

/** Without work made ahead the recogniser gets a little more of the silence. */
function withPostRoll(state: TurnState, floor: Pausing, rules: TurnRules): Pausing {
  if (floor.work.stage !== 'none') return floor;
  return { ...floor, end: Math.max(floor.end, Math.min(state.heard, floor.end + rules.postRoll)) };
}

const finish = (state: TurnState, { turn, start, cancelled, by }: Speaking): Step =>
  finishUtterance(
    state,
    { turn, start, end: state.heard, cancelled, silentFrames: 0, work: { stage: 'none' } },
    by === 'voice' ? 'voice' : 'asked',
  );

/** The turn is over although the segment is not. */
const finishNow = (state: TurnState, floor: Speaking | Pausing): Step =>
  first([endSegment], floor.phase === 'user-speaking' ? finish(state, floor) : finishUtterance(state, floor));

function giveUp(
  state: TurnState,
  floor: Speaking | Pausing,
  outcome: 'cancelled' | 'dropped',
  because?: string,
): Step {
  const work: Work = floor.phase === 'user-pausing' ? floor.work : { stage: 'none' };
  return listen(state, ...cancelWork(floor.turn, work, 'given-up'), endSegment, {
    type: 'close-turn',
    turn: floor.turn,
    outcome,
    ...(because === undefined ? {} : { because }),
  });
}

const isRunning = (work: Work, attempt: number): boolean =>
  (work.stage === 'recognising' || work.stage === 'replying') && work.attempt === attempt;

export const failedWork = (work: Work, stage: 'asr' | 'llm' | 'tts'): FailedWork =>
  work.stage === 'replying' && stage !== 'asr' ? { stage, text: work.text } : { stage: 'asr' };
