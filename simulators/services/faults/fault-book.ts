import type { Fault, FaultPlan, RouteName } from './fault.ts';

/** Hands the faults of a plan to the requests they were made for, and counts. */
export class FaultBook {
  readonly plan: FaultPlan;
  /** Matching requests seen so far, per fault of the plan. */
  readonly #seen: number[];

  constructor(plan: FaultPlan) {
    this.plan = plan;
    this.#seen = plan.faults.map(() => 0);
  }

  /** The faults of the next request on a route with these names, in the order of the specification. */
  take(names: readonly RouteName[]): Fault[] {
    return this.plan.faults.filter((fault, i) => {
      if (fault.target !== 'all' && !names.includes(fault.target)) return false;
      const before = this.#seen[i]!;
      this.#seen[i] = before + 1;
      return before >= fault.skip && before < fault.skip + fault.times;
    });
  }
}
