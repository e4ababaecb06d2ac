import { expect, it } from 'vitest';
import { alreadyThere, announce, announcementsOf, type Announced } from './announcements.ts';
import { aBox, aTurn, macA } from './relay.testing.ts';
import type { BoxTalk } from './relay-state.ts';

const talkOf = (...turns: readonly ReturnType<typeof aTurn>[]): ReadonlyMap<string, BoxTalk> =>
  new Map([[macA, { conversation: 0, turns: turns.map((turn) => ({ conversation: 0, turn })) }]]);
const told = ({ lines }: Announced) => lines.map((line) => ('words' in line ? line.words : line.kind));

it('tells who came and went, and what was said once it is final', () => {
  const none = new Map<string, BoxTalk>();
  let announced = alreadyThere(announcementsOf({ boxes: [], talks: none }));
  const see = (connected: boolean, talks: ReadonlyMap<string, BoxTalk> = none) => {
    announced = announce(announced, announcementsOf({ boxes: [aBox({ connected })], talks }));
    return told(announced);
  };
  expect(see(true)).toEqual(['connected']);
  const partial = { user: { text: 'Quest', partial: true } };
  expect(see(true, talkOf(aTurn(1, { ...partial, status: 'open' })))).toEqual(['connected']);
  expect(see(true, talkOf(aTurn(1, { status: 'speaking' })))).toEqual(['connected']);
  const done = talkOf(aTurn(1));
  expect(see(true, done)).toEqual(['connected', 'Question 1?', 'Answer 1.']);
  expect(see(false, done).at(-1)).toBe('gone');
  expect(see(true, done).slice(-2)).toEqual(['gone', 'connected']);
});

it('tells nothing of what is there when the page opens', () => {
  const all = announcementsOf({ boxes: [aBox()], talks: talkOf(aTurn(1)) });
  expect(all).toHaveLength(3);
  const announced = alreadyThere(all);
  expect(announce(announced, all)).toBe(announced);
});

it('tells of an interrupted answer only what was heard', () => {
  const reply = { text: 'One. Two.', complete: true, pieces: [], heard: 4 };
  const lines = announcementsOf({
    boxes: [aBox({ simulated: true })],
    talks: talkOf(aTurn(1, { status: 'interrupted', reply })),
  });
  expect(lines.map((line) => 'words' in line && line.words)).toEqual(['Question 1?', 'One.']);
});

it('says nothing of a simulated box itself: who has it asked for it', () => {
  expect(announcementsOf({ boxes: [aBox({ simulated: true })], talks: new Map() })).toEqual([]);
});
