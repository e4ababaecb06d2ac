/**
 * esptool-js's way to the port, over our line. It replaces the library's own, which opens and closes ports, polls, takes
 * text between frames for an error, remembers DTR as asserted and writes to the console whatever it is told.
 * Resets are not made here: esptool-js is only ever asked to connect without one.
 */
import { Transport } from 'esptool-js';
import type { Millis } from '../../core/units.ts';
import type { ChipLine } from './chip-line.ts';

export class EsptoolTransport extends Transport {
  readonly #chip: ChipLine;

  constructor(chip: ChipLine) {
    // All that it asks of its port: everything else is overridden below.
    const port: Pick<SerialPort, 'getInfo'> = { getInfo: () => chip.line.ids };
    super(port as SerialPort);
    this.#chip = chip;
  }

  override trace(): void {
    // The library's lines may hold what the box prints.
  }

  override connect(): Promise<void> {
    return Promise.resolve(); // the line is open
  }

  override disconnect(): Promise<void> {
    return Promise.resolve(); // and stays so
  }

  override readLoop(): Promise<void> {
    return Promise.resolve(); // the line reads by itself
  }

  override peek(): Uint8Array {
    return this.#chip.recent;
  }

  override flushInput(): void {
    this.#chip.forgetInput();
  }

  override async drainInput(quietMs: Millis = 100, maxMs: Millis = 400): Promise<void> {
    await this.#chip.drain(quietMs, maxMs);
  }

  override read(timeout: Millis): Promise<Uint8Array> {
    return this.#chip.nextFrame(timeout);
  }

  override async write(data: Uint8Array): Promise<void> {
    await this.#chip.sendFrame(data);
  }
}
