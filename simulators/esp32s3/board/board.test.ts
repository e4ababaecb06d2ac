/** The sequences of the sheet (A.11), the real tool's, and esptool-js's own code, each on the board. */
import { ClassicReset, HardReset, Transport, UsbJtagSerialReset } from 'esptool-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Millis } from '../../../core/units.ts';
import { createBoard, nextBoardInstant, stepBoard, type BoardEffect, type BoardLink } from './board.ts';
import recorded from './fixtures/reset-lines.json' with { type: 'json' };

/** `D0 R1`: both in one call; a number waits so many milliseconds. True = asserted. */
const sequences = {
  classic: 'D0 R1|100|D1 R0|50|D0',
  'classic, line by line': 'D0|R1|100|D1|R0|50|D0',
  'classic for slow boards': 'D0|R1|100|D1|R0|550|D0',
  tight: 'D0 R0|D1 R1|D0 R1|100|D1 R0|50|D0 R0',
  'USB-Serial/JTAG': 'R0|D0|100|D1|R0|100|R1|D0|R1|100|R0|D0',
  'hard reset': 'R1 D0|100|R0',
  'our way out': 'D0 R1|100|D0 R0',
} as const;

class Bench {
  readonly effects: BoardEffect[] = [];
  #board;
  #now: Millis = 0;

  constructor(link: BoardLink, riseMs?: Millis) {
    this.#board = createBoard(link, riseMs);
    this.step({ type: 'power', isOn: true });
    this.wait(1000);
    this.effects.length = 0;
  }

  get starts(): string[] {
    return this.effects
      .filter((effect) => effect.type === 'chip-started')
      .map(({ wantsDownload }) => (wantsDownload ? 'download' : 'app'));
  }

  step(event: BareEvent): void {
    const { state, effects } = stepBoard(this.#board, { ...event, at: this.#now });
    this.#board = state;
    this.effects.push(...effects);
  }

  wait(ms: Millis): void {
    this.#now += ms;
    const next = nextBoardInstant(this.#board);
    if (next !== null && next <= this.#now) this.step({ type: 'time' });
  }

  play(sequence: string): void {
    for (const move of sequence.split('|')) {
      if (/^\d+$/.test(move)) this.wait(Number(move));
      else {
        const level = (line: string) => (move.includes(line) ? move.includes(`${line}1`) : undefined);
        const [dtr, rts] = [level('D'), level('R')];
        this.step({
          type: 'lines',
          ...(dtr === undefined ? {} : { dtr }),
          ...(rts === undefined ? {} : { rts }),
        });
      }
    }
    this.wait(1000);
  }
}
type BareEvent = Parameters<typeof stepBoard>[1] extends infer Event
  ? Event extends { at: Millis }
    ? Omit<Event, 'at'>
    : never
  : never;

describe('a board with a bridge', () => {
  it.each(['classic', 'classic, line by line', 'classic for slow boards', 'tight'] as const)(
    'comes into download mode by the %s reset',
    (kind) => {
      const bench = new Bench('bridge');
      bench.play(sequences[kind]);
      expect(bench.starts).toEqual(['download']);
    },
  );

  it.each(['hard reset', 'our way out'] as const)('starts the application by %s', (kind) => {
    const bench = new Bench('bridge');
    bench.play(sequences.classic);
    bench.play(sequences[kind]);
    expect(bench.starts).toEqual(['download', 'app']);
  });

  it('moves nothing while both lines are asserted', () => {
    const bench = new Bench('bridge');
    bench.play('D1 R1|500|D0 R0');
    expect(bench.effects).toEqual([]);
  });

  it('samples GPIO0 as EN rises, not before', () => {
    const slow = new Bench('bridge', 60);
    slow.play('D0 R1|100|D1 R0|50|D0');
    expect(slow.starts, 'released after 50 ms, before EN is up').toEqual(['app']);
    const patient = new Bench('bridge', 60);
    patient.play('D0 R1|100|D1 R0|550|D0');
    expect(patient.starts).toEqual(['download']);
  });

  it('takes K0 for GPIO0', () => {
    const bench = new Bench('bridge');
    bench.step({ type: 'button', button: 'k0', isHeld: true });
    bench.play(sequences['hard reset']);
    bench.step({ type: 'button', button: 'k0', isHeld: false });
    bench.play(sequences['hard reset']);
    expect(bench.starts).toEqual(['download', 'app']);
  });

  it('does what the real tool recorded', () => {
    const bench = new Bench('bridge', 70);
    const starts: { ms: Millis; chipStarts: string }[] = [];
    let now = 0;
    for (const event of [...recorded.events, { ms: 5000, baud: 0 }]) {
      bench.wait(event.ms - now);
      now = event.ms;
      for (const { type, at, ...rest } of bench.effects.splice(0))
        if (type === 'chip-started' && 'wantsDownload' in rest)
          starts.push({ ms: at - 1000, chipStarts: rest.wantsDownload ? 'download' : 'app' });
      if ('line' in event && event.line !== undefined)
        bench.step({ type: 'lines', [event.line === 'DTR' ? 'dtr' : 'rts']: event.asserted });
    }
    expect(starts).toEqual(recorded.events.filter(({ chipStarts }) => chipStarts !== undefined));
  });
});

describe("a board on the chip's own USB", () => {
  it('comes into download mode by its own reset, not by the classic one', () => {
    const bench = new Bench('usb-serial-jtag');
    bench.play(sequences['USB-Serial/JTAG']);
    expect(bench.starts).toEqual(['download']);
    bench.play(sequences.classic);
    expect(bench.starts).toEqual(['download', 'app']);
  });

  it('starts the application by a hard reset', () => {
    const bench = new Bench('usb-serial-jtag');
    bench.play(sequences['hard reset']);
    expect(bench.starts).toEqual(['app']);
  });

  it('comes into download mode by hand: K0 held, RST tapped', () => {
    const bench = new Bench('usb-serial-jtag');
    bench.step({ type: 'button', button: 'k0', isHeld: true });
    bench.step({ type: 'button', button: 'rst', isHeld: true });
    bench.wait(100);
    bench.step({ type: 'button', button: 'rst', isHeld: false });
    bench.wait(100);
    bench.step({ type: 'button', button: 'k0', isHeld: false });
    expect(bench.effects.map(({ type }) => type)).toEqual(['chip-stopped', 'chip-started']);
    expect(bench.starts).toEqual(['download']);
  });

  it('forgets a wish when both lines fall', () => {
    const bench = new Bench('usb-serial-jtag');
    bench.play('D1|100|D0 R0|R1|100|R0');
    expect(bench.starts).toEqual(['app']);
  });
});

describe("esptool-js's own resets", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  interface Signals {
    readonly dataTerminalReady?: boolean;
    readonly requestToSend?: boolean;
  }

  /** A port that has lines and nothing else. */
  function wire(bench: Bench): Transport {
    let last = Date.now();
    const setSignals = (signals: Signals) => {
      bench.wait(Date.now() - last);
      last = Date.now();
      bench.step({
        type: 'lines',
        ...(signals.dataTerminalReady === undefined ? {} : { dtr: signals.dataTerminalReady }),
        ...(signals.requestToSend === undefined ? {} : { rts: signals.requestToSend }),
      });
      return Promise.resolve();
    };
    return new Transport({ setSignals } as unknown as ConstructorParameters<typeof Transport>[0]);
  }

  async function perform(bench: Bench, work: Promise<void>): Promise<void> {
    await vi.runAllTimersAsync();
    await work;
    bench.wait(1000);
  }

  it('enter download mode', async () => {
    const bridge = new Bench('bridge');
    await perform(bridge, new ClassicReset(wire(bridge), 50).reset());
    expect(bridge.starts).toEqual(['download']);
    const usb = new Bench('usb-serial-jtag');
    await perform(usb, new UsbJtagSerialReset(wire(usb)).reset());
    expect(usb.starts).toEqual(['download']);
  });

  it.each([false, true])('leave it there afterwards, RTS asserted before: %s', async (isAsserted) => {
    const bench = new Bench('bridge');
    const transport = wire(bench);
    await perform(bench, new ClassicReset(transport, 50).reset());
    // By the port: the library's own setRTS would move DTR too.
    if (isAsserted) bench.play('R1');
    await perform(bench, new HardReset(transport, false).reset());
    expect(bench.starts.at(-1)).toBe('download');
    expect(bench.starts).toHaveLength(isAsserted ? 2 : 1);
    bench.play(sequences['our way out']);
    expect(bench.starts.at(-1)).toBe('app');
  });
});
