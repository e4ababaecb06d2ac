/** What passed on the sockets of one box, bounded: the oldest go first. */
import type { RelayFact } from '../relay-api.ts';

/** A few minutes of a box that is talked to. */
const mostFacts = 2000;
const mostBytes = 8 * 1024 * 1024;

const sizeOf = (fact: RelayFact): number => (fact.kind === 'frame' ? fact.payload.length : 0);

export class FactLog {
  #facts: RelayFact[] = [];
  #bytes = 0;

  add(fact: RelayFact): void {
    this.#facts.push(fact);
    this.#bytes += sizeOf(fact);
    let gone = 0;
    while (this.#facts.length - gone > mostFacts || this.#bytes > mostBytes) {
      this.#bytes -= sizeOf(this.#facts[gone]!);
      gone += 1;
    }
    if (gone > 0) this.#facts.splice(0, gone);
  }

  get facts(): readonly RelayFact[] {
    return this.#facts;
  }
}
