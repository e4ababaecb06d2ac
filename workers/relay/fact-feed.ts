/** Tells the page what passed, while somebody looks. */
import type { Millis } from '../../core/units.ts';
import type { Host } from '../conversation/host.ts';
import type { RelayFact } from '../relay-api.ts';

/** Several at once: nobody reads faster. */
const everyMs: Millis = 200;

export class FactFeed {
  readonly #host: Host;
  readonly #tell: (facts: readonly RelayFact[]) => void;
  #isOn = false;
  #isDue = false;
  #facts: RelayFact[] = [];

  constructor(host: Host, tell: (facts: readonly RelayFact[]) => void) {
    this.#host = host;
    this.#tell = tell;
  }

  /** @param kept of before, told at once */
  begin(kept: readonly RelayFact[]): void {
    if (this.#isOn) return;
    this.#isOn = true;
    if (kept.length > 0) this.#tell([...kept].sort((a, b) => a.at - b.at));
  }

  end(): void {
    this.#isOn = false;
    this.#facts = [];
  }

  add(fact: RelayFact): void {
    if (!this.#isOn) return;
    this.#facts.push(fact);
    if (this.#isDue) return;
    this.#isDue = true;
    this.#host.after(everyMs, () => {
      this.#isDue = false;
      const facts = this.#facts;
      this.#facts = [];
      if (facts.length > 0) this.#tell(facts);
    });
  }
}
