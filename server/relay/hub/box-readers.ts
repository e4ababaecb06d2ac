/** Who owns a box and who watches it, who is away, and what they missed. */
import type { Millis } from '../../../core/units.ts';
import type { Reader, TabId } from './box-state.ts';
import { announce, change, refuse, type BoxDraft, type BoxEvent, type Place } from './box-step.ts';
import { missedItems, openingOf, trim } from './kept-frames.ts';

type Asked<T extends BoxEvent['type']> = Extract<BoxEvent, { type: T }>;

/** Tabs that gave it back are remembered, as many as ever run beside each other. */
const mostDeclined = 64;

const isReader = ({ state }: BoxDraft, tab: TabId): boolean =>
  state.owner?.tab === tab || state.watchers.some((watcher) => watcher.tab === tab);

/** Those that are attached, each once. */
export function attachedReaders({ state }: BoxDraft): readonly TabId[] {
  const { owner, watchers } = state;
  if (owner === null && watchers.length === 0) return [];
  const tabs = new Set<TabId>();
  for (const reader of owner === null ? watchers : [owner, ...watchers])
    if (reader.awaySince === null) tabs.add(reader.tab);
  return [...tabs];
}

export function own(draft: BoxDraft, { tab, force }: Asked<'own'>): void {
  const { owner } = draft.state;
  if (owner?.tab === tab) return;
  if (owner !== null && !force) return refuse(draft, tab, 'own', 'owned', 'another tab answers it');
  giveTo(draft, tab);
}

export function release(draft: BoxDraft, { tab }: { readonly tab: TabId }): void {
  if (draft.state.owner?.tab !== tab)
    return refuse(draft, tab, 'release', 'not-owner', 'the tab does not answer it');
  change(draft, { owner: null, declined: [...draft.state.declined, tab].slice(-mostDeclined) });
  lookForOwner(draft);
  settleReaders(draft);
}

export function watch(draft: BoxDraft, { tab }: { readonly tab: TabId }): void {
  if (draft.state.watchers.some((watcher) => watcher.tab === tab)) return;
  const isNew = !isReader(draft, tab);
  change(draft, { watchers: [...draft.state.watchers, { tab, awaySince: null }] });
  if (isNew) tellOpening(draft, tab);
  announce(draft);
}

export function unwatch(draft: BoxDraft, { tab }: { readonly tab: TabId }): void {
  const watchers = draft.state.watchers.filter((watcher) => watcher.tab !== tab);
  if (watchers.length === draft.state.watchers.length) return;
  change(draft, { watchers });
  settleReaders(draft);
}

/** It attached, here or at another companion, for the first time or again. */
export function welcome(draft: BoxDraft, { tab, place }: Asked<'tab-here'>): void {
  if (isReader(draft, tab)) {
    // First of all: once it is back, less is kept.
    tellMissed(draft, tab, place);
    setAway(draft, tab, null);
    // It is given its time anew: it may have to begin from nothing.
    const { owner, utterance } = draft.state;
    if (owner?.tab === tab && utterance !== null)
      change(draft, { utterance: { ...utterance, since: draft.context.now } });
  }
  lookForOwner(draft);
}

export function leave(draft: BoxDraft, { tab }: { readonly tab: TabId }): void {
  if (isReader(draft, tab)) setAway(draft, tab, draft.context.now);
}

/** Gives a box that nobody answers to a tab that does. One that is away for longer than a reload counts as nobody. */
export function lookForOwner(draft: BoxDraft): void {
  const { owner, declined } = draft.state;
  if (owner !== null && !isOverdue(draft, owner)) return;
  const next = draft.context.answering.find((tab) => tab !== owner?.tab && !declined.includes(tab));
  if (next === undefined) return;
  // What was kept for the former one is the next one's to answer.
  giveTo(draft, next, owner !== null);
}

const isOverdue = ({ context }: BoxDraft, { awaySince }: Reader): boolean =>
  awaySince !== null && context.now >= awaySince + context.limits.graceMs;

/** Those away for too long own and watch nothing any more. */
export function dismiss(draft: BoxDraft): void {
  const { now, limits } = draft.context;
  const isGone = ({ awaySince }: Reader): boolean =>
    awaySince !== null && now >= awaySince + limits.reattachMs;
  const { owner, watchers } = draft.state;
  const staying = watchers.filter((watcher) => !isGone(watcher));
  const ownerGone = owner !== null && isGone(owner);
  if (!ownerGone && staying.length === watchers.length) return;
  change(draft, { watchers: staying, ...(ownerGone ? { owner: null } : {}) });
  settleReaders(draft);
}

/** When {@link dismiss} or {@link lookForOwner} will have something to do. */
export function readersDue({ state, context }: BoxDraft): Millis {
  const { limits, answering } = context;
  let due = Infinity;
  const { owner, watchers, declined } = state;
  for (const { awaySince } of watchers)
    if (awaySince !== null) due = Math.min(due, awaySince + limits.reattachMs);
  if (owner === null || owner.awaySince === null) return due;
  const isWanted = answering.some((tab) => tab !== owner.tab && !declined.includes(tab));
  return Math.min(due, owner.awaySince + (isWanted ? limits.graceMs : limits.reattachMs));
}

function giveTo(draft: BoxDraft, tab: TabId, withKept = false): void {
  const isNew = !isReader(draft, tab);
  const declined = draft.state.declined.filter((other) => other !== tab);
  const { utterance } = draft.state;
  change(draft, {
    owner: { tab, awaySince: null },
    declined,
    ...(utterance === null ? {} : { utterance: { ...utterance, since: draft.context.now } }),
  });
  if (isNew && withKept) tellMissed(draft, tab, null);
  else if (isNew) tellOpening(draft, tab);
  settleReaders(draft);
}

function setAway(draft: BoxDraft, tab: TabId, awaySince: Millis | null): void {
  const { owner, watchers } = draft.state;
  const changed = (reader: Reader): Reader =>
    // Who is away already has been so for longer.
    reader.tab === tab && (awaySince === null || reader.awaySince === null) ? { tab, awaySince } : reader;
  change(draft, { owner: owner === null ? null : changed(owner), watchers: watchers.map(changed) });
  settleReaders(draft);
}

function settleReaders(draft: BoxDraft): void {
  change(draft, { kept: trim(draft.state.kept, draft.state, draft.context) });
  announce(draft);
}

function tellOpening(draft: BoxDraft, tab: TabId): void {
  const { state } = draft;
  if (state.socket === null) return;
  draft.effects.push({ type: 'tell', tabs: [tab], message: openingOf(state, state.socket) });
}

function tellMissed(draft: BoxDraft, tab: TabId, place: Place | null): void {
  for (const message of missedItems(draft.state, place))
    draft.effects.push({ type: 'tell', tabs: [tab], message });
}
