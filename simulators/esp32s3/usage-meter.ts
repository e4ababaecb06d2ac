/** Counts how busy line and flash are, for `Esp32S3.usage()`. */
import type { Millis } from '../../core/units.ts';
import { BusyMeter } from './busy-meter.ts';
import type { ChipUsage } from './esp32s3-types.ts';

interface Totals {
  readonly at: Millis;
  readonly line: Millis;
  readonly flash: Millis;
  readonly digest: Millis;
  readonly any: Millis;
}

export class UsageMeter {
  readonly #line = new BusyMeter();
  readonly #flash = new BusyMeter();
  readonly #digest = new BusyMeter();
  readonly #any = new BusyMeter();
  #begin: Totals | null = null;
  #end: Totals | null = null;
  bytesFromHost = 0;
  bytesToHost = 0;

  use(what: 'line' | 'flash' | 'digest', from: Millis, to: Millis): void {
    if (what === 'line') this.#line.add(from, to);
    else if (what === 'flash') this.#flash.add(from, to);
    else this.#digest.add(from, to);
    this.#any.add(from, to);
  }

  /** Keeps little in memory. */
  advance(now: Millis): Totals {
    return {
      at: now,
      line: this.#line.advance(now),
      flash: this.#flash.advance(now),
      digest: this.#digest.advance(now),
      any: this.#any.advance(now),
    };
  }

  /** A FLASH_BEGIN or FLASH_DEFL_BEGIN was received. */
  begun(now: Millis): void {
    this.#begin ??= this.advance(now);
  }

  /** The answer to a data block or an END has arrived at the host. */
  acknowledged(now: Millis): void {
    if (this.#begin !== null) this.#end = this.advance(now);
  }

  /** Power came. */
  restart(): void {
    this.#begin = null;
    this.#end = null;
  }

  usage(): ChipUsage {
    const { bytesFromHost, bytesToHost } = this;
    const [from, to] = [this.#begin, this.#end];
    if (from === null || to === null) {
      return {
        spanMs: 0,
        lineBusyMs: 0,
        flashBusyMs: 0,
        digestMs: 0,
        idleMs: 0,
        idleShare: 0,
        bytesFromHost,
        bytesToHost,
      };
    }
    const spanMs = to.at - from.at;
    const idleMs = Math.max(0, spanMs - (to.any - from.any));
    return {
      spanMs,
      lineBusyMs: to.line - from.line,
      flashBusyMs: to.flash - from.flash,
      digestMs: to.digest - from.digest,
      idleMs,
      idleShare: spanMs === 0 ? 0 : idleMs / spanMs,
      bytesFromHost,
      bytesToHost,
    };
  }
}
