/** So much per second on average, and more at once after a pause. Pure but for its own count; the clock is the caller's. */
export interface Allowance {
  readonly perSecond: number;
  readonly burst: number;
}

export class TokenBucket {
  readonly #allowance: Allowance;
  #left: number;
  #filledAtMs: number;

  constructor(allowance: Allowance, nowMs: number) {
    this.#allowance = allowance;
    this.#left = allowance.burst;
    this.#filledAtMs = nowMs;
  }

  /** @returns whether `amount` was still allowed; what was not is not taken */
  take(amount: number, nowMs: number): boolean {
    const { perSecond, burst } = this.#allowance;
    const gained = (Math.max(0, nowMs - this.#filledAtMs) / 1_000) * perSecond;
    this.#left = Math.min(burst, this.#left + gained);
    this.#filledAtMs = nowMs;
    if (amount > this.#left) return false;
    this.#left -= amount;
    return true;
  }
}
