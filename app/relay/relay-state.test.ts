import { describe, expect, it } from 'vitest';
import type { RelayEvent } from '../../workers/relay-api.ts';
import { boxesToTell, initialRelayState, lastTurn, reduceRelay, withoutRefusal } from './relay-state.ts';
import { aBox, aTurn, macA, macB } from './relay.testing.ts';

const after = (...events: readonly RelayEvent[]) => events.reduce(reduceRelay, initialRelayState);
const box = (change = {}): RelayEvent => ({ type: 'box', box: aBox(change) });
const turn = (id: number, change = {}): RelayEvent => ({ type: 'turn', box: macA, turn: aTurn(id, change) });
const refused = (code: 'owned' | 'not-owner', message: string): RelayEvent => ({
  type: 'refused',
  asked: 'own',
  box: macA,
  code,
  message,
});

describe('what the Relay page draws', () => {
  it('lists boxes in the order in which it met them, and shows the first', () => {
    const state = after(box(), box({ id: macB }), box({ state: 'speaking' }));
    expect(state.boxes.map(({ id, state: doing }) => [id, doing])).toEqual([
      [macA, 'speaking'],
      [macB, 'listening'],
    ]);
    expect(state.chosen).toBe(macA);
  });

  it('turns to another box when the one that is shown is forgotten', () => {
    const state = after(box(), box({ id: macB }), turn(1), { type: 'box-forgotten', box: macA });
    expect(state.chosen).toBe(macB);
    expect(state.talks.has(macA)).toBe(false);
    const none = reduceRelay(state, { type: 'box-forgotten', box: macB });
    expect(none.chosen).toBeUndefined();
    expect(none.boxes).toEqual([]);
  });

  it('lets a turn grow, and keeps the conversation of before apart when the box began anew', () => {
    const state = after(
      turn(1, { status: 'thinking' }),
      turn(1),
      { type: 'history-reset', box: macA, at: 5 },
      turn(1, { user: { text: 'Again?', partial: false } }),
    );
    expect(
      state.talks.get(macA)?.turns.map(({ conversation, turn: each }) => [conversation, each.user.text]),
    ).toEqual([
      [0, 'Question 1?'],
      [1, 'Again?'],
    ]);
  });

  it('begins no other conversation where nothing was said', () => {
    const reset: RelayEvent = { type: 'history-reset', box: macA, at: 5 };
    expect(after(reset, reset).talks.get(macA)?.conversation).toBe(0);
  });

  it('keeps the newest turns of each box', () => {
    const state = after(...Array.from({ length: 230 }, (_, id) => turn(id)));
    const turns = state.talks.get(macA)?.turns ?? [];
    expect([turns.length, turns[0]?.turn.id]).toEqual([200, 30]);
  });

  it('tells what the box last heard, or was told first', () => {
    expect(lastTurn(undefined)).toBeUndefined();
    const silent = { user: { text: '', partial: false } };
    const state = after(turn(1), turn(2, { ...silent, reply: aTurn(2).reply }));
    expect(lastTurn(state.talks.get(macA))?.words).toBe('Answer 2.');
    expect(lastTurn(after(turn(3)).talks.get(macA))?.words).toBe('Question 3?');
  });

  it('keeps one refusal of a kind for a box, and can put it away', () => {
    const state = after(refused('owned', 'first'), refused('not-owner', ''), refused('owned', 'second'));
    expect(state.refusals.map(({ code, message }) => [code, message])).toEqual([
      ['not-owner', ''],
      ['owned', 'second'],
    ]);
    const key = state.refusals[0]!.key;
    expect(withoutRefusal(state, key).refusals.map(({ code }) => code)).toEqual(['owned']);
  });

  it('takes back that nothing can be answered', () => {
    const failure = { stage: 'asr', code: 'auth', message: '', details: {}, retryable: false } as const;
    const unfit = after({ type: 'unfit', failure });
    expect(unfit.unfit).toEqual(failure);
    expect('unfit' in reduceRelay(unfit, { type: 'unfit' })).toBe(false);
  });

  it('has every real box told of a new address', () => {
    const boxes = [aBox(), aBox({ id: macB, connected: false }), aBox({ id: 'ec', simulated: true })];
    expect(boxesToTell(boxes).map(({ id }) => id)).toEqual([macA, macB]);
  });
});
