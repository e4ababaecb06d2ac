/** What a simulated box tells of itself, one line of JSON each. Instants count from its power-on. */
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import type { Millis, Samples } from '../../core/units.ts';
import type { BoxFact, BoxViolation } from './box-effect.ts';
import type { BoxPhaseName, BoxState } from './box-state.ts';
import type { PlayedSound } from './loudspeaker.ts';

export type BoxLogEntry = { readonly tMs: Millis } & (
  | {
      readonly kind: 'state';
      readonly state: BoxPhaseName;
      /** Its status bar. */
      readonly screen: string;
      /** False where it was in that state before. */
      readonly entered: boolean;
      readonly turn?: Extract<BoxFact, { type: 'turn' }>['outcome'];
      readonly interruptedBy?: 'k0' | 'voice';
      /** A button that did nothing, and why. */
      readonly ignored?: string;
    }
  | {
      readonly kind: 'sent';
      /** `dial` with a `url`, `audio` with `samples`, `Close`, `Pong`, or a command's name. */
      readonly event: string;
      readonly bytes?: number;
      readonly samples?: Samples;
      readonly url?: string;
      readonly index?: number;
    }
  | {
      readonly kind: 'received';
      /** A server event's name, `Open`, `Ping`, `Close`, `text` or `?`. */
      readonly event: string;
      readonly bytes?: number;
      readonly text?: string;
      readonly code?: number;
      /** It did nothing, and why. */
      readonly ignored?: string;
    }
  | {
      readonly kind: 'played';
      /** Counts from 1 on; null for the greeting. */
      readonly segment: number | null;
      readonly text: string;
      readonly startMs: Millis;
      readonly samples: Samples;
      /** False where it was cut short or got no EndAudio. */
      readonly complete: boolean;
      readonly vowels: readonly number[];
    }
  | { readonly kind: 'reboot'; readonly cause: string }
  | { readonly kind: 'violation'; readonly code: BoxViolation; readonly message: string }
);

/** What came of it. */
export interface BoxSummary {
  /** Turns that the server ended. */
  readonly turns: number;
  /** Replies, or waits for one, that K0 or a voice stopped. */
  readonly interrupts: number;
  readonly reboots: number;
  readonly violations: readonly {
    readonly tMs: Millis;
    readonly code: BoxViolation;
    readonly message: string;
  }[];
}

/** Counts along. */
export class BoxTally {
  #turns = 0;
  #interrupts = 0;
  #reboots = 0;
  #unended = 0;
  readonly #violations: BoxSummary['violations'][number][] = [];

  /** Turns that were given up after 10 s without ASR, or lost in a reboot. */
  get unendedTurns(): number {
    return this.#unended;
  }

  get summary(): BoxSummary {
    const violations = [...this.#violations];
    return { turns: this.#turns, interrupts: this.#interrupts, reboots: this.#reboots, violations };
  }

  count(entry: BoxLogEntry): void {
    if (entry.kind === 'reboot') this.#reboots += 1;
    else if (entry.kind === 'violation') {
      const { tMs, code, message } = entry;
      this.#violations.push({ tMs, code, message });
    } else if (entry.kind === 'state') {
      if (entry.turn === 'ended') this.#turns += 1;
      if (entry.turn === 'given-up' || entry.turn === 'lost') this.#unended += 1;
      if (entry.interruptedBy !== undefined) this.#interrupts += 1;
    }
  }
}

/** An entry without its instant. */
export type BoxLogBody = BoxLogEntry extends infer Entry
  ? Entry extends BoxLogEntry
    ? Omit<Entry, 'tMs'>
    : never
  : never;

/** What the firmware tells of itself, as the log has it. */
export function factToLog(fact: BoxFact, { phase, screen }: BoxState): BoxLogBody {
  const here = { kind: 'state', state: phase.name, screen, entered: false } as const;
  switch (fact.type) {
    case 'state':
      return { ...here, state: fact.phase, screen: fact.screen, entered: fact.entered };
    case 'turn':
      return { ...here, turn: fact.outcome };
    case 'interrupted':
      return { ...here, interruptedBy: fact.by };
    case 'button-ignored':
      return { ...here, ignored: `${fact.button}: ${fact.why}` };
    case 'event-ignored':
      return { kind: 'received', event: fact.event, ignored: fact.why };
    case 'violation':
      return { kind: 'violation', code: fact.code, message: fact.message };
    case 'reboot':
      return { kind: 'reboot', cause: fact.cause };
  }
}

export function eventToLog(event: KnownServerEvent, bytes: number): BoxLogBody {
  const text =
    'text' in event
      ? event.text
      : 'action' in event
        ? event.action
        : 'message' in event
          ? event.message
          : undefined;
  return { kind: 'received', event: event.event, bytes, ...(text === undefined ? {} : { text }) };
}

/** @param poweredAt the instant from which the log counts */
export function soundToLog(sound: PlayedSound, poweredAt: Millis): BoxLogBody {
  const { segment, text, samples, vowels, startedAt, isComplete } = sound;
  return {
    kind: 'played',
    segment,
    text,
    startMs: startedAt - poweredAt,
    samples: samples.length,
    complete: isComplete,
    vowels: vowels.map(({ vowel }) => vowel),
  };
}
