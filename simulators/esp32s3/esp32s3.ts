/**
 * A simulated ESP32-S3 between a byte stream and its board: ROM, flasher stubs, flash and registers. Runs in Node and in
 * a browser's worker alike. What it claims is in README.md.
 */
import { Agenda } from './agenda.ts';
import { boxFacts, withFlashSize, type ChipFacts } from './chip-facts.ts';
import type { ChipFault } from './chip-faults.ts';
import { ChipLine } from './chip-line.ts';
import { ChipRegisters } from './chip-registers.ts';
import { instantTiming, withSlowErase, type ChipTiming } from './chip-timing.ts';
import { bootText } from './boot-text.ts';
import type {
  BootMode,
  ChipState,
  ChipUsage,
  Esp32S3,
  Esp32S3Options,
  ResetReason,
  RunningApp,
} from './esp32s3-types.ts';
import { FlashBench } from './flash-bench.ts';
import { FlashModel } from './flash-model.ts';
import { LoaderRunner } from './loader-runner.ts';
import type { LoaderContext } from './loader-step.ts';
import { createRandom } from './random.ts';
import { RomLoader } from './rom-loader.ts';
import { SlipDecoder } from './slip.ts';
import { StubLoader } from './stub-loader.ts';
import { UsageMeter } from './usage-meter.ts';

/** The largest packet that a stub takes: header, block header, block and some more. */
const largestPacket = 8 + 0x4000 + 0xff;
const bootBaud = 115_200;

/** Without power. */
export const createEsp32S3 = (options: Esp32S3Options): Esp32S3 => new Chip(options);

class Chip implements Esp32S3 {
  readonly flash: FlashModel;
  readonly facts: ChipFacts;
  readonly #options: Esp32S3Options;
  readonly #agenda: Agenda;
  readonly #meter = new UsageMeter();
  readonly #line: ChipLine;
  readonly #registers: ChipRegisters;
  readonly #bench: FlashBench;
  readonly #runner: LoaderRunner;
  readonly #context: LoaderContext;
  readonly #isStuck: boolean;
  #state: ChipState = 'off';
  /** As latched at the last reset. */
  #strapping: BootMode = 'app';
  #decoder: SlipDecoder | null = null;
  #app: RunningApp | null = null;
  #cancelWatchdog: (() => void) | null = null;
  #isPowerCutDue = false;

  constructor(options: Esp32S3Options) {
    const faults = options.faults ?? [];
    const timing = timingWith(faults, options.timing ?? instantTiming);
    this.#options = options;
    this.facts = factsWith(faults, options.facts ?? boxFacts);
    this.flash = options.flash ?? new FlashModel(this.facts.flashSize);
    this.#isStuck = faults.some(({ kind }) => kind === 'stuck-download');
    this.#agenda = new Agenda(options.clock);
    this.#line = new ChipLine({
      agenda: this.#agenda,
      meter: this.#meter,
      lineRate: timing.lineRate,
      hasSpeed: this.facts.link === 'bridge',
      faults,
      seed: options.seed ?? 1,
      onFromHost: (bytes) => this.#hear(bytes),
      onToHost: options.onOutput,
      onStrike: (kind) => this.#strike(kind),
    });
    this.#registers = new ChipRegisters({
      facts: this.facts,
      baud: () => this.#line.chipBaud,
      onWatchdog: (ms) => this.#setWatchdog(ms),
    });
    this.#bench = new FlashBench(this.#agenda, this.#meter);
    this.#context = {
      flash: this.flash,
      facts: this.facts,
      timing,
      registers: this.#registers,
      refusesStub: faults.some(({ kind }) => kind === 'no-stub'),
      random: createRandom((options.seed ?? 1) + 1),
      isFlashIdle: () => this.#bench.isIdle,
    };
    this.#runner = new LoaderRunner({
      agenda: this.#agenda,
      meter: this.#meter,
      line: this.#line,
      bench: this.#bench,
      faults,
      onFrame: (frame) => {
        this.#line.findsBaud = false;
        options.onFrame?.(frame);
      },
      onStartStub: (stub) => {
        this.#become('stub', new SlipDecoder({ maxBytes: largestPacket, empty: 'frame' }));
        this.#runner.load(new StubLoader(stub, this.#context));
        this.#runner.greet();
      },
      onStartRamCode: () => {
        this.#become('ram-code', null);
        this.#runner.load(null);
      },
      onRestart: () => this.#restart('software'),
      onRunApp: () => {
        this.#halt();
        this.#start('app', 'software', false);
      },
      takesPowerCut: () => {
        const isDue = this.#isPowerCutDue;
        this.#isPowerCutDue = false;
        return isDue;
      },
      onPowerCut: () => this.#unplug(),
    });
  }

  get state(): ChipState {
    return this.#state;
  }

  get backlogBytes(): number {
    return this.#line.backlog;
  }

  receive(bytes: Uint8Array): void {
    const copy = bytes.slice();
    this.#agenda.enter(() => this.#line.fromHost(copy));
  }

  setHostBaud(baud: number | null): void {
    this.#agenda.enter(() => {
      this.#line.hostBaud = baud;
    });
  }

  powerOn(strapping: BootMode): void {
    this.#agenda.enter(() => {
      this.#halt();
      this.#line.clear();
      this.#meter.restart();
      this.#start(strapping, 'power-on', true);
    });
  }

  powerOff(): void {
    this.#agenda.enter(() => this.#losePower());
  }

  holdInReset(): void {
    this.#agenda.enter(() => this.#halt());
  }

  reset(strapping: BootMode, reason: ResetReason = 'power-on'): void {
    this.#agenda.enter(() => {
      this.#halt();
      this.#start(strapping, reason, false);
    });
  }

  usage(): ChipUsage {
    return this.#meter.usage();
  }

  /** Nothing runs any more. */
  #halt(): void {
    this.#bench.abort();
    this.#runner.load(null);
    this.#cancelWatchdog?.();
    this.#cancelWatchdog = null;
    const app = this.#app;
    this.#app = null;
    app?.stop();
    this.#line.clearOutbound();
    this.#become('off', null);
  }

  #losePower(): void {
    this.#halt();
    this.#line.clear();
  }

  #unplug(): void {
    this.#losePower();
    this.#options.onUnplugged?.();
  }

  /** A reset that the chip makes itself: the pins are looked at again, but not where software restarts. */
  #restart(reason: ResetReason): void {
    this.#halt();
    const strapping = reason === 'software' ? this.#strapping : (this.#options.readStrapping?.() ?? 'app');
    this.#start(strapping, reason, false);
  }

  #start(strapping: BootMode, reason: ResetReason, isPowerOn: boolean): void {
    this.#strapping = strapping;
    this.#registers.reset(strapping === 'download', isPowerOn);
    this.#line.chipBaud = bootBaud;
    this.#line.findsBaud = false;
    const isDownload = strapping === 'download' || this.#registers.forcesDownload || this.#isStuck;
    this.#print(bootText(reason, isDownload));
    if (isDownload) {
      this.#become('rom', new SlipDecoder({ maxBytes: largestPacket, empty: 'gap' }));
      this.#line.findsBaud = true;
      this.#runner.load(new RomLoader(this.#context));
    } else {
      this.#become('app', null);
      this.#runApp(reason);
    }
  }

  #runApp(reason: ResetReason): void {
    let isRunning = true;
    const app = this.#options.onRunApp?.({
      flash: this.flash,
      facts: this.facts,
      clock: this.#options.clock,
      reason,
      print: (text) => {
        if (isRunning) this.#agenda.enter(() => this.#print(text));
      },
      restart: () =>
        this.#agenda.enter(() => {
          if (isRunning) this.#restart('software');
        }),
    });
    this.#app = {
      receive: (bytes) => app?.receive(bytes),
      stop: () => {
        isRunning = false;
        app?.stop();
      },
    };
  }

  #become(state: ChipState, decoder: SlipDecoder | null): void {
    this.#state = state;
    this.#decoder = decoder;
  }

  #print(text: string): void {
    this.#line.toHost(new TextEncoder().encode(text));
  }

  #hear(bytes: Uint8Array): void {
    if (this.#app !== null) return this.#app.receive(bytes);
    for (const byte of bytes) {
      // A packet may change who listens.
      const packet = this.#decoder?.push(byte) ?? null;
      if (packet !== null) this.#runner.take(packet);
    }
  }

  #strike(kind: 'disconnect' | 'brownout' | 'power-cut'): void {
    if (kind === 'disconnect') this.#unplug();
    else if (kind === 'power-cut') this.#isPowerCutDue = true;
    else if (this.#state !== 'off') {
      this.#print('\r\nBrownout detector was triggered\r\n\r\n');
      this.#restart('brownout');
    }
  }

  #setWatchdog(ms: number | null): void {
    this.#cancelWatchdog?.();
    this.#cancelWatchdog =
      ms === null ? null : this.#agenda.at(this.#agenda.now + ms, () => this.#restart('watchdog'));
  }
}

function factsWith(faults: readonly ChipFault[], facts: ChipFacts): ChipFacts {
  let changed = facts;
  for (const fault of faults) {
    if (fault.kind === 'flash-size') changed = withFlashSize(changed, fault.bytes);
    if (fault.kind === 'secure-boot') changed = { ...changed, securityFlags: changed.securityFlags | 1 };
  }
  return changed;
}

const timingWith = (faults: readonly ChipFault[], timing: ChipTiming): ChipTiming =>
  faults.some(({ kind }) => kind === 'slow-erase') ? withSlowErase(timing) : timing;
