/** The Device page's effects: asks the loader's worker and the platform, and tells the machine what came of it. */
import { proxy, type Remote } from 'comlink';
import { createStore, type StoreApi } from 'zustand';
import { err, ok, type Result } from '../../core/result.ts';
import type {
  LoaderApi,
  LoaderFailure,
  LoaderProgress,
  LoaderResult,
  BackupFile,
} from '../../workers/loader-api.ts';
import { stepDevice } from './device-machine.ts';
import {
  initialDeviceState,
  type ConnectFailure,
  type DeviceEffect,
  type DeviceEvent,
  type DeviceState,
  type Job,
  type JobDone,
  type Purpose,
  type Way,
} from './device-state.ts';
import type { MonitorLog } from './monitor/monitor-log.ts';

/** Where boxes come from: the browser's ports, or a simulated one. */
export interface BoxPorts {
  /**
   * Has the person choose a port, or takes the one of last time, and leads it to the worker.
   * @param again the port of last time, where it is still there @param onLost it went away, and the worker was told
   */
  open(
    way: Way,
    again: boolean,
    loader: Remote<LoaderApi>,
    onLost: () => void,
  ): Promise<Result<void, ConnectFailure['cause']>>;
  /** Lets go of the port, so that other programs can have it. */
  close(): Promise<void>;
}

export interface DeviceSessionOptions {
  readonly loader: Remote<LoaderApi>;
  readonly ports: BoxPorts;
  readonly monitor: MonitorLog;
  readonly saveFile: (name: string, bytes: Uint8Array<ArrayBuffer>) => void;
}

export interface DeviceSession {
  readonly store: StoreApi<DeviceState>;
  connect(way: Way, purpose?: Purpose): void;
  /** The same box once more, and on with what was begun. */
  reconnect(): void;
  run(job: Job): void;
  cancel(): void;
  leave(): void;
  dismissOutcome(): void;
  dropFirmware(): void;
  dropRestore(): void;
  /** Typed by the person into the running firmware. */
  sendText(text: string): Promise<LoaderResult<void>>;
  /** The worker did not start, or has stopped: nothing that was asked will be answered. */
  workerFailed(cause: unknown): void;
}

/** Works on every cable but the oldest bridges, where the worker falls back. */
const baud = 921_600;

const crashed = (cause: unknown): LoaderFailure => ({
  code: 'failed',
  message: cause instanceof Error ? cause.message : String(cause),
  details: {},
});

export function createDeviceSession(options: DeviceSessionOptions): DeviceSession {
  const { loader, ports, monitor, saveFile } = options;
  const store = createStore<DeviceState>(() => initialDeviceState);

  function tell(event: DeviceEvent): void {
    const { state, effects } = stepDevice(store.getState(), event);
    store.setState(state, true);
    for (const effect of effects) void perform(effect);
  }

  async function perform(effect: DeviceEffect): Promise<void> {
    switch (effect.type) {
      case 'choose-port':
        return choosePort(effect.op, effect.way, effect.again);
      case 'connect':
        return connect(effect.op);
      case 'listen':
        return listen(effect.op);
      case 'run': {
        const { op } = effect;
        const result = await attempt(() => run(effect.job, reportOf(op)));
        return tell(
          result.ok
            ? { type: 'job-done', op, done: result.value }
            : { type: 'job-failed', op, failure: result.error },
        );
      }
      case 'cancel':
        await attempt(async () => ok(await loader.cancel()));
        return;
      case 'keep-listening':
        await attempt(() => startMonitor());
        return;
      case 'save':
        return saveFile(effect.file.name, effect.file.bytes);
      case 'detach':
        await attempt(async () => ok(await loader.detach()));
        await ports.close();
        monitor.clear();
    }
  }

  async function choosePort(op: number, way: Way, again: boolean): Promise<void> {
    let chosen: Result<void, ConnectFailure['cause']>;
    try {
      chosen = await ports.open(way, again, loader, () => tell({ type: 'line-lost' }));
    } catch (cause) {
      chosen = err(crashed(cause));
    }
    tell(chosen.ok ? { type: 'port-chosen', op } : { type: 'port-not-chosen', op, cause: chosen.error });
  }

  async function connect(op: number): Promise<void> {
    const onProgress = reportOf(op);
    const chip = await attempt(() => loader.connect({ baud }, onProgress));
    if (!chip.ok) return tell({ type: 'connect-failed', op, failure: chip.error });
    const installed = await attempt(() => loader.readInstalled(onProgress));
    if (!installed.ok) return tell({ type: 'connect-failed', op, failure: installed.error });
    const cutShort = await loader.unfinishedWrite().catch(() => null);
    tell({ type: 'connected', op, box: { chip: chip.value, installed: installed.value, cutShort } });
  }

  async function listen(op: number): Promise<void> {
    monitor.clear();
    const started = await attempt(() => startMonitor());
    tell(started.ok ? { type: 'listening', op } : { type: 'connect-failed', op, failure: started.error });
  }

  const startMonitor = () => loader.startMonitor(proxy((update) => monitor.add(update)));
  const reportOf = (op: number) =>
    proxy((progress: LoaderProgress) => tell({ type: 'progress', op, progress }));

  async function run(
    job: Job,
    onProgress: (progress: LoaderProgress) => void,
  ): Promise<LoaderResult<JobDone>> {
    switch (job.kind) {
      case 'plan-flash':
        return as(await loader.planFlash(job.files, { eraseSettings: job.eraseSettings }), (plan) => ({
          kind: job.kind,
          plan,
        }));
      case 'flash':
        return as(await loader.flash(job.plan.id, onProgress), (done) => ({ kind: job.kind, done }));
      case 'read-settings':
        return as(await loader.readSettings(onProgress), (report) => ({ kind: job.kind, report }));
      case 'write-settings':
        return as(await loader.writeSettings(job.edits, onProgress), (written) => ({
          kind: job.kind,
          written,
        }));
      case 'finish-write':
        return as(await loader.finishWrite(onProgress), (written) => ({ kind: job.kind, written }));
      case 'drop-write':
        await loader.dropUnfinishedWrite();
        return ok({ kind: job.kind });
      case 'save-settings':
        return as(await loader.settingsBackup(), (file) => ({ kind: job.kind, file }));
      case 'backup':
        return as(await loader.backup(job.range, onProgress), (file) => ({ kind: job.kind, file }));
      case 'plan-restore':
        return as(await loader.planRestore(job.file), (plan) => ({ kind: job.kind, plan }));
      case 'restore':
        return as(await loader.restore(job.plan.id, onProgress), (done) => ({ kind: job.kind, done }));
      case 'reset':
        return as(await loader.reset(job.into, onProgress), (lines) => ({ kind: job.kind, lines }));
    }
  }

  return {
    store,
    connect: (way, purpose = 'change') => tell({ type: 'connect-asked', way, purpose }),
    reconnect: () => tell({ type: 'reconnect-asked' }),
    run: (job) => tell({ type: 'job-asked', job }),
    cancel: () => tell({ type: 'cancel-asked' }),
    leave: () => tell({ type: 'leave-asked' }),
    dismissOutcome: () => tell({ type: 'outcome-read' }),
    dropFirmware: () => tell({ type: 'firmware-dropped' }),
    dropRestore: () => tell({ type: 'restore-dropped' }),
    sendText: (text) => attempt(() => loader.sendText(text)),
    workerFailed(cause) {
      const state = store.getState();
      const failure = crashed(cause);
      if (state.phase === 'connecting') tell({ type: 'connect-failed', op: state.op, failure });
      else if ((state.phase === 'loader' || state.phase === 'running') && state.work !== null)
        tell({ type: 'job-failed', op: state.work.op, failure });
    },
  };
}

/** A call that rejects is a fault of ours or of the worker; the page hears of it as of any failure. */
async function attempt<T>(call: () => Promise<LoaderResult<T>>): Promise<LoaderResult<T>> {
  try {
    return await call();
  } catch (cause) {
    return err(crashed(cause));
  }
}

const as = <T>(result: LoaderResult<T>, done: (value: T) => JobDone): LoaderResult<JobDone> =>
  result.ok ? ok(done(result.value)) : result;

/** A file of the person's as the worker takes it. */
export const backupOf = (name: string, bytes: Uint8Array<ArrayBuffer>): BackupFile => ({ name, bytes });
