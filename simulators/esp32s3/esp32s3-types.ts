/** Types only: a simulated ESP32-S3 between a byte stream and its board. */
import type { Millis } from '../../core/units.ts';
import type { BoxClock } from '../box/clock.ts';
import type { ChipFacts } from './chip-facts.ts';
import type { ChipFault } from './chip-faults.ts';
import type { ChipTiming } from './chip-timing.ts';
import type { FlashModel } from './flash-model.ts';
import type { TracedFrame } from './traced-frame.ts';

/** What the strapping pins ask for at a reset: GPIO0 low is `download`. */
export type BootMode = 'download' | 'app';

/** Why the chip started. The ROM prints it as `rst:0x...`. */
export type ResetReason = 'power-on' | 'usb' | 'watchdog' | 'software' | 'brownout';

/** What runs: nothing (no power, or EN is low), the ROM's boot loader, a flasher stub, the application, or RAM code. */
export type ChipState = 'off' | 'rom' | 'stub' | 'app' | 'ram-code';

/** What an application may use of its chip. Calls after `RunningApp.stop` do nothing. */
export interface AppHost {
  readonly flash: FlashModel;
  readonly facts: ChipFacts;
  readonly clock: BoxClock;
  readonly reason: ResetReason;
  /** Text on the console, at 115,200 baud, as it is (the app writes its own line ends). */
  print(text: string): void;
  /** `esp_restart()` or a panic's reboot; the strapping pins count as they were at the last reset from outside. */
  restart(): void;
}

/** An application that runs, until it is stopped by a reset. */
export interface RunningApp {
  /** From the console. */
  receive(bytes: Uint8Array): void;
  stop(): void;
}

export interface Esp32S3Options {
  readonly clock: BoxClock;
  /** Bytes to the host, in order; not before the line has carried them. */
  readonly onOutput: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Default: everything takes no time, and is done when `receive` returns. */
  readonly timing?: ChipTiming;
  /** Default: {@link ChipFacts} of an EchoKit box. */
  readonly facts?: ChipFacts;
  /** Default: a blank one of `facts.flashSize`. */
  readonly flash?: FlashModel;
  readonly faults?: readonly ChipFault[];
  /** Starts what is installed. Without it an app boot prints the ROM's lines and is quiet. */
  readonly onRunApp?: (host: AppHost) => RunningApp;
  /** GPIO0 at a reset by the watchdog or a brown-out. Default: nobody holds it, `app`. */
  readonly readStrapping?: () => BootMode;
  /** A scripted fault pulled the plug: the chip has no power, and its port is gone. */
  readonly onUnplugged?: () => void;
  /** Every frame of the boot loader's protocol, in wire order. */
  readonly onFrame?: (frame: TracedFrame) => void;
  /** For noise and garbled bytes. */
  readonly seed?: number;
}

export interface Esp32S3 {
  readonly flash: FlashModel;
  readonly facts: ChipFacts;
  readonly state: ChipState;
  /** Bytes from the host that are still on the line; who feeds it from a fast source waits while there are many. */
  readonly backlogBytes: number;
  /** Bytes that the host put on the line now. Never throws, whatever they are. */
  receive(bytes: Uint8Array): void;
  /**
   * The host's side of the line runs at this speed; another one than the chip's turns bytes into garbage. Null (the
   * start): not known, as over a plain TCP port, and never wrong.
   */
  setHostBaud(baud: number | null): void;
  /** Power comes with EN high: all volatile state is fresh. */
  powerOn(strapping: BootMode): void;
  powerOff(): void;
  /** EN goes low: nothing runs any more. What was being programmed stays half done. */
  holdInReset(): void;
  /** EN rises (or the USB block resets the chip) with the pins strapped so; a force-download bit wins over them. */
  reset(strapping: BootMode, reason?: ResetReason): void;
  usage(): ChipUsage;
}

/**
 * How busy line and flash were between the first FLASH_BEGIN or FLASH_DEFL_BEGIN since power came and the newest answer
 * to a data block or END.
 */
export interface ChipUsage {
  readonly spanMs: Millis;
  /** In either direction. */
  readonly lineBusyMs: Millis;
  /** Erasing and programming. */
  readonly flashBusyMs: Millis;
  /** Reading and hashing for SPI_FLASH_MD5, which is reported apart and does not count as idle. */
  readonly digestMs: Millis;
  /** None of these. */
  readonly idleMs: Millis;
  /** `idleMs / spanMs`, 0 for an empty span. */
  readonly idleShare: number;
  /** Since the chip was made, also outside the span. */
  readonly bytesFromHost: number;
  readonly bytesToHost: number;
}
