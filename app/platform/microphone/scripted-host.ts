/**
 * A microphone host that does what it is told: for tests of everything that needs a microphone, with the real driver.
 * Time stands still until `advance`.
 */
import { EchoError } from '../../../core/errors.ts';
import type { Millis } from '../../../core/units.ts';
import type { MicrophoneErrorCode, MicrophonePermission } from './microphone-errors.ts';
import type {
  FrameSink,
  InputDevice,
  InputHooks,
  MicrophoneHost,
  MicrophoneSettings,
  OpenInput,
} from './microphone-host.ts';

/** What the person, or the system, answers to one question. `pending`: nothing until `answer`. */
export type ScriptedAnswer = InputDevice | MicrophoneErrorCode | 'pending';

export const builtInMicrophone: InputDevice = { deviceId: 'default', groupId: 'built-in', label: 'Built-in' };

/** An input that was opened, and the strings to pull on it. */
export class ScriptedInput implements OpenInput {
  readonly track = null;
  readonly device: InputDevice;
  readonly hooks: InputHooks;
  isInterrupted = false;
  isOpen = true;
  resumed = 0;
  sink: FrameSink | null = null;

  constructor(device: InputDevice, hooks: InputHooks) {
    this.device = device;
    this.hooks = hooks;
  }

  sendFramesTo(sink: FrameSink): void {
    this.sink = sink;
    const { port1, port2 } = new MessageChannel();
    port1.close();
    sink.listen(port2);
  }

  resume(): Promise<void> {
    this.resumed += 1;
    return Promise.resolve();
  }

  close(): void {
    this.isOpen = false;
  }
}

interface Timer {
  readonly due: Millis;
  readonly action: () => void;
}

export class ScriptedMicrophoneHost implements MicrophoneHost {
  /** Answers to the next questions, first one first; the last one is given again and again. */
  answers: ScriptedAnswer[];
  /** What was asked for. */
  readonly asked: MicrophoneSettings[] = [];
  readonly opened: ScriptedInput[] = [];
  permissionState: MicrophonePermission = 'prompt';
  connected: InputDevice[] = [builtInMicrophone];
  #now: Millis = 0;
  readonly #timers = new Set<Timer>();
  readonly #listeners = new Set<() => void>();
  #pending: ((answer: ScriptedAnswer) => void)[] = [];

  constructor(...answers: ScriptedAnswer[]) {
    this.answers = answers.length > 0 ? answers : [builtInMicrophone];
  }

  /** The input that is open, or was the last to be. */
  get input(): ScriptedInput {
    const input = this.opened.at(-1);
    if (input === undefined) throw new Error('no microphone was opened yet');
    return input;
  }

  async open(settings: MicrophoneSettings, hooks: InputHooks): Promise<OpenInput> {
    this.asked.push(settings);
    let answer = (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? 'mic-unknown';
    if (answer === 'pending') {
      answer = await new Promise<ScriptedAnswer>((resolve) => this.#pending.push(resolve));
    }
    if (typeof answer === 'string') {
      const code: MicrophoneErrorCode = answer === 'pending' ? 'mic-unknown' : answer;
      throw new EchoError(code, 'the script says so');
    }
    const input = new ScriptedInput(answer, hooks);
    this.opened.push(input);
    return input;
  }

  /** Answers the oldest question that is pending. */
  answer(answer: Exclude<ScriptedAnswer, 'pending'>): void {
    this.#pending.shift()?.(answer);
  }

  permission(): Promise<MicrophonePermission> {
    return Promise.resolve(this.permissionState);
  }

  inputs(): Promise<readonly InputDevice[]> {
    return Promise.resolve(this.connected);
  }

  onInputsChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Somebody plugs something in or out. */
  connect(...devices: InputDevice[]): void {
    this.connected = devices;
    for (const listener of this.#listeners) listener();
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  now(): Millis {
    return this.#now;
  }

  after(ms: Millis, action: () => void): () => void {
    const timer: Timer = { due: this.#now + ms, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** The page is held up: time passes, and what is due waits. */
  freeze(ms: Millis): void {
    this.#now += ms;
  }

  /** Time passes; what is due is done, in order. */
  advance(ms: Millis): void {
    const until = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > until) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.action();
    }
    this.#now = until;
  }
}
