import type { Millis } from '../../core/units.ts';

/** How long something was busy, where several uses may overlap: time is counted once. */
export class BusyMeter {
  /** Apart from each other, in order, from `#now` on. */
  #ahead: { readonly from: Millis; readonly to: Millis }[] = [];
  #total: Millis = 0;

  /** @param from not before the last `advance` */
  add(from: Millis, to: Millis): void {
    if (to <= from) return;
    let first = from;
    let last = to;
    const apart = [];
    for (const use of this.#ahead) {
      if (use.to < from || use.from > to) apart.push(use);
      else {
        first = Math.min(first, use.from);
        last = Math.max(last, use.to);
      }
    }
    apart.push({ from: first, to: last });
    this.#ahead = apart.sort((a, b) => a.from - b.from);
  }

  /** Busy time up to `now`, since it was made. Goes forward only. */
  advance(now: Millis): Millis {
    const rest = [];
    for (const use of this.#ahead) {
      if (use.from >= now) rest.push(use);
      else {
        this.#total += Math.min(use.to, now) - use.from;
        if (use.to > now) rest.push({ from: now, to: use.to });
      }
    }
    this.#ahead = rest;
    return this.#total;
  }
}
