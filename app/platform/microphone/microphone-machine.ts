/**
 * The life of a microphone, as a pure machine: from the question to the recovery from whatever computers do to
 * microphones in the middle of a conversation. Effects are data; `microphone.ts` performs them.
 *
 *     closed -> asking -> open <-> recovering -> failed
 *
 * Every answer carries the number of the attempt it belongs to. One that comes too late (the person closed, or chose
 * another device meanwhile) is released and changes nothing.
 */
import { assertNever } from '../../../core/assert.ts';
import type { Millis } from '../../../core/units.ts';
import type { MicrophoneError, MicrophoneErrorCode } from './microphone-errors.ts';
import type { InputDevice, MicrophoneSettings } from './microphone-host.ts';

export type RecoveryReason =
  /** The device is gone. */
  | 'unplugged'
  /** The system's default, or the device that was asked for, is another one now. */
  | 'device-changed'
  | 'settings-changed'
  /** Frames stopped although nothing is known to be wrong. */
  | 'stalled'
  /** The system took the audio away. */
  | 'interrupted';

type RecoveryStep =
  /** The same microphone is there and its context is asked to go on. */
  | {
      readonly kind: 'resuming';
      readonly device: InputDevice;
      readonly muted: boolean;
      readonly checks: number;
    }
  | { readonly kind: 'asking'; readonly asked: MicrophoneSettings }
  /** Asked in vain: for a while, or (`mic-none`) until a device appears. */
  | { readonly kind: 'waiting'; readonly code: MicrophoneErrorCode };

interface Attempt {
  readonly attempt: number;
  /** What the person wants; it may name a device that is not there just now. */
  readonly settings: MicrophoneSettings;
}

export type MicrophoneState =
  | { readonly phase: 'closed'; readonly attempt: number }
  | (Attempt & { readonly phase: 'asking'; readonly asked: MicrophoneSettings })
  | (Attempt & { readonly phase: 'open'; readonly device: InputDevice; readonly muted: boolean })
  | (Attempt & {
      readonly phase: 'recovering';
      readonly because: RecoveryReason;
      readonly step: RecoveryStep;
      /** Questions answered with no since the trouble began. */
      readonly refusals: number;
    })
  | (Attempt & { readonly phase: 'failed'; readonly error: MicrophoneError });

export type MicrophoneEvent =
  | { readonly type: 'open'; readonly settings: MicrophoneSettings }
  | { readonly type: 'close' }
  | { readonly type: 'opened'; readonly attempt: number; readonly device: InputDevice }
  | { readonly type: 'refused'; readonly attempt: number; readonly error: MicrophoneError }
  | { readonly type: 'track-ended'; readonly attempt: number }
  | { readonly type: 'track-muted'; readonly attempt: number; readonly muted: boolean }
  /** No frames for too long. */
  | { readonly type: 'stalled'; readonly attempt: number; readonly interrupted: boolean }
  | { readonly type: 'flowing'; readonly attempt: number }
  | { readonly type: 'wait-over'; readonly attempt: number }
  | { readonly type: 'inputs-changed'; readonly inputs: readonly InputDevice[] };

export type MicrophoneEffect =
  | { readonly type: 'ask'; readonly attempt: number; readonly settings: MicrophoneSettings }
  /** Stop its tracks and close its context, if it has any. */
  | { readonly type: 'release'; readonly attempt: number }
  | { readonly type: 'resume'; readonly attempt: number }
  | { readonly type: 'wait'; readonly attempt: number; readonly ms: Millis };

export interface Step {
  readonly state: MicrophoneState;
  readonly effects: readonly MicrophoneEffect[];
}

export const closedMicrophone: MicrophoneState = { phase: 'closed', attempt: 0 };

/** A resumed context that gives nothing by the next check is built anew. */
const maxResumeChecks = 1;
/** A device that another program holds is asked for 6 times in about 30 s, then the person is told. */
const maxRefusals = 6;
const firstWaitMs: Millis = 500;
const maxWaitMs: Millis = 8000;

export function step(state: MicrophoneState, event: MicrophoneEvent): Step {
  switch (event.type) {
    case 'open':
      return open(state, event.settings);
    case 'close':
      return state.phase === 'closed'
        ? stay(state)
        : { state: { phase: 'closed', attempt: state.attempt }, effects: [release(state.attempt)] };
    case 'opened':
      return opened(state, event.attempt, event.device);
    case 'inputs-changed':
      return inputsChanged(state, event.inputs);
    case 'refused':
    case 'track-ended':
    case 'track-muted':
    case 'stalled':
    case 'flowing':
    case 'wait-over':
      return event.attempt === state.attempt ? current(state, event) : stay(state);
    default:
      return assertNever(event);
  }
}

const stay = (state: MicrophoneState): Step => ({ state, effects: [] });
const release = (attempt: number): MicrophoneEffect => ({ type: 'release', attempt });

/** Asks anew, as the next attempt. Whatever the one before holds is given back first: devices may be exclusive. */
function ask(
  state: MicrophoneState,
  asked: MicrophoneSettings,
  next: (attempt: number) => MicrophoneState,
): Step {
  const attempt = state.attempt + 1;
  const held = state.phase === 'open' || state.phase === 'recovering' ? [release(state.attempt)] : [];
  return { state: next(attempt), effects: [...held, { type: 'ask', attempt, settings: asked }] };
}

const askFirst = (state: MicrophoneState, settings: MicrophoneSettings, asked = settings): Step =>
  ask(state, asked, (attempt) => ({ phase: 'asking', attempt, settings, asked }));

function reopen(
  state: MicrophoneState & { phase: 'open' | 'recovering' },
  because: RecoveryReason,
  settings = state.settings,
  asked = settings,
): Step {
  const refusals = state.phase === 'recovering' ? state.refusals : 0;
  return ask(state, asked, (attempt) => ({
    phase: 'recovering',
    attempt,
    settings,
    because,
    step: { kind: 'asking', asked },
    refusals,
  }));
}

function open(state: MicrophoneState, settings: MicrophoneSettings): Step {
  switch (state.phase) {
    case 'closed':
    case 'failed':
    case 'asking':
      return askFirst(state, settings);
    case 'open':
    case 'recovering':
      return sameSettings(state.settings, settings)
        ? stay(state)
        : reopen(state, 'settings-changed', settings);
    default:
      return assertNever(state);
  }
}

const sameSettings = (a: MicrophoneSettings, b: MicrophoneSettings): boolean =>
  a.deviceId === b.deviceId &&
  a.echoCancellation === b.echoCancellation &&
  a.noiseSuppression === b.noiseSuppression &&
  a.autoGainControl === b.autoGainControl;

function opened(state: MicrophoneState, attempt: number, device: InputDevice): Step {
  const isAsking = state.phase === 'asking' || (state.phase === 'recovering' && state.step.kind === 'asking');
  if (attempt !== state.attempt || !isAsking) return { state, effects: [release(attempt)] };
  const { settings } = state;
  return stay({ phase: 'open', attempt, settings, device, muted: false });
}

type CurrentEvent = Exclude<MicrophoneEvent, { type: 'open' | 'close' | 'opened' | 'inputs-changed' }>;

function current(state: MicrophoneState, event: CurrentEvent): Step {
  switch (state.phase) {
    case 'closed':
    case 'failed':
      return stay(state);
    case 'asking':
      return event.type === 'refused' ? refusedFirst(state, event.error) : stay(state);
    case 'open':
      return whileOpen(state, event);
    case 'recovering':
      return whileRecovering(state, event);
    default:
      return assertNever(state);
  }
}

function whileOpen(state: MicrophoneState & { phase: 'open' }, event: CurrentEvent): Step {
  const { attempt, settings, device, muted } = state;
  switch (event.type) {
    case 'track-ended':
      return reopen(state, 'unplugged');
    case 'track-muted':
      return stay({ ...state, muted: event.muted });
    case 'stalled':
      return {
        state: {
          phase: 'recovering',
          attempt,
          settings,
          because: event.interrupted ? 'interrupted' : 'stalled',
          step: { kind: 'resuming', device, muted, checks: 0 },
          refusals: 0,
        },
        effects: [{ type: 'resume', attempt }],
      };
    case 'refused':
    case 'flowing':
    case 'wait-over':
      return stay(state);
    default:
      return assertNever(event);
  }
}

function whileRecovering(state: MicrophoneState & { phase: 'recovering' }, event: CurrentEvent): Step {
  const { attempt, settings, step: at } = state;
  switch (event.type) {
    case 'refused':
      return at.kind === 'asking' ? refusedAgain(state, at.asked, event.error) : stay(state);
    case 'wait-over':
      return at.kind === 'waiting' ? reopen(state, state.because) : stay(state);
    case 'track-ended':
      return at.kind === 'resuming' ? reopen(state, 'unplugged') : stay(state);
    case 'track-muted':
      return at.kind === 'resuming' ? stay({ ...state, step: { ...at, muted: event.muted } }) : stay(state);
    case 'flowing':
      return at.kind === 'resuming'
        ? stay({ phase: 'open', attempt, settings, device: at.device, muted: at.muted })
        : stay(state);
    case 'stalled': {
      if (at.kind !== 'resuming') return stay(state);
      // An interruption lasts as long as it lasts, and a new context would be interrupted as well.
      const checks = event.interrupted ? 0 : at.checks + 1;
      if (checks > maxResumeChecks) return reopen(state, 'stalled');
      return { state: { ...state, step: { ...at, checks } }, effects: [{ type: 'resume', attempt }] };
    }
    default:
      return assertNever(event);
  }
}

/** The chosen device is not there: go on with the default, and come back to it when it is plugged in. */
function withoutDevice(asked: MicrophoneSettings, error: MicrophoneError): MicrophoneSettings | null {
  if (error.code !== 'mic-constraint' || asked.deviceId === undefined) return null;
  const { deviceId: _, ...anyDevice } = asked;
  return anyDevice;
}

function refusedFirst(state: MicrophoneState & { phase: 'asking' }, error: MicrophoneError): Step {
  const { attempt, settings } = state;
  const anyDevice = withoutDevice(state.asked, error);
  return anyDevice === null
    ? stay({ phase: 'failed', attempt, settings, error })
    : askFirst(state, settings, anyDevice);
}

function refusedAgain(
  state: MicrophoneState & { phase: 'recovering' },
  asked: MicrophoneSettings,
  error: MicrophoneError,
): Step {
  const { attempt, settings, because } = state;
  const { code } = error;
  const anyDevice = withoutDevice(asked, error);
  if (anyDevice !== null) return reopen(state, because, settings, anyDevice);
  const refusals = state.refusals + 1;
  const waiting: MicrophoneState = { ...state, step: { kind: 'waiting', code }, refusals };
  if (code === 'mic-none') return stay(waiting);
  if ((code !== 'mic-in-use' && code !== 'mic-unknown') || refusals >= maxRefusals) {
    return stay({ phase: 'failed', attempt, settings, error });
  }
  const ms = Math.min(firstWaitMs * 2 ** (refusals - 1), maxWaitMs);
  return { state: waiting, effects: [{ type: 'wait', attempt, ms }] };
}

function inputsChanged(state: MicrophoneState, inputs: readonly InputDevice[]): Step {
  if (state.phase === 'recovering' && state.step.kind === 'waiting') {
    return inputs.length > 0 ? reopen(state, state.because) : stay(state);
  }
  if (state.phase !== 'open') return stay(state);
  return isBetter(inputs, state.device, state.settings.deviceId)
    ? reopen(state, 'device-changed')
    : stay(state);
}

/** The device that was asked for is back, or the system's default is another one now. */
function isBetter(inputs: readonly InputDevice[], open: InputDevice, wanted: string | undefined): boolean {
  if (wanted !== undefined) {
    return open.deviceId !== wanted && inputs.some(({ deviceId }) => deviceId === wanted);
  }
  const systems = inputs.find(({ deviceId }) => deviceId === 'default');
  return systems !== undefined && open.groupId !== '' && systems.groupId !== open.groupId;
}
