/**
 * A chip on its board on a cable: lines, buttons and bytes in; bytes, and being there on USB, out. It joins the board's
 * model with the chip's and knows nothing of serial ports.
 */
import type { Millis } from '../../../core/units.ts';
import type { BoxClock } from '../../box/clock.ts';
import { createEsp32S3 } from '../esp32s3.ts';
import type { Esp32S3, Esp32S3Options } from '../esp32s3-types.ts';
import {
  createBoard,
  isGpio0Low,
  nextBoardInstant,
  stepBoard,
  type BoardEffect,
  type BoardEvent,
  type BoardLink,
} from './board.ts';

export interface SimulatedDeviceOptions {
  readonly link: BoardLink;
  readonly clock: BoxClock;
  /** Facts, flash, timing, faults and application; the board brings the rest. */
  readonly chip: Pick<Esp32S3Options, 'facts' | 'flash' | 'timing' | 'faults' | 'onRunApp' | 'seed'>;
  readonly onOutput: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** It came to the bus, or left it. */
  readonly onUsb: (isThere: boolean) => void;
  /** K0, or the cable's lines, moved GPIO0: the application sees it. */
  readonly onGpio0?: (isLow: boolean) => void;
  /** EN's rise. Default as in `board.ts`. */
  readonly riseMs?: Millis;
}

export interface SimulatedDevice {
  readonly chip: Esp32S3;
  /** Whether K0 is held, or the lines pull GPIO0: the application sees it so too. */
  readonly isGpio0Low: boolean;
  plug(): void;
  unplug(): void;
  /** True = asserted. */
  setLines(dtr: boolean, rts: boolean): void;
  press(button: 'k0' | 'rst', isHeld: boolean): void;
  /** No bytes reach a device that is not there. */
  receive(bytes: Uint8Array): void;
}

export const createSimulatedDevice = (options: SimulatedDeviceOptions): SimulatedDevice =>
  new Device(options);

/** How long the chip's own USB is gone when it starts an application. */
const awayMs: Millis = 100;

class Device implements SimulatedDevice {
  readonly chip: Esp32S3;
  readonly #options: SimulatedDeviceOptions;
  #board;
  #isThere = false;
  /** The chip has had power since it was plugged in. */
  #hasPower = false;
  #cancelRise: (() => void) | null = null;
  #cancelReturn: (() => void) | null = null;

  constructor(options: SimulatedDeviceOptions) {
    this.#options = options;
    this.#board = createBoard(options.link, options.riseMs);
    this.chip = createEsp32S3({
      ...options.chip,
      clock: options.clock,
      onOutput: (bytes) => {
        if (this.#isThere) options.onOutput(bytes);
      },
      readStrapping: () => (this.isGpio0Low ? 'download' : 'app'),
      onUnplugged: () => this.unplug(),
    });
  }

  get isGpio0Low(): boolean {
    return isGpio0Low(this.#board);
  }

  plug(): void {
    if (this.#board.isPowered) return;
    this.#setThere(true);
    this.#happen({ type: 'power', isOn: true });
  }

  unplug(): void {
    if (!this.#board.isPowered) return;
    this.#cancelReturn?.();
    this.#cancelReturn = null;
    this.#setThere(false);
    this.#happen({ type: 'power', isOn: false });
    this.#happen({ type: 'lines', dtr: false, rts: false });
    this.chip.powerOff();
    this.#hasPower = false;
  }

  setLines(dtr: boolean, rts: boolean): void {
    if (this.#isThere) this.#happen({ type: 'lines', dtr, rts });
  }

  press(button: 'k0' | 'rst', isHeld: boolean): void {
    this.#happen({ type: 'button', button, isHeld });
  }

  receive(bytes: Uint8Array): void {
    if (this.#isThere) this.chip.receive(bytes);
  }

  #happen(event: BareBoardEvent): void {
    const { state, effects } = stepBoard(this.#board, { ...event, at: this.#options.clock.now() });
    const wasLow = this.isGpio0Low;
    this.#board = state;
    if (this.isGpio0Low !== wasLow) this.#options.onGpio0?.(this.isGpio0Low);
    this.#cancelRise?.();
    this.#cancelRise = null;
    for (const effect of effects) this.#perform(effect);
    const next = nextBoardInstant(this.#board);
    if (next !== null)
      this.#cancelRise = this.#options.clock.after(next - this.#options.clock.now(), () =>
        this.#happen({ type: 'time' }),
      );
  }

  #perform(effect: BoardEffect): void {
    if (effect.type === 'chip-stopped') return this.chip.holdInReset();
    const strapping = effect.wantsDownload ? 'download' : 'app';
    const isFirst = !this.#hasPower;
    this.#hasPower = true;
    if (isFirst) return this.chip.powerOn(strapping);
    this.chip.reset(strapping, effect.cause === 'usb' ? 'usb' : 'power-on');
    if (this.#options.link === 'usb-serial-jtag' && this.chip.state === 'app') this.#leaveForAWhile();
  }

  /** An application sets the chip's USB up anew; the host sees the device go and come. */
  #leaveForAWhile(): void {
    this.#cancelReturn?.();
    this.#setThere(false);
    // Nobody drives the lines meanwhile.
    this.#happen({ type: 'lines', dtr: false, rts: false });
    this.#cancelReturn = this.#options.clock.after(awayMs, () => this.#setThere(true));
  }

  #setThere(isThere: boolean): void {
    if (this.#isThere === isThere) return;
    this.#isThere = isThere;
    this.#options.onUsb(isThere);
  }
}

type BareBoardEvent = BoardEvent extends infer Event
  ? Event extends { readonly at: Millis }
    ? Omit<Event, 'at'>
    : never
  : never;
