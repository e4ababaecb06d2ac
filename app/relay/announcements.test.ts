import { expect, it } from 'vitest';
import { alreadyThere, announce, type Announced } from './announcements.ts';
import { aBox, aTurn, macA } from './relay.testing.ts';
import type { BoxTalk } from './relay-state.ts';

type Talks = ReadonlyMap<string, BoxTalk>;
const none: Talks = new Map();
const nobody: ReadonlySet<string> = new Set();
const talkOf = (...turns: readonly ReturnType<typeof aTurn>[]): Talks =>
  new Map([[macA, { conversation: 0, turns: turns.map((turn) => ({ conversation: 0, turn })) }]]);
const told = ({ lines }: Announced) => lines.map((line) => ('words' in line ? line.words : line.kind));

/** Sees one box, state after state. */
function watch(first: { boxes: ReturnType<typeof aBox>[]; talks: Talks } = { boxes: [], talks: none }) {
  let announced = alreadyThere({ ...first, longAway: nobody });
  return (change: Parameters<typeof aBox>[0], talks = none, longAway = nobody) => {
    announced = announce(announced, { boxes: [aBox(change)], talks, longAway });
    return told(announced);
  };
}

it('tells of a box that comes, goes for long, and comes again', () => {
  const see = watch();
  expect(see({})).toEqual(['connected']);
  expect(see({ connected: false }, none, new Set([macA]))).toEqual(['connected', 'gone']);
  expect(see({})).toEqual(['connected', 'gone', 'connected']);
});

it('takes a box that dials anew for one that stayed', () => {
  const see = watch();
  see({});
  expect(see({ connected: false })).toEqual(['connected']);
  expect(see({ openedAt: 2_000 })).toEqual(['connected']);
});

it('does not say that a box has gone which was away before anybody looked', () => {
  const see = watch();
  expect(see({ connected: false })).toEqual([]);
  expect(see({ connected: false }, none, new Set([macA]))).toEqual([]);
  expect(see({})).toEqual(['connected']);
});

it('tells what was said once it is final', () => {
  const see = watch();
  const partial = { status: 'open', user: { text: 'Quest', partial: true } } as const;
  expect(see({}, talkOf(aTurn(1, partial)))).toEqual(['connected']);
  expect(see({}, talkOf(aTurn(1, { status: 'speaking' })))).toEqual(['connected']);
  expect(see({}, talkOf(aTurn(1)))).toEqual(['connected', 'Question 1?', 'Answer 1.']);
  expect(see({}, talkOf(aTurn(1)))).toHaveLength(3);
});

it('tells nothing of what is there when the page opens', () => {
  const there = { boxes: [aBox()], talks: talkOf(aTurn(1)), longAway: nobody };
  const announced = alreadyThere(there);
  expect(announce(announced, there)).toBe(announced);
});

it('tells of an interrupted answer only what was heard', () => {
  const reply = { text: 'One. Two.', complete: true, pieces: [], heard: 4 };
  const see = watch();
  expect(see({ simulated: true }, talkOf(aTurn(1, { status: 'interrupted', reply })))).toEqual([
    'Question 1?',
    'One.',
  ]);
});

it('says nothing of a simulated box itself: who has it asked for it', () => {
  const see = watch();
  expect(see({ simulated: true })).toEqual([]);
  expect(see({ simulated: true, connected: false }, none, new Set([macA]))).toEqual([]);
});

it('keeps the newest lines only', () => {
  const see = watch();
  const turns = Array.from({ length: 30 }, (_, id) => aTurn(id));
  const lines = see({}, talkOf(...turns));
  expect([lines.length, lines.at(-1)]).toEqual([20, 'Answer 29.']);
});
