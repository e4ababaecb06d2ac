/** In which order changed pages reach flash, so that each key has its old or its new value wherever power is cut between. */
import { pageBytes, pageStates } from './nvs-format.ts';
import { pageSequence, pageState } from './page-bytes.ts';

/** Where an edit's items went and where the ones before them were. */
export interface Move {
  readonly to: ReadonlySet<number>;
  readonly from: ReadonlySet<number>;
}

/** The same partition as it is in flash, with what mounting repairs, and as it is wanted. */
interface Stages {
  readonly before: Uint8Array;
  readonly mounted: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * Repairs first: they lose nothing, and the library finds some of them only while nothing newer is there. Then what is
 * new, last what is merely cleaned up; a page waits for those that have what it loses. Where pages would have to wait for
 * each other in a ring, the lower sequence number begins.
 */
export function writeOrder(stages: Stages, moves: readonly Move[]): readonly number[] {
  const { before, after } = stages;
  const waiting = new Map<number, Set<number>>();
  for (let page = 0; page < after.length / pageBytes; page++)
    if (!samePage(before, after, page)) waiting.set(page, new Set());
  for (const { to, from } of moves) {
    for (const page of from)
      for (const first of to) if (first !== page && waiting.has(first)) waiting.get(page)?.add(first);
  }
  const gains = new Set(moves.flatMap(({ to }) => [...to]));
  const rank = new Map([...waiting.keys()].map((page) => [page, rankOf(page, stages, gains)]));
  const order: number[] = [];
  while (waiting.size > 0) {
    const left = [...waiting].sort(([a], [b]) => rank.get(a)! - rank.get(b)!);
    const isReady = ([page, first]: [number, Set<number>]) =>
      first.size === 0 || rank.get(page) === ranks.unfreed;
    const [next] = left.find(isReady) ?? left[0]!;
    order.push(next);
    waiting.delete(next);
    for (const first of waiting.values()) first.delete(next);
  }
  return order;
}

const ranks = {
  /** Holds nothing but copies; without it there would be no free page in the next step. */
  givenUp: 0,
  /** While a page is freeing, the library throws away what was written last. */
  unfreed: 1,
  repaired: 2,
  /** And its sequence number. */
  gaining: 3,
  cleaned: 2 ** 33,
} as const;

function rankOf(page: number, { before, mounted, after }: Stages, gains: ReadonlySet<number>): number {
  if (pageState(after, page) === pageStates.blank) return ranks.givenUp;
  if (pageState(before, page) === pageStates.freeing) return ranks.unfreed;
  if (samePage(mounted, after, page)) return ranks.repaired;
  const isNew = pageSequence(before, page) !== pageSequence(after, page);
  return gains.has(page) || isNew ? ranks.gaining + pageSequence(after, page) : ranks.cleaned;
}

function samePage(before: Uint8Array, after: Uint8Array, page: number): boolean {
  const end = (page + 1) * pageBytes;
  for (let at = page * pageBytes; at < end; at++) if (before[at] !== after[at]) return false;
  return true;
}
