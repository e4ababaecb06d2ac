import { LoaderError } from './loader-error.ts';

/** Plans hold whole images: only the newest few are of use. */
const keptPlans = 3;

/** Plans by their numbers, until newer ones push them out. */
export class PlanShelf<T extends { readonly plan: { readonly id: number } }> {
  readonly #plans = new Map<number, T>();
  #lastId = 0;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  keep(opened: T): T {
    this.#plans.set(opened.plan.id, opened);
    for (const id of this.#plans.keys()) if (id <= this.#lastId - keptPlans) this.#plans.delete(id);
    return opened;
  }

  /** It stays: what failed may be tried again. @throws LoaderError */
  take(id: number): T {
    const plan = this.#plans.get(id);
    if (plan === undefined) throw new LoaderError('failed', 'this plan is not known any more');
    return plan;
  }
}
