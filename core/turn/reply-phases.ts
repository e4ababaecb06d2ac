/** The reply is audible; voice over it ducks it, pauses it and at last takes the floor (T5 to T7). */
import { assertNever } from '../assert.ts';
import {
  andThen,
  cancelFragment,
  endSegment,
  finishUtterance,
  first,
  listen,
  move,
  openTextTurn,
  openVoiceTurn,
  recognise,
  retryTurn,
  stay,
  stopReply,
  type FloorOf,
  type Step,
} from './moves.ts';
import { openKeyTurn } from './quiet-phases.ts';
import type { Hearing, TurnEvent } from './turn-event.ts';
import type { TurnEffect } from './turn-effect.ts';
import type { TurnRules } from './turn-rules.ts';
import type { Fragment, TurnState } from './turn-state.ts';

type Speaking = FloorOf<'agent-speaking'>;
type Suspecting = FloorOf<'maybe-barge-in'>;
type Frame = Extract<TurnEvent, { type: 'frame' }>;
type Words = Extract<Hearing, { kind: 'words' }>;

export function stepAgentSpeaking(
  state: TurnState,
  floor: Speaking,
  event: TurnEvent,
  rules: TurnRules,
): Step {
  const { turn, attempt, late } = floor;
  switch (event.type) {
    case 'frame':
      if (event.voice === null && !event.ducked) return stay(state);
      return suspect(state, floor, event, rules);
    case 'transcribed':
      if (late === null || event.attempt !== late.attempt) return stay(state);
      if (!interrupts(event.hearing)) return move(state, { ...floor, late: null });
      return takeFloorByWords(state, floor, late, event.hearing);
    case 'work-failed':
      if (event.attempt !== late?.attempt) return stay(state);
      return move(state, { ...floor, late: null });
    case 'reply-drained':
      if (event.attempt !== attempt) return stay(state);
      return listen(state, ...cancelFragment(state.nextTurn, late), doneWith(turn));
    case 'text-submitted':
      return andThen(interruptReply(state, floor), (after) => openTextTurn(after, event.text));
    case 'talk-pressed':
      return andThen(interruptReply(state, floor), (after) =>
        openKeyTurn(after, Math.max(0, after.heard - rules.preRoll)),
      );
    case 'retry':
      if (!state.failed.some((failed) => failed.turn === event.turn)) return stay(state);
      return andThen(interruptReply(state, floor), (after) => retryTurn(after, event.turn));
    case 'interrupt':
      return interruptReply(state, floor);
    case 'begin':
    case 'end':
    case 'capture-lost':
    case 'talk-released':
    case 'mute':
    case 'reply-audible':
    case 'reply-silent':
      return stay(state);
    default:
      return assertNever(event);
  }
}

export function stepMaybeBargeIn(
  state: TurnState,
  floor: Suspecting,
  event: TurnEvent,
  rules: TurnRules,
): Step {
  switch (event.type) {
    case 'frame':
      return listenOver(state, floor, event, rules);
    case 'transcribed': {
      const { fragment } = floor;
      if (fragment === null || event.attempt !== fragment.attempt) return stay(state);
      if (interrupts(event.hearing)) return takeFloorByWords(state, floor, fragment, event.hearing);
      return letReplyGoOn(state, { ...floor, fragment: null });
    }
    case 'work-failed':
      if (event.attempt !== floor.fragment?.attempt) return stay(state);
      return letReplyGoOn(state, { ...floor, fragment: null });
    case 'reply-drained':
      if (event.attempt !== floor.attempt) return stay(state);
      return first([doneWith(floor.turn)], inheritFloor(state, floor));
    case 'mute':
    case 'capture-lost':
      return first(
        cancelFragment(state.nextTurn, floor.fragment),
        letReplyGoOn(state, { ...floor, fragment: null }),
      );
    case 'text-submitted':
      return first(
        [endSegment],
        andThen(interruptReply(state, floor), (after) => openTextTurn(after, event.text)),
      );
    case 'talk-pressed':
      return andThen(interruptReply(state, floor), (after) => openKeyTurn(after, floor.start));
    case 'retry':
      if (!state.failed.some((failed) => failed.turn === event.turn)) return stay(state);
      return first(
        [endSegment],
        andThen(interruptReply(state, floor), (after) => retryTurn(after, event.turn)),
      );
    case 'interrupt':
      return first([endSegment], interruptReply(state, floor));
    case 'begin':
    case 'end':
    case 'talk-released':
    case 'reply-audible':
    case 'reply-silent':
      return stay(state);
    default:
      return assertNever(event);
  }
}

/** First voiced frame over the reply: lower it at once, decide later. */
function suspect(state: TurnState, floor: Speaking, event: Frame, rules: TurnRules): Step {
  const { turn, attempt, late } = floor;
  const suspecting: Suspecting = {
    phase: 'maybe-barge-in',
    turn,
    attempt,
    step: 'ducked',
    start: event.voice?.start ?? Math.max(0, state.heard - rules.preRoll),
    quietFrames: 0,
    over: false,
    fragment: null,
  };
  return first(
    [...cancelFragment(state.nextTurn, late), { type: 'duck-playback', turn, attempt }],
    listenOver(state, suspecting, event, rules),
  );
}

/** One frame over a lowered or paused reply. */
function listenOver(state: TurnState, before: Suspecting, event: Frame, rules: TurnRules): Step {
  const { voice } = event;
  const voiced = voice?.voicedFrames ?? 0;
  const isVoice = voice?.silentFrames === 0;
  const floor: Suspecting = {
    ...before,
    start: voice?.start ?? before.start,
    over: voice === null,
    quietFrames: isVoice ? 0 : Math.max(before.quietFrames + 1, voice?.silentFrames ?? 0),
  };
  if (voiced >= rules.committedFrames) return takeFloorByVoice(state, floor, floor.quietFrames);
  // What the recogniser got is not all that was said any more.
  if (isVoice && floor.fragment !== null)
    return first(
      cancelFragment(state.nextTurn, floor.fragment),
      listenOver(state, { ...floor, fragment: null }, event, rules),
    );
  if (floor.step === 'ducked') {
    if (voiced >= rules.sustainedFrames)
      return move(
        state,
        { ...floor, step: 'paused' },
        { type: 'pause-playback', turn: floor.turn, attempt: floor.attempt },
      );
    return floor.quietFrames >= rules.restoreFrames ? letReplyGoOn(state, floor) : move(state, floor);
  }
  if (floor.quietFrames >= rules.resumeFrames) return letReplyGoOn(state, floor);
  if (!rules.recogniser || floor.fragment !== null || floor.quietFrames < rules.softFrames)
    return move(state, floor);
  const span = { start: floor.start, end: state.heard };
  return recognise(
    state,
    state.nextTurn,
    span,
    (attempt, after) => move(after, { ...floor, fragment: { attempt, span } }),
    'fragment',
  );
}

const interrupts = (hearing: Hearing): hearing is Words => hearing.kind === 'words' && !hearing.backchannel;

/** A cough, an "mm-hm": the reply goes on where it was (T6). Words that are still being recognised may yet interrupt. */
function letReplyGoOn(state: TurnState, floor: Suspecting): Step {
  const { turn, attempt } = floor;
  const on: readonly TurnEffect[] =
    floor.step === 'paused' ? [{ type: 'resume-playback', turn, attempt }] : [];
  return move(
    state,
    { phase: 'agent-speaking', turn, attempt, late: floor.fragment },
    endSegment,
    { type: 'restore-playback', turn, attempt },
    ...on,
  );
}

const doneWith = (turn: number): TurnEffect => ({ type: 'close-turn', turn, outcome: 'done' });

/** Nothing more of the reply; whoever interrupted has the floor next. */
function interruptReply(state: TurnState, floor: Speaking | Suspecting): Step {
  const { turn, attempt } = floor;
  const fragment = floor.phase === 'agent-speaking' ? floor.late : floor.fragment;
  return listen(
    state,
    ...cancelFragment(state.nextTurn, fragment),
    { type: 'note', turn, instant: 'interruptedAt' },
    ...stopReply(turn, attempt, 'interrupted'),
    { type: 'close-turn', turn, outcome: 'interrupted' },
  );
}

/** The voice lasted: a turn of its own, whose audio begins before the first suspicion. */
function takeFloorByVoice(state: TurnState, floor: Suspecting, silentFrames: number): Step {
  const { start } = floor;
  return andThen(interruptReply(state, floor), (after) =>
    openVoiceTurn(after, start, (turn, opened) =>
      silentFrames === 0
        ? move(opened, { phase: 'user-speaking', turn, start, cancelled: 0, by: 'voice' })
        : move(opened, {
            phase: 'user-pausing',
            turn,
            start,
            end: opened.heard,
            cancelled: 0,
            silentFrames,
            work: { stage: 'none' },
          }),
    ),
  );
}

/** A short word such as "stop": its recognition is already the new turn's. */
function takeFloorByWords(
  state: TurnState,
  floor: Speaking | Suspecting,
  { attempt, span }: Fragment,
  { text, settled }: Words,
): Step {
  const over = floor.phase === 'agent-speaking' || floor.over;
  const spared: Speaking | Suspecting =
    floor.phase === 'agent-speaking' ? { ...floor, late: null } : { ...floor, fragment: null };
  return andThen(interruptReply(state, spared), (after) =>
    openVoiceTurn(after, span.start, (turn, opened) => {
      const replying = {
        turn,
        ...span,
        cancelled: 0,
        silentFrames: floor.phase === 'agent-speaking' ? 0 : floor.quietFrames,
        work: { stage: 'replying', attempt, text, settled },
      } as const;
      const begin: readonly TurnEffect[] = [
        { type: 'adopt-recognition', turn, attempt, span },
        { type: 'note', turn, instant: 'softEnd' },
        { type: 'begin-reply', turn, attempt, text, held: true },
      ];
      if (over) return first(begin, finishUtterance(opened, replying));
      return move(opened, { phase: 'user-pausing', ...replying }, ...begin);
    }),
  );
}

/** The reply ended by itself while somebody spoke: the floor is theirs (T7). */
function inheritFloor(state: TurnState, floor: Suspecting): Step {
  const { start, fragment, over, quietFrames } = floor;
  if (fragment !== null || floor.step === 'paused') return inheritTurn(state, floor);
  if (over || quietFrames > 0) return listen(state, endSegment);
  return move(state, { phase: 'user-starting', start });
}

/** Voice that was enough to pause the reply is enough for a turn. */
function inheritTurn(state: TurnState, floor: Suspecting): Step {
  const { start, fragment, over, quietFrames } = floor;
  return openVoiceTurn(state, start, (turn, opened) => {
    const end = fragment?.span.end ?? opened.heard;
    const work =
      fragment === null
        ? ({ stage: 'none' } as const)
        : ({ stage: 'recognising', attempt: fragment.attempt } as const);
    const adopt: readonly TurnEffect[] =
      fragment === null ? [] : [{ type: 'adopt-recognition', turn, ...fragment }];
    if (over)
      return first(
        adopt,
        finishUtterance(opened, { turn, start, end, cancelled: 0, silentFrames: quietFrames, work }),
      );
    if (quietFrames === 0)
      return move(opened, { phase: 'user-speaking', turn, start, cancelled: 0, by: 'voice' });
    const silentFrames = quietFrames;
    return move(
      opened,
      { phase: 'user-pausing', turn, start, end, cancelled: 0, silentFrames, work },
      ...adopt,
    );
  });
}
