/**
 * The serial line between host and chip: bytes take their time in each direction, come out as garbage where the two ends
 * run at different speeds, and suffer the scripted faults. It knows no frames.
 */
import type { Millis } from '../../core/units.ts';
import type { Agenda } from './agenda.ts';
import type { ChipFault } from './chip-faults.ts';
import type { ChipTiming } from './chip-timing.ts';
import { createRandom } from './random.ts';
import type { UsageMeter } from './usage-meter.ts';

/** What UARTs take as the same speed. */
const toleratedMismatch = 0.04;
const bitsPerByte = 10;
/** Ends a frame: what comes up to here is handed on together. */
const frameEnd = 0xc0;

type ByteFault = Extract<ChipFault, { readonly at: number }>;

export interface ChipLineOptions {
  readonly agenda: Agenda;
  readonly meter: UsageMeter;
  readonly lineRate: ChipTiming['lineRate'];
  /** Speed has no meaning on USB. */
  readonly hasSpeed: boolean;
  readonly faults: readonly ChipFault[];
  readonly seed: number;
  readonly onFromHost: (bytes: Uint8Array) => void;
  readonly onToHost: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** A fault strikes between two bytes. What was before has been handed on. */
  readonly onStrike: (kind: 'disconnect' | 'brownout' | 'power-cut') => void;
}

export class ChipLine {
  readonly #options: ChipLineOptions;
  readonly #random: () => number;
  readonly #splitsReads: boolean;
  #faults: readonly ByteFault[];
  #inbound: Uint8Array[] = [];
  #isCarrying = false;
  #inboundFreeAt: Millis = 0;
  #outboundFreeAt: Millis = 0;
  #backlog = 0;
  /** Changes when the cable loses what is on it. */
  #epoch = 0;
  chipBaud = 115_200;
  hostBaud: number | null = null;
  /** The chip takes over the host's speed with the next bytes, as the ROM does until it has understood something. */
  findsBaud = false;

  constructor(options: ChipLineOptions) {
    this.#options = options;
    this.#random = createRandom(options.seed);
    this.#splitsReads = options.faults.some(({ kind }) => kind === 'split-reads');
    this.#faults = options.faults.filter((fault) => 'at' in fault);
  }

  /** Bytes from the host that have not reached the chip. */
  get backlog(): number {
    return this.#backlog;
  }

  /** When everything that was sent so far has left the chip. */
  get sentAt(): Millis {
    return Math.max(this.#outboundFreeAt, this.#options.agenda.now);
  }

  fromHost(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length;) {
      const mark = bytes.indexOf(frameEnd, start);
      const end = mark < 0 ? bytes.length : mark + 1;
      this.#inbound.push(bytes.slice(start, end));
      start = end;
    }
    this.#backlog += bytes.length;
    this.#carryNext();
  }

  /** @param onSent once it has arrived at the host */
  toHost(bytes: Uint8Array, onSent?: () => void): void {
    const { agenda, meter } = this.#options;
    const from = this.sentAt;
    const to = from + this.#millis(bytes.length);
    this.#outboundFreeAt = to;
    meter.use('line', from, to);
    const heard = this.#isGarbled() ? this.#garble(bytes) : Uint8Array.from(bytes);
    const epoch = this.#epoch;
    agenda.at(to, () => {
      if (epoch !== this.#epoch) return;
      meter.bytesToHost += heard.length;
      this.#deliver(heard);
      onSent?.();
    });
  }

  /** Everything that is under way is lost. */
  clear(): void {
    this.#epoch++;
    this.#inbound = [];
    this.#backlog = 0;
    this.#isCarrying = false;
    this.#inboundFreeAt = 0;
    this.#outboundFreeAt = 0;
  }

  /** What has not left the chip yet never does: it was reset. */
  clearOutbound(): void {
    this.#outboundFreeAt = 0;
  }

  #carryNext(): void {
    const [piece] = this.#inbound;
    if (this.#isCarrying || piece === undefined) return;
    const { agenda, meter } = this.#options;
    const from = Math.max(agenda.now, this.#inboundFreeAt);
    const to = from + this.#millis(piece.length);
    this.#inboundFreeAt = to;
    meter.use('line', from, to);
    this.#isCarrying = true;
    const epoch = this.#epoch;
    agenda.at(to, () => {
      if (epoch !== this.#epoch) return;
      this.#isCarrying = false;
      this.#inbound.shift();
      this.#backlog -= piece.length;
      this.#arrive(piece);
      if (epoch === this.#epoch) this.#carryNext();
    });
  }

  /** One piece at the chip's pin. */
  #arrive(piece: Uint8Array): void {
    const { meter, onFromHost, onStrike } = this.#options;
    const first = meter.bytesFromHost;
    meter.bytesFromHost += piece.length;
    if (this.findsBaud && this.hostBaud !== null) this.chipBaud = this.hostBaud;
    const heard = this.#isGarbled() ? this.#garble(piece) : piece;
    const due = this.#faults.filter(({ at }) => at < first + piece.length);
    if (due.length === 0) return onFromHost(heard);
    this.#faults = this.#faults.filter((fault) => !due.includes(fault));
    let start = 0;
    for (const { kind, at } of due.toSorted((a, b) => a.at - b.at)) {
      const index = Math.max(start, at - first);
      onFromHost(heard.subarray(start, index));
      start = index;
      if (kind === 'drop') start = index + 1;
      else if (kind === 'garble') {
        onFromHost(Uint8Array.of((heard[index] ?? 0) ^ 0x5a));
        start = index + 1;
      } else onStrike(kind);
      if (kind === 'disconnect') return;
    }
    onFromHost(heard.subarray(start));
  }

  #deliver(bytes: Uint8Array<ArrayBuffer>): void {
    const { onToHost } = this.#options;
    if (!this.#splitsReads) return onToHost(bytes);
    for (let start = 0; start < bytes.length;) {
      const end = start + 1 + (this.#random() % 7);
      onToHost(bytes.slice(start, end));
      start = end;
    }
  }

  #isGarbled(): boolean {
    const { hostBaud } = this;
    if (hostBaud === null || !this.#options.hasSpeed) return false;
    return Math.abs(hostBaud / this.chipBaud - 1) > toleratedMismatch;
  }

  /** What a UART at another speed makes of it: as many bytes as fit into that time, of any kind. */
  #garble(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(bytes, (byte) => byte ^ (this.#random() & 0xff));
  }

  #millis(bytes: number): Millis {
    const { lineRate } = this.#options;
    if (lineRate === 'instant') return 0;
    const rate = lineRate === 'negotiated' ? this.chipBaud : lineRate;
    return (1000 * bytes * bitsPerByte) / rate;
  }
}
