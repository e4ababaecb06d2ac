/**
 * The Device page's flow: from no box over choosing, connecting and working to a box that runs, and back after a broken
 * cable. Pure: effects are data, answers carry the number of what they answer, and what is stale changes nothing.
 */
import type { LoaderFailure, LoaderFailureCode } from '../../workers/loader-api.ts';
import { afterFlash } from './after-flash.ts';
import {
  emptyDesk,
  initialDeviceState,
  type Before,
  type Box,
  type ConnectFailure,
  type Desk,
  type DeviceEffect,
  type DeviceEvent,
  type DeviceState,
  type DeviceStep,
  type Job,
  type JobDone,
  type Purpose,
  type Way,
} from './device-state.ts';

/** After these the boot loader's answer cannot be counted on: the box is connected anew before anything else. */
const lineIsGone: ReadonlySet<LoaderFailureCode> = new Set<LoaderFailureCode>([
  'unplugged',
  'no-answer',
  'not-in-boot-mode',
  'noisy-line',
  'port-busy',
  'port-in-other-tab',
  'port-denied',
  'failed',
]);

/** What is done to the running firmware; everything else is done by the boot loader. */
const worksOnRunning = (job: Job): boolean => job.kind === 'reset';

type Phase<P extends DeviceState['phase']> = Extract<DeviceState, { readonly phase: P }>;

const stay = (state: DeviceState): DeviceStep => ({ state, effects: [] });
const go = (state: DeviceState, ...effects: readonly DeviceEffect[]): DeviceStep => ({ state, effects });

export function stepDevice(state: DeviceState, event: DeviceEvent): DeviceStep {
  switch (event.type) {
    case 'connect-asked':
      return state.phase === 'absent' ? choose(state, event.way, event.purpose) : stay(state);
    case 'reconnect-asked':
      return reconnect(state);
    case 'leave-asked':
      if (state.phase === 'absent') return stay(state);
      return go({ ...initialDeviceState, ops: state.ops + 1 }, { type: 'detach' });
    default:
  }
  switch (state.phase) {
    case 'absent':
    case 'lost':
      return stay(state);
    case 'choosing':
      return stepChoosing(state, event);
    case 'connecting':
      return stepConnecting(state, event);
    case 'loader':
    case 'running':
      return stepConnected(state, event);
  }
}

function choose(state: DeviceState, way: Way, purpose: Purpose, before: Before | null = null): DeviceStep {
  const op = state.ops + 1;
  return go(
    { ops: op, phase: 'choosing', way, purpose, before },
    { type: 'choose-port', op, way, again: before !== null },
  );
}

/** From a running or a lost box: what was planned and read is kept. */
function reconnect(state: DeviceState): DeviceStep {
  switch (state.phase) {
    case 'absent':
      return state.failure === null ? stay(state) : retry(state, state.failure);
    case 'running': {
      if (state.work !== null) return stay(state);
      const { way, box, desk } = state;
      return choose(state, way, 'change', { way, box, desk, unfinished: null });
    }
    case 'lost': {
      const { way, box, desk, unfinished } = state;
      return choose(state, way, 'change', { way, box, desk, unfinished });
    }
    default:
      return stay(state);
  }
}

function retry(state: DeviceState, { way, purpose }: NonNullable<Phase<'absent'>['failure']>): DeviceStep {
  const op = state.ops + 1;
  return go(
    { ops: op, phase: 'choosing', way, purpose, before: null },
    { type: 'choose-port', op, way, again: true },
  );
}

function stepChoosing(state: Phase<'choosing'>, event: DeviceEvent): DeviceStep {
  const { ops, way, purpose, before } = state;
  if (event.type === 'port-chosen' && event.op === ops) {
    const op = ops + 1;
    return go(
      { ops: op, phase: 'connecting', way, purpose, op, progress: null, isCancelling: false, before },
      purpose === 'listen' ? { type: 'listen', op } : { type: 'connect', op },
    );
  }
  if (event.type === 'port-not-chosen' && event.op === ops) {
    if (before === null) return stay({ ops, phase: 'absent', failure: { way, purpose, cause: event.cause } });
    return stay({ ops, phase: 'lost', ...before, failure: lossOf(event.cause) });
  }
  return stay(state);
}

const lossOf = (cause: ConnectFailure['cause']): LoaderFailure =>
  typeof cause === 'string' ? { code: 'unplugged', message: cause, details: {} } : cause;

function stepConnecting(state: Phase<'connecting'>, event: DeviceEvent): DeviceStep {
  const { ops, way, purpose, before } = state;
  if ('op' in event && event.op !== state.op) return stay(state);
  switch (event.type) {
    case 'progress':
      return stay({ ...state, progress: event.progress });
    case 'cancel-asked':
      return state.isCancelling ? stay(state) : go({ ...state, isCancelling: true }, { type: 'cancel' });
    case 'connected':
      return arrived(state, event.box);
    case 'listening':
      return stay({ ops, phase: 'running', way, work: null, box: null, desk: emptyDesk });
    case 'connect-failed': {
      if (before !== null) return stay({ ops, phase: 'lost', ...before, failure: event.failure });
      const isCancelled = event.failure.code === 'cancelled';
      const failure = isCancelled ? null : ({ way, purpose, cause: event.failure } as const);
      return go({ ops, phase: 'absent', failure }, { type: 'detach' });
    }
    default:
      return stay(state);
  }
}

/** The boot loader answers: go on with what was begun, if this is the box of before. */
function arrived({ ops, way, before }: Phase<'connecting'>, box: Box): DeviceStep {
  const known = before?.box ?? null;
  const isOther = known !== null && known.chip.mac !== box.chip.mac;
  if (before === null || isOther) {
    const outcome = isOther ? ({ kind: 'other-box', mac: box.chip.mac } as const) : null;
    return stay({ ops, phase: 'loader', way, box, work: null, desk: { ...emptyDesk, outcome } });
  }
  const { unfinished } = before;
  // Settings are read anew: what lies on the flash is the truth, and the box may have run meanwhile.
  const desk: Desk = { ...before.desk, settings: null, outcome: null };
  const there: Phase<'loader'> = { ops, phase: 'loader', way, box, work: null, desk };
  return unfinished === null ? stay(there) : begin(there, unfinished);
}

function begin(state: Phase<'loader'> | Phase<'running'>, job: Job): DeviceStep {
  const op = state.ops + 1;
  return go(
    {
      ...state,
      ops: op,
      work: { op, job, progress: null, isCancelling: false },
      desk: { ...state.desk, outcome: null },
    },
    { type: 'run', op, job },
  );
}

function stepConnected(state: Phase<'loader'> | Phase<'running'>, event: DeviceEvent): DeviceStep {
  const { work, desk } = state;
  if ('op' in event && event.op !== work?.op) return stay(state);
  switch (event.type) {
    case 'job-asked':
      if (work !== null || (state.phase === 'running' && !worksOnRunning(event.job))) return stay(state);
      return begin(state, event.job);
    case 'progress':
      return work === null ? stay(state) : stay({ ...state, work: { ...work, progress: event.progress } });
    case 'cancel-asked':
      if (work === null || work.isCancelling) return stay(state);
      return go({ ...state, work: { ...work, isCancelling: true } }, { type: 'cancel' });
    case 'job-done':
      return work === null ? stay(state) : jobDone(state, work.job, event.done);
    case 'job-failed':
      return work === null ? stay(state) : jobFailed(state, work.job, event.failure);
    case 'outcome-read':
      return stay({ ...state, desk: { ...desk, outcome: null } });
    case 'firmware-dropped':
      return work === null
        ? stay({ ...state, desk: { ...desk, firmware: null, outcome: null } })
        : stay(state);
    case 'restore-dropped':
      return work === null
        ? stay({ ...state, desk: { ...desk, restore: null, outcome: null } })
        : stay(state);
    case 'line-lost':
      // What is under way ends with a failure of its own.
      if (work !== null) return stay(state);
      return stay(lost(state, null, { code: 'unplugged', message: 'the port went away', details: {} }));
    default:
      return stay(state);
  }
}

function lost(
  { ops, way, box, desk }: Phase<'loader'> | Phase<'running'>,
  unfinished: Job | null,
  failure: LoaderFailure,
): DeviceState {
  return { ops, phase: 'lost', way, box, desk: { ...desk, outcome: null }, unfinished, failure };
}

function jobFailed(state: Phase<'loader'> | Phase<'running'>, job: Job, failure: LoaderFailure): DeviceStep {
  if (lineIsGone.has(failure.code)) return stay(lost(state, worksOnRunning(job) ? null : job, failure));
  const outcome =
    failure.code === 'cancelled'
      ? ({ kind: 'cancelled', job } as const)
      : { kind: 'failed' as const, job, failure };
  return stay({ ...state, work: null, desk: { ...state.desk, outcome } });
}

/** The firmware was started: from now on it is listened to. */
const running = (
  { ops, way, box }: Phase<'loader'> | Phase<'running'>,
  desk: Desk,
  newBox: Box | null = box,
): DeviceStep =>
  go({ ops, phase: 'running', way, box: newBox, desk, work: null }, { type: 'keep-listening' });

function jobDone(state: Phase<'loader'> | Phase<'running'>, job: Job, done: JobDone): DeviceStep {
  const { desk } = state;
  const at = (change: Partial<Desk>): DeviceStep =>
    stay({ ...state, work: null, desk: { ...desk, ...change } });
  switch (done.kind) {
    case 'plan-flash': {
      if (job.kind !== 'plan-flash') return stay(state);
      const { files, eraseSettings } = job;
      return at({ firmware: { files, eraseSettings, plan: done.plan } });
    }
    case 'flash': {
      if (job.kind !== 'flash' || state.box === null) return stay(state);
      const outcome = { kind: 'flashed', plan: job.plan, done: done.done } as const;
      return running(
        state,
        { ...desk, firmware: null, settings: null, outcome },
        { ...state.box, installed: afterFlash(state.box.installed, job.plan) },
      );
    }
    case 'read-settings':
      return at({ settings: done.report });
    case 'write-settings':
    case 'finish-write': {
      if (state.phase !== 'loader') return stay(state);
      const outcome = { kind: 'settings-written', written: done.written } as const;
      const settings = desk.settings && { ...desk.settings, settings: done.written.settings };
      // The firmware reads its settings when it starts.
      const box = { ...state.box, cutShort: null };
      const next = begin({ ...state, box }, { kind: 'reset', into: 'app' });
      return { ...next, state: { ...next.state, desk: { ...desk, settings, outcome } } as DeviceState };
    }
    case 'drop-write':
      return stay({
        ...state,
        work: null,
        box: state.box && { ...state.box, cutShort: null },
      } as DeviceState);
    case 'save-settings':
    case 'backup': {
      const step = at({ outcome: { kind: 'saved', job: done.kind, file: done.file.name } });
      return { ...step, effects: [{ type: 'save', file: done.file }] };
    }
    case 'plan-restore':
      return at({ restore: done.plan });
    case 'restore':
      return running(state, {
        ...desk,
        restore: null,
        settings: null,
        outcome: { kind: 'restored', done: done.done },
      });
    case 'reset': {
      if (job.kind !== 'reset') return stay(state);
      // That it has started can be read in its log.
      const waits = job.into === 'download' ? ({ kind: 'reset', into: job.into } as const) : null;
      const outcome = desk.outcome ?? waits;
      return running(state, { ...desk, outcome });
    }
  }
}
