/** Types only: what a boot loader does, as a program whose steps the chip performs in its own time. */
import type { Millis } from '../../core/units.ts';
import type { ChipFacts } from './chip-facts.ts';
import type { ChipRegisters } from './chip-registers.ts';
import type { ChipTiming } from './chip-timing.ts';
import type { FlashModel } from './flash-model.ts';
import type { TracedFrame } from './traced-frame.ts';

export type StubKind = 'older' | 'rewrite';

/** Erasing or programming: `units` of equal length, which a power cut can interrupt. */
export interface FlashWork {
  readonly ms: Millis;
  /** Brings about what `done` (0 to 1) of the work does. Called once. */
  readonly finish: (done: number) => void;
}

export type LoaderStep =
  /** A packet to the host; the program goes on while it is sent. */
  | {
      readonly do: 'send';
      readonly kind: Exclude<TracedFrame['kind'], 'request' | 'read-ack'>;
      readonly packet: Uint8Array;
    }
  /** Waits until everything sent has left the chip. */
  | { readonly do: 'flush' }
  /** Waits for the flash, then works on it; in the background the program goes on meanwhile. */
  | { readonly do: 'flash'; readonly work: FlashWork; readonly inBackground?: true }
  /** Waits until the flash is idle. */
  | { readonly do: 'settle' }
  /** Reads and hashes. */
  | { readonly do: 'digest'; readonly ms: Millis }
  | { readonly do: 'wait'; readonly ms: Millis }
  /** The next packet of the host is the step's outcome. */
  | { readonly do: 'next-packet' }
  | { readonly do: 'set-baud'; readonly baud: number }
  /** These end the program. */
  | { readonly do: 'start-stub'; readonly stub: StubKind }
  | { readonly do: 'start-ram-code' }
  /** A reset by software: the pins count as they were latched at the last reset from outside. */
  | { readonly do: 'restart' }
  | { readonly do: 'run-app' };

/** Gets the packet after `next-packet`, else an empty array. */
export type LoaderProgram = Generator<LoaderStep, void, Uint8Array>;

export interface LoaderContext {
  readonly flash: FlashModel;
  readonly facts: ChipFacts;
  readonly timing: ChipTiming;
  readonly registers: ChipRegisters;
  /** Scripted: code is not taken into RAM. */
  readonly refusesStub: boolean;
  /** For what a power cut leaves behind. */
  readonly random: () => number;
  readonly isFlashIdle: () => boolean;
}

export interface Loader {
  readonly kind: 'rom' | StubKind;
  /** @param packet unescaped, of any content */
  handle(packet: Uint8Array): LoaderProgram;
}
