/**
 * One microphone for one conversation: keeps it open, whatever happens to the device, until it is closed.
 *
 * The machine decides, this driver performs: it asks the host, owns what the host opened, watches that frames keep
 * coming, and sends every stream that begins to the sink. It never touches a sample.
 */
import { assertNever } from '../../../core/assert.ts';
import type { Millis } from '../../../core/units.ts';
import type { MicrophoneError } from './microphone-errors.ts';
import type {
  FrameSink,
  InputDevice,
  InputHooks,
  MicrophoneHost,
  MicrophoneSettings,
  OpenInput,
} from './microphone-host.ts';
import {
  closedMicrophone,
  step,
  type MicrophoneEffect,
  type MicrophoneEvent,
  type MicrophoneState,
} from './microphone-machine.ts';

export interface MicrophoneOptions {
  readonly host: MicrophoneHost;
  /** Gets every stream that begins, and hears when it is over: before the next one, and when the microphone closes. */
  readonly sink: FrameSink;
  readonly onChange: (state: MicrophoneState) => void;
}

export interface Microphone {
  readonly state: MicrophoneState;
  /** What is open, for browser APIs that listen to a track themselves; null while nothing is. Not to be stopped. */
  readonly track: MediaStreamTrack | null;
  /**
   * Opens, or changes the settings of what is open.
   * @returns once it is open, closed again or failed; it does not reject
   */
  open(settings: MicrophoneSettings): Promise<MicrophoneState>;
  /** Turns the light off. */
  close(): void;
  devices(): Promise<readonly InputDevice[]>;
}

/** The worklet tells twice a second that it lives; devices stutter for less than a second. */
const stalledAfterMs: Millis = 2000;
const checkEveryMs: Millis = 1000;

interface Held {
  readonly attempt: number;
  readonly input: OpenInput;
}

export function createMicrophone(options: MicrophoneOptions): Microphone {
  const { host } = options;
  let state: MicrophoneState = closedMicrophone;
  let held: Held | null = null;
  let aliveAt: Millis = 0;
  let stopChecking = (): void => undefined;
  let stopWaiting = (): void => undefined;
  let stopWatchingInputs: (() => void) | null = null;
  let settled: (() => void)[] = [];

  function fire(event: MicrophoneEvent): void {
    const next = step(state, event);
    const changed = next.state !== state;
    state = next.state;
    for (const effect of next.effects) perform(effect);
    watchInputs(state.phase !== 'closed');
    if (changed) options.onChange(state);
    if (state.phase === 'open' || state.phase === 'closed' || state.phase === 'failed') {
      const waiting = settled;
      settled = [];
      for (const resolve of waiting) resolve();
    }
  }

  function perform(effect: MicrophoneEffect): void {
    switch (effect.type) {
      case 'ask':
        void ask(effect.attempt, effect.settings);
        return;
      case 'release':
        stopWaiting();
        if (held?.attempt === effect.attempt) release(held.input);
        return;
      case 'resume':
        void held?.input.resume();
        return;
      case 'wait':
        stopWaiting = host.after(effect.ms, () => fire({ type: 'wait-over', attempt: effect.attempt }));
        return;
      default:
        assertNever(effect);
    }
  }

  async function ask(attempt: number, settings: MicrophoneSettings): Promise<void> {
    let input: OpenInput;
    try {
      input = await host.open(settings, hooksOf(attempt));
    } catch (cause) {
      fire({ type: 'refused', attempt, error: cause as MicrophoneError });
      return;
    }
    if (attempt !== state.attempt || state.phase === 'closed') {
      // The person closed, or chose another device, while the question was still open.
      input.close();
      return;
    }
    held = { attempt, input };
    aliveAt = host.now();
    input.sendFramesTo(options.sink);
    fire({ type: 'opened', attempt, device: input.device });
    check(attempt);
  }

  function release(input: OpenInput): void {
    held = null;
    stopChecking();
    input.close();
    options.sink.stopListening();
  }

  const hooksOf = (attempt: number): InputHooks => ({
    onAlive: () => {
      if (attempt !== held?.attempt) return;
      aliveAt = host.now();
      if (state.phase === 'recovering') fire({ type: 'flowing', attempt });
    },
    onStopped: () => stalled(attempt),
    onEnded: () => fire({ type: 'track-ended', attempt }),
    onMuted: (muted) => fire({ type: 'track-muted', attempt, muted }),
  });

  function stalled(attempt: number): void {
    if (attempt !== held?.attempt) return;
    fire({ type: 'stalled', attempt, interrupted: held.input.isInterrupted });
  }

  function check(attempt: number): void {
    const askedAt = host.now();
    stopChecking = host.after(checkEveryMs, () => {
      if (attempt !== held?.attempt) return;
      const now = host.now();
      // A page that was held up comes to this check before the signs of life that waited with it: they go first.
      const isLate = now - askedAt >= 2 * checkEveryMs;
      if (!isLate && now - aliveAt >= stalledAfterMs) stalled(attempt);
      if (attempt === held?.attempt) check(attempt);
    });
  }

  function watchInputs(wanted: boolean): void {
    if (!wanted) {
      stopWatchingInputs?.();
      stopWatchingInputs = null;
    } else {
      stopWatchingInputs ??= host.onInputsChanged(() => void tellInputs());
    }
  }

  async function tellInputs(): Promise<void> {
    fire({ type: 'inputs-changed', inputs: await host.inputs() });
  }

  return {
    get state() {
      return state;
    },
    get track() {
      return held?.input.track ?? null;
    },
    open(settings) {
      const done = new Promise<MicrophoneState>((resolve) => settled.push(() => resolve(state)));
      fire({ type: 'open', settings });
      return done;
    },
    close: () => fire({ type: 'close' }),
    devices: () => host.inputs(),
  };
}
