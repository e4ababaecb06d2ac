/** The moves that several phases of the turn machine share. Each gives the state after it and what is to be done. */
import { assertNever } from '../assert.ts';
import { frameSamples, type Samples } from '../units.ts';
import type { TurnEffect } from './turn-effect.ts';
import { keptFailures } from './turn-state.ts';
import type {
  AttemptId,
  FailedWork,
  Floor,
  Fragment,
  HeardSpan,
  RunningWork,
  TurnId,
  TurnState,
  Work,
} from './turn-state.ts';

export interface Step {
  readonly state: TurnState;
  /** To be performed in this order. */
  readonly effects: readonly TurnEffect[];
}

export type FloorOf<Phase extends Floor['phase']> = Extract<Floor, { readonly phase: Phase }>;

export const stay = (state: TurnState): Step => ({ state, effects: [] });

export const move = (state: TurnState, floor: Floor, ...effects: readonly TurnEffect[]): Step => ({
  state: { ...state, floor },
  effects,
});

/** What follows from the state that a step leads to, its effects after those of the step. */
export function andThen(step: Step, next: (state: TurnState) => Step): Step {
  const { state, effects } = next(step.state);
  return { state, effects: [...step.effects, ...effects] };
}

/** Effects in front of a step's own. */
export const first = (effects: readonly TurnEffect[], step: Step): Step => ({
  state: step.state,
  effects: [...effects, ...step.effects],
});

export const listen = (state: TurnState, ...effects: readonly TurnEffect[]): Step =>
  move(state, { phase: 'listening' }, ...effects);

export const endSegment: TurnEffect = { type: 'end-segment' };

/** A turn of voice begins at `start`; the floor is given by the caller, who knows whether the voice goes on. */
export function openVoiceTurn(
  state: TurnState,
  start: Samples,
  floor: (turn: TurnId, state: TurnState) => Step,
): Step {
  const turn = state.nextTurn;
  return first(
    [{ type: 'open-turn', turn, source: 'voice', start }],
    floor(turn, { ...state, nextTurn: turn + 1 }),
  );
}

/** A typed turn: it can neither grow nor be misheard, so it is committed at once. */
export function openTextTurn(state: TurnState, text: string): Step {
  const turn = state.nextTurn;
  const attempt = state.nextAttempt;
  return move(
    { ...state, nextTurn: turn + 1, nextAttempt: attempt + 1 },
    {
      phase: 'awaiting-reply',
      turn,
      span: null,
      silentSince: state.heard,
      cancelled: 0,
      work: { stage: 'replying', attempt, text, settled: true },
    },
    { type: 'open-turn', turn, source: 'text', text },
    { type: 'commit-utterance', turn, text },
    { type: 'note', turn, instant: 'released' },
    { type: 'begin-reply', turn, attempt, text, held: false },
  );
}

export function openGreeting(state: TurnState): Step {
  const turn = state.nextTurn;
  const attempt = state.nextAttempt;
  return move(
    { ...state, nextTurn: turn + 1, nextAttempt: attempt + 1 },
    {
      phase: 'awaiting-reply',
      turn,
      span: null,
      silentSince: state.heard,
      cancelled: 0,
      work: { stage: 'replying', attempt, text: '', settled: true },
    },
    { type: 'open-turn', turn, source: 'greeting' },
    { type: 'note', turn, instant: 'released' },
    { type: 'begin-greeting', turn, attempt },
  );
}

/** Starts a recognition under a fresh attempt. */
export function recognise(
  state: TurnState,
  turn: TurnId,
  span: HeardSpan,
  next: (attempt: AttemptId, state: TurnState) => Step,
  because: Extract<TurnEffect, { type: 'recognise' }>['because'] = 'voice',
): Step {
  const attempt = state.nextAttempt;
  return first(
    [{ type: 'recognise', turn, attempt, span, because }],
    next(attempt, { ...state, nextAttempt: attempt + 1 }),
  );
}

/** Aborts what is under way; work that is over or was never begun needs nothing. */
export function cancelWork(
  turn: TurnId,
  work: Work,
  because: Extract<TurnEffect, { type: 'cancel-work' }>['because'],
): readonly TurnEffect[] {
  switch (work.stage) {
    case 'recognising':
    case 'replying':
    case 'silent':
      return [{ type: 'cancel-work', turn, attempt: work.attempt, because }];
    case 'none':
    case 'unheard':
    case 'failed':
      return [];
    default:
      return assertNever(work);
  }
}

export const cancelFragment = (turn: TurnId, fragment: Fragment | null): readonly TurnEffect[] =>
  fragment === null ? [] : [{ type: 'cancel-work', turn, attempt: fragment.attempt, because: 'given-up' }];

/** The turn comes to nothing for now; it can be sent again. Its text, where it is known, enters the conversation. */
export function failTurn(state: TurnState, turn: TurnId, span: HeardSpan | null, failed: FailedWork): Step {
  const kept = [...state.failed.filter((other) => other.turn !== turn), { turn, span, work: failed }];
  const commit: readonly TurnEffect[] =
    failed.stage === 'asr' || span === null ? [] : [{ type: 'commit-utterance', turn, text: failed.text }];
  return listen({ ...state, failed: kept.slice(-keptFailures) }, ...commit, {
    type: 'close-turn',
    turn,
    outcome: 'failed',
  });
}

/** The user's turn is over (T1): the work made ahead is used, or begun now. */
export function finishUtterance(
  state: TurnState,
  pausing: Omit<FloorOf<'user-pausing'>, 'phase'>,
  because: 'voice' | 'asked' = 'voice',
): Step {
  const { turn, work, cancelled } = pausing;
  const silentSince = state.heard - pausing.silentFrames * frameSamples;
  const span = { start: pausing.start, end: pausing.end };
  const over: readonly TurnEffect[] = [
    { type: 'note', turn, instant: 'hardEnd' },
    { type: 'note', turn, instant: 'released' },
  ];
  const await_ = (running: RunningWork, after: TurnState, ...effects: readonly TurnEffect[]): Step =>
    move(after, { phase: 'awaiting-reply', turn, span, silentSince, cancelled, work: running }, ...effects);
  switch (work.stage) {
    case 'none':
      return first(
        over,
        recognise(
          state,
          turn,
          span,
          (attempt, after) => await_({ stage: 'recognising', attempt }, after),
          because,
        ),
      );
    case 'recognising':
      return await_(work, state, ...over);
    case 'replying':
      return await_(work, state, ...over, { type: 'release-reply', turn, attempt: work.attempt });
    case 'unheard':
      return listen(state, ...over, {
        type: 'close-turn',
        turn,
        outcome: 'dropped',
        because: work.because,
      });
    case 'silent':
      return listen(
        state,
        ...over,
        { type: 'commit-utterance', turn, text: work.text },
        { type: 'close-turn', turn, outcome: 'done' },
      );
    case 'failed':
      return first(over, failTurn(state, turn, span, work.failed));
    default:
      return assertNever(work);
  }
}

/**
 * Something else takes the floor before the reply was heard (T14): the reply is given up, what the user said still
 * enters the conversation, if need be once it has been recognised.
 */
export function overtake(state: TurnState, waiting: FloorOf<'awaiting-reply' | 'maybe-extending'>): Step {
  const { turn, span, work } = waiting;
  const close: TurnEffect = { type: 'close-turn', turn, outcome: 'cancelled' };
  if (work.stage === 'recognising') return trail(state, turn, work.attempt, span, close);
  return listen(state, ...stopReply(turn, work.attempt, 'interrupted'), ...commitOnce(waiting), close);
}

/** As {@link overtake}, for a turn that was still open. */
export function overtakeOpen(state: TurnState, open: FloorOf<'user-speaking' | 'user-pausing'>): Step {
  const { turn } = open;
  const work: Work = open.phase === 'user-pausing' ? open.work : { stage: 'none' };
  const span = { start: open.start, end: open.phase === 'user-pausing' ? open.end : state.heard };
  const close: TurnEffect = { type: 'close-turn', turn, outcome: 'cancelled' };
  switch (work.stage) {
    case 'none':
      return first(
        [endSegment],
        recognise(state, turn, span, (attempt, after) => trail(after, turn, attempt, span, close)),
      );
    case 'recognising':
      return first([endSegment], trail(state, turn, work.attempt, span, close));
    case 'replying':
      return listen(
        state,
        endSegment,
        ...cancelWork(turn, work, 'interrupted'),
        { type: 'commit-utterance', turn, text: work.text },
        close,
      );
    case 'unheard':
    case 'silent':
    case 'failed':
      return first(
        [endSegment],
        finishUtterance(state, { turn, ...span, cancelled: 0, silentFrames: 0, work }),
      );
    default:
      return assertNever(work);
  }
}

function trail(
  state: TurnState,
  turn: TurnId,
  attempt: AttemptId,
  span: HeardSpan | null,
  close: TurnEffect,
): Step {
  const trailing = span === null ? state.trailing : [...state.trailing, { turn, attempt, span }];
  return listen({ ...state, trailing }, close);
}

/** The commit of a turn that waits for its reply; none where it was committed before (T2). */
export function commitOnce({
  turn,
  span,
  work,
}: FloorOf<'awaiting-reply' | 'maybe-extending'>): readonly TurnEffect[] {
  if (span === null || work.stage !== 'replying') return [];
  return [{ type: 'commit-utterance', turn, text: work.text }];
}

/** Nothing more of a released reply is made or heard. */
export const stopReply = (
  turn: TurnId,
  attempt: AttemptId,
  because: Extract<TurnEffect, { type: 'cancel-work' }>['because'],
): readonly TurnEffect[] => [
  { type: 'cancel-work', turn, attempt, because },
  { type: 'flush-playback', turn, attempt },
];

/** Sends a failed turn again, from the stage that failed. Unknown turns are left alone. */
export function retryTurn(state: TurnState, turn: TurnId): Step {
  const found = state.failed.find((failed) => failed.turn === turn);
  if (found === undefined) return stay(state);
  const cleared = { ...state, failed: state.failed.filter((failed) => failed !== found) };
  const again: readonly TurnEffect[] = [
    { type: 'reopen-turn', turn },
    { type: 'note', turn, instant: 'released' },
  ];
  const { span, work: failed } = found;
  if (failed.stage === 'asr') {
    if (span === null) return stay(cleared);
    return first(
      again,
      recognise(
        cleared,
        turn,
        span,
        (attempt, after) =>
          move(after, {
            phase: 'awaiting-reply',
            turn,
            span,
            silentSince: span.end,
            cancelled: 0,
            work: { stage: 'recognising', attempt },
          }),
        'asked',
      ),
    );
  }
  const attempt = cleared.nextAttempt;
  const { text } = failed;
  return move(
    { ...cleared, nextAttempt: attempt + 1 },
    {
      phase: 'awaiting-reply',
      turn,
      span: null,
      silentSince: state.heard,
      cancelled: 0,
      work: { stage: 'replying', attempt, text, settled: true },
    },
    ...again,
    failed.stage === 'llm'
      ? { type: 'begin-reply', turn, attempt, text, held: false }
      : { type: 'respeak-reply', turn, attempt, text },
  );
}
