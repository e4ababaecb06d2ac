/**
 * The registers that hosts touch: fuses, strapping, force-download, RTC watchdog, and SPI controller 1, by which flash
 * commands are sent. Others read 0. Source: sheet `device.md` A.5.
 */
import type { Millis } from '../../core/units.ts';
import type { ChipFacts } from './chip-facts.ts';
import { efuseWords } from './efuse-words.ts';

const uartClockDivider = 0x6000_0014;
const strapping = 0x6000_4038;
const option1 = 0x6000_812c;
const watchdogConfig = 0x6000_8098;
const watchdogTimeout = 0x6000_809c;
const watchdogProtect = 0x6000_80b0;
const superWatchdogConfig = 0x6000_80b4;
const superWatchdogProtect = 0x6000_80b8;
const watchdogKey = 0x50d8_3aa1;
const superWatchdogKey = 0x8f1d_312a;

const spiFirst = 0x6000_2000;
const spiLast = 0x6000_20ff;
const spiCommand = 0x6000_2000;
const spiCommandByte = 0x6000_2020;
const spiData = 0x6000_2058;
const runBit = 1 << 18;

/** In RAM: the function by which the ROM reads flash. */
const readFunction = 0x3fce_f688;
const romReadFunction = 0x4000_0a20;

const crystalHertz = 40e6;
/** The RTC's slow clock. */
const slowTicksPerMilli = 136;
const gpio0Bit = 1 << 3;

/** The first word of SFDP: its signature. */
const sfdpSignature = 0x5044_4653;

/** Kept as they are written, and looked at when something happens. */
const freelyWritten: ReadonlySet<number> = new Set([
  option1,
  watchdogProtect,
  superWatchdogProtect,
  readFunction,
]);

export interface RegistersOptions {
  readonly facts: ChipFacts;
  readonly baud: () => number;
  /** The RTC watchdog was set going, to reset the chip after `ms`; null stops it. */
  readonly onWatchdog: (ms: Millis | null) => void;
}

export class ChipRegisters {
  readonly #options: RegistersOptions;
  readonly #fixed: ReadonlyMap<number, number>;
  readonly #state = new Map<number, number>();
  #isGpio0Low = false;

  constructor(options: RegistersOptions) {
    this.#options = options;
    this.#fixed = new Map([
      [readFunction, romReadFunction],
      ...efuseWords(options.facts),
      ...options.facts.registers,
    ]);
  }

  /** The chip will boot into download mode, however its pins are strapped. */
  get forcesDownload(): boolean {
    return (this.read(option1) & 1) !== 0;
  }

  /**
   * The ROM would run somebody else's code instead of reading flash. Hosts start a stub that way where secure boot is on,
   * because the ROM of this chip then starts none by itself. Source: esptool's comment on that defect.
   */
  get isReadHijacked(): boolean {
    return this.read(readFunction) !== romReadFunction;
  }

  /** What a reset clears; force-download outlives all but power. */
  reset(isGpio0Low: boolean, isPowerOn: boolean): void {
    const kept = isPowerOn ? 0 : (this.#state.get(option1) ?? 0);
    this.#state.clear();
    this.#state.set(option1, kept);
    this.#isGpio0Low = isGpio0Low;
  }

  read(address: number): number {
    if (address === strapping && !this.#options.facts.registers.has(strapping)) {
      return this.#isGpio0Low ? 0 : gpio0Bit;
    }
    if (address === uartClockDivider && !this.#options.facts.registers.has(uartClockDivider)) {
      return Math.floor(crystalHertz / this.#options.baud());
    }
    return this.#state.get(address) ?? this.#fixed.get(address) ?? 0;
  }

  write(address: number, value: number): void {
    if (address >= spiFirst && address <= spiLast) this.#writeSpi(address, value);
    else if (freelyWritten.has(address)) {
      this.#state.set(address, value);
    } else if (address === superWatchdogConfig) {
      if (this.#state.get(superWatchdogProtect) === superWatchdogKey) this.#state.set(address, value);
    } else if (address === watchdogConfig || address === watchdogTimeout) {
      if (this.#state.get(watchdogProtect) === watchdogKey) this.#writeWatchdog(address, value);
    }
  }

  #writeWatchdog(address: number, value: number): void {
    this.#state.set(address, value);
    const config = this.#state.get(watchdogConfig) ?? 0;
    const isEnabled = config >>> 31 === 1;
    // The action of the first stage: 2 and up reset something.
    const resets = ((config >>> 28) & 7) >= 2;
    const ticks = this.#state.get(watchdogTimeout) ?? 0;
    this.#options.onWatchdog(isEnabled && resets ? ticks / slowTicksPerMilli : null);
  }

  #writeSpi(address: number, value: number): void {
    if (address !== spiCommand) {
      this.#state.set(address, value);
      return;
    }
    // Done at once, so it reads 0.
    if ((value & runBit) !== 0) this.#state.set(spiData, this.#runSpi());
  }

  #runSpi(): number {
    switch ((this.#state.get(spiCommandByte) ?? 0) & 0xff) {
      case 0x9f:
        return this.#options.facts.flashId;
      case 0x5a:
        return sfdpSignature;
      default:
        return 0;
    }
  }
}
