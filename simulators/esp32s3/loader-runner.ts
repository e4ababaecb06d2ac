/** Performs a boot loader's steps in the chip's time, one packet after the other. */
import type { Agenda } from './agenda.ts';
import type { ChipFault } from './chip-faults.ts';
import type { ChipLine } from './chip-line.ts';
import type { FlashBench } from './flash-bench.ts';
import type { Loader, LoaderProgram, LoaderStep, StubKind } from './loader-step.ts';
import { op } from './requests.ts';
import { encodeSlip } from './slip.ts';
import type { TracedFrame } from './traced-frame.ts';
import type { UsageMeter } from './usage-meter.ts';

/** Where both stubs are full: two packets of the largest kind. What comes then is lost. */
const mostWaitingBytes = 2 * (0x4000 + 0x107);

const endsBlock: ReadonlySet<number> = new Set([
  op.flashData,
  op.flashEnd,
  op.deflData,
  op.deflEnd,
  op.encryptData,
]);

export interface LoaderRunnerOptions {
  readonly agenda: Agenda;
  readonly meter: UsageMeter;
  readonly line: ChipLine;
  readonly bench: FlashBench;
  readonly faults: readonly ChipFault[];
  readonly onFrame: (frame: TracedFrame) => void;
  readonly onStartStub: (stub: StubKind) => void;
  readonly onStartRamCode: () => void;
  readonly onRestart: () => void;
  readonly onRunApp: () => void;
  /** A scripted power cut is due in the middle of this piece of flash work. */
  readonly takesPowerCut: () => boolean;
  readonly onPowerCut: () => void;
}

export class LoaderRunner {
  readonly #options: LoaderRunnerOptions;
  readonly #takesBaud: boolean;
  readonly #isNoisy: boolean;
  #loader: Loader | null = null;
  #program: LoaderProgram | null = null;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #wantsPacket = false;
  #answers = 0;
  /** Changes with every reset, so that what was asked for before is stale. */
  #epoch = 0;

  constructor(options: LoaderRunnerOptions) {
    this.#options = options;
    this.#takesBaud = !options.faults.some(({ kind }) => kind === 'deaf-baud');
    this.#isNoisy = options.faults.some(({ kind }) => kind === 'noise');
  }

  /** Drops what is being done. @param loader who takes packets now; null: nobody */
  load(loader: Loader | null): void {
    this.#epoch++;
    this.#loader = loader;
    this.#program = null;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#wantsPacket = false;
  }

  /** A greeting of what has just been loaded. */
  greet(): void {
    this.#send('ohai', new TextEncoder().encode('OHAI'));
  }

  take(packet: Uint8Array): void {
    if (this.#loader === null) return;
    if (this.#wantsPacket) {
      this.#wantsPacket = false;
      this.#options.onFrame({ from: 'host', kind: 'read-ack', bytes: packet });
      this.#advance(packet);
      return;
    }
    if (this.#waitingBytes + packet.length > mostWaitingBytes) return;
    this.#waiting.push(packet);
    this.#waitingBytes += packet.length + 1;
    this.#takeNext();
  }

  #takeNext(): void {
    while (this.#program === null && this.#loader !== null) {
      const packet = this.#waiting.shift();
      if (packet === undefined) return;
      this.#waitingBytes -= packet.length + 1;
      if (packet.length === 0) continue;
      this.#options.onFrame({ from: 'host', kind: 'request', bytes: packet });
      if (packet[1] === op.flashBegin || packet[1] === op.deflBegin) {
        this.#options.meter.begun(this.#options.agenda.now);
      }
      this.#program = this.#loader.handle(packet);
      this.#advance(new Uint8Array(0));
    }
  }

  #advance(outcome: Uint8Array): void {
    let given = outcome;
    for (;;) {
      const program = this.#program;
      if (program === null) return;
      const next = program.next(given);
      given = new Uint8Array(0);
      if (next.done === true) {
        this.#program = null;
        this.#takeNext();
        return;
      }
      const epoch = this.#epoch;
      const packet = this.#perform(next.value);
      if (epoch !== this.#epoch || packet === 'waits') return;
      given = packet;
    }
  }

  /** @returns the step's outcome, or that the program goes on later */
  #perform(step: LoaderStep): Uint8Array | 'waits' {
    const { agenda, line, meter } = this.#options;
    switch (step.do) {
      case 'send':
        this.#send(step.kind, step.packet);
        return new Uint8Array(0);
      case 'flush':
        return this.#later(line.sentAt);
      case 'wait':
        return this.#later(agenda.now + step.ms);
      case 'digest':
        meter.use('digest', agenda.now, agenda.now + step.ms);
        return this.#later(agenda.now + step.ms);
      case 'settle':
        return this.#whenIdle(() => undefined);
      case 'flash':
        return this.#work(step);
      case 'next-packet':
        return this.#nextPacket();
      case 'set-baud':
        // A divider of nothing is not taken.
        if (this.#takesBaud && step.baud > 0) line.chipBaud = step.baud;
        return new Uint8Array(0);
      case 'start-stub':
        this.#options.onStartStub(step.stub);
        return 'waits';
      case 'start-ram-code':
        this.#options.onStartRamCode();
        return 'waits';
      case 'restart':
        this.#options.onRestart();
        return 'waits';
      case 'run-app':
        this.#options.onRunApp();
        return 'waits';
    }
  }

  #nextPacket(): Uint8Array | 'waits' {
    const packet = this.#waiting.shift();
    if (packet === undefined) {
      this.#wantsPacket = true;
      return 'waits';
    }
    this.#waitingBytes -= packet.length + 1;
    this.#options.onFrame({ from: 'host', kind: 'read-ack', bytes: packet });
    return packet;
  }

  #work({ work, inBackground }: LoaderStep & { readonly do: 'flash' }): Uint8Array | 'waits' {
    const { bench, agenda } = this.#options;
    const begin = (onDone: () => void) => {
      if (!this.#options.takesPowerCut()) return bench.start(work, onDone);
      bench.start({ ms: Math.max(work.ms, 1), finish: work.finish }, onDone);
      agenda.at(agenda.now + Math.max(work.ms, 1) / 2, this.#options.onPowerCut);
    };
    if (inBackground) return this.#whenIdle(() => begin(() => undefined));
    return this.#untilDone((done) => bench.whenIdle(() => begin(done)));
  }

  #whenIdle(then: () => void): Uint8Array | 'waits' {
    return this.#untilDone((done) =>
      this.#options.bench.whenIdle(() => {
        then();
        done();
      }),
    );
  }

  /** Goes on in this turn where `begin` is done at once, so that long programs do not pile up on the stack. */
  #untilDone(begin: (done: () => void) => void): Uint8Array | 'waits' {
    const epoch = this.#epoch;
    let isDone = false;
    let isLater = false;
    begin(() => {
      isDone = true;
      if (isLater && epoch === this.#epoch) this.#advance(new Uint8Array(0));
    });
    if (isDone) return new Uint8Array(0);
    isLater = true;
    return 'waits';
  }

  #later(at: number): Uint8Array | 'waits' {
    const { agenda } = this.#options;
    if (at <= agenda.now) return new Uint8Array(0);
    return this.#untilDone((done) => void agenda.at(at, done));
  }

  #send(kind: TracedFrame['kind'], packet: Uint8Array): void {
    const { faults, line, meter, agenda, onFrame } = this.#options;
    const nth = kind === 'response' ? this.#answers++ : -1;
    const isStruck = (fault: ChipFault['kind']) =>
      faults.some((one) => one.kind === fault && 'nth' in one && one.nth === nth);
    if (isStruck('lose-answer')) return;
    const framed = encodeSlip(packet);
    const closesSpan = kind === 'response' && endsBlock.has(packet[1] ?? 0);
    for (let copies = isStruck('repeat-answer') ? 2 : 1; copies > 0; copies--) {
      onFrame({ from: 'chip', kind, bytes: packet });
      line.toHost(framed, closesSpan ? () => meter.acknowledged(agenda.now) : undefined);
    }
    if (this.#isNoisy)
      line.toHost(new TextEncoder().encode(`I (${this.#answers}) noise: between frames\r\n`));
  }
}
