/** In which order changed pages reach flash, so that each key has its old or its new value wherever power is cut between. */
import { pageBytes, pageStates } from './nvs-format.ts';
import { pageSequence, pageState } from './page-bytes.ts';

/** Where an edit's items went and where the ones before them were. */
export interface Move {
  readonly to: ReadonlySet<number>;
  readonly from: ReadonlySet<number>;
}

/**
 * What is new first, then a page whose freeing is finished by it (until then the library would give up its copies), then
 * what is merely cleaned up. Where pages have to wait for each other in a ring, the lower sequence number begins.
 */
export function writeOrder(before: Uint8Array, after: Uint8Array, moves: readonly Move[]): readonly number[] {
  const waiting = new Map<number, Set<number>>();
  for (let page = 0; page < after.length / pageBytes; page++)
    if (!samePage(before, after, page)) waiting.set(page, new Set());
  for (const { to, from } of moves) {
    for (const page of from)
      for (const first of to) if (first !== page && waiting.has(first)) waiting.get(page)?.add(first);
  }
  const gains = new Set(moves.flatMap(({ to }) => [...to]));
  const rank = (page: number): number => {
    if (gains.has(page) || (pageSequence(before, page) !== pageSequence(after, page) && isUsed(after, page)))
      return pageSequence(after, page);
    return pageState(before, page) === pageStates.freeing ? 2 ** 32 : 2 ** 33 + page;
  };
  const order: number[] = [];
  while (waiting.size > 0) {
    const left = [...waiting].sort(([a], [b]) => rank(a) - rank(b));
    const [next] = left.find(([, first]) => first.size === 0) ?? left[0]!;
    order.push(next);
    waiting.delete(next);
    for (const first of waiting.values()) first.delete(next);
  }
  return order;
}

const isUsed = (image: Uint8Array, page: number): boolean => pageState(image, page) !== pageStates.blank;

function samePage(before: Uint8Array, after: Uint8Array, page: number): boolean {
  const end = (page + 1) * pageBytes;
  for (let at = page * pageBytes; at < end; at++) if (before[at] !== after[at]) return false;
  return true;
}
