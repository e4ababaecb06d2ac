/** One run of `cli box`: the simulated box, its person, and the judgement when all is over. */
import type { Millis } from '../core/units.ts';
import type { DialBox } from '../simulators/box/box-link.ts';
import type { BoxLogEntry, BoxSummary } from '../simulators/box/box-log.ts';
import type { BoxPhaseName } from '../simulators/box/box-state.ts';
import type { BoxClock } from '../simulators/box/clock.ts';
import type { BoxVersion } from '../simulators/box/firmware.ts';
import type { DetectSpeech } from '../simulators/box/microphone.ts';
import { createSimulatedBox, type SimulatedBox } from '../simulators/box/simulated-box.ts';
import { Tape } from '../simulators/box/tape.ts';
import { BoxScriptRunner, type BoxMoment, type BoxScriptLine } from './box-script.ts';

export interface BoxRunOptions {
  readonly server: string;
  readonly id: string;
  readonly version: BoxVersion;
  /** 16 kHz mono. */
  readonly recording: Float32Array;
  /** Also while the box does not listen. */
  readonly isContinuous: boolean;
  readonly script: readonly BoxScriptLine[];
  /** Samples of the script's files, by the names in it. */
  readonly clips: ReadonlyMap<string, Float32Array>;
  /** Ends after so many turns; undefined: when the recording is over and its last turn done. */
  readonly turns: number | undefined;
  readonly dial: DialBox;
  readonly clock: BoxClock;
  readonly detectSpeech: DetectSpeech;
  readonly onLog: (entry: BoxLogEntry) => void;
  readonly onPlayed: (samples: Int16Array) => void;
  readonly pollNotifications?: (url: string) => Promise<'notification' | 'nothing' | 'refused'>;
  /** Ends the run. */
  readonly signal: AbortSignal;
}

export interface BoxRun {
  readonly summary: BoxSummary;
  /** In words, why it did not go well; null where it did. */
  readonly complaint: string | null;
}

/** Nothing can come any more, and for so long nothing came. Longer than a box's own end of speech. */
const graceMs: Millis = 1500;
/** A turn in which nothing happens for so long does not end. */
const stuckMs: Millis = 30_000;
const lookMs: Millis = 50;

export async function runBox(options: BoxRunOptions): Promise<BoxRun> {
  const watch = new Watch(options);
  const box = await createSimulatedBox({
    server: options.server,
    id: options.id,
    version: options.version,
    dial: options.dial,
    clock: options.clock,
    microphone: (state) => watch.tape.read(options.isContinuous ? state !== 'booting' : isListening(state)),
    detectSpeech: options.detectSpeech,
    onTrouble: (error) => watch.fail(error),
    onLog: (entry) => {
      options.onLog(entry);
      watch.note(entry);
    },
    onPlayed: ({ samples }) => options.onPlayed(samples),
    ...(options.pollNotifications === undefined ? {} : { pollNotifications: options.pollNotifications }),
  });
  const complaint = await watch.follow(box);
  box.stop();
  return { summary: box.summary, complaint };
}

const isListening = (state: BoxPhaseName): boolean => state === 'listening' || state === 'submitting';

class Watch {
  readonly tape: Tape;
  readonly #options: BoxRunOptions;
  readonly #script: BoxScriptRunner;
  #box: SimulatedBox | null = null;
  #lastState: BoxPhaseName = 'off';
  /** The last instant at which anything happened but the microphone. */
  #movedAt: Millis;
  #end: (complaint: string | null) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor(options: BoxRunOptions) {
    this.#options = options;
    this.tape = new Tape(options.recording);
    this.#movedAt = options.clock.now();
    this.#script = new BoxScriptRunner(options.script, options.clock, (line) => this.#perform(line));
  }

  /** @returns why it did not go well. @throws when the speech detector does */
  follow(box: SimulatedBox): Promise<string | null> {
    const { signal, clock } = this.#options;
    return new Promise((resolve, reject) => {
      let isOver = false;
      const over = (settle: () => void) => {
        isOver = true;
        this.#script.stop();
        settle();
      };
      this.#end = (complaint) => over(() => resolve(complaint));
      this.#fail = (error) => over(() => reject(error));
      const stop = () => this.#end(this.#complaintSoFar(box));
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) return stop();
      const look = () => {
        if (isOver) return;
        this.#look(box);
        clock.after(lookMs, look);
      };
      this.#box = box;
      box.powerOn();
      look();
    });
  }

  fail(error: unknown): void {
    this.#fail(error);
  }

  note(entry: BoxLogEntry): void {
    if (entry.kind !== 'sent') this.#movedAt = this.#options.clock.now();
    if (entry.kind !== 'state') return;
    if (entry.entered) {
      const moment = momentOf(entry.state, this.#lastState);
      this.#lastState = entry.state;
      if (moment !== null) this.#script.reach(moment);
    }
    const { turns } = this.#options;
    const box = this.#box;
    if (box !== null && turns !== undefined && entry.turn === 'ended' && box.summary.turns >= turns)
      this.#end(this.#complaintSoFar(box));
  }

  #look(box: SimulatedBox): void {
    const quietMs = this.#options.clock.now() - this.#movedAt;
    if (this.#script.armed > 0 || box.isPlaying || quietMs < graceMs) return;
    if (box.isTurnOpen) {
      const isSpeaking = isListening(box.state) && !this.tape.isOver;
      if (!isSpeaking && quietMs >= stuckMs)
        this.#end(
          `the turn did not end: nothing came for ${stuckMs / 1000} s while the box was ${box.state}`,
        );
      return;
    }
    switch (box.state) {
      case 'unreachable':
        return this.#end(`no server took the box at ${this.#options.server}`);
      case 'idle':
      case 'setup':
        return this.#end(this.#complaintAtEnd(box));
      case 'listening':
        if (this.tape.isOver) this.#end(this.#complaintAtEnd(box));
        return;
      case 'speaking':
      case 'waiting':
        if (quietMs >= stuckMs) this.#end(`the server left the box ${box.state} for ${stuckMs / 1000} s`);
        return;
      default:
    }
  }

  #complaintAtEnd(box: SimulatedBox): string | null {
    const { turns } = this.#options;
    const done = box.summary.turns;
    if (turns !== undefined && done < turns) return `${done} of ${turns} turns ended`;
    return this.#complaintSoFar(box);
  }

  #complaintSoFar({ unendedTurns, summary }: SimulatedBox): string | null {
    const [first, ...more] = summary.violations;
    if (first !== undefined) {
      const others = more.length === 0 ? '' : ` and ${more.length} more`;
      return `the server broke the protocol: ${first.code} (${first.message})${others}`;
    }
    return unendedTurns === 0 ? null : `${unendedTurns} turn(s) did not end`;
  }

  #perform(line: BoxScriptLine): void {
    if (line.do === 'play') this.tape.overlay(this.#options.clips.get(line.wav) ?? new Float32Array(0));
    else this.#box?.press(line.do);
  }
}

function momentOf(state: BoxPhaseName, before: BoxPhaseName): BoxMoment | null {
  if (state === 'idle') return before === 'booting' ? 'start' : null;
  return state === 'listening' || state === 'speaking' || state === 'waiting' ? state : null;
}
