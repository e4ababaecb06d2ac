/** While something is written: the screen stays on, and a page that is closed asks first. */
import type { StoreApi } from 'zustand';
import type { DeviceState, JobKind } from './device-state.ts';

const writing: ReadonlySet<JobKind> = new Set<JobKind>([
  'flash',
  'restore',
  'write-settings',
  'finish-write',
]);

const isWriting = (state: DeviceState): boolean =>
  (state.phase === 'loader' || state.phase === 'running') &&
  state.work !== null &&
  writing.has(state.work.job.kind);

/** What is needed of the window and of the navigator. */
export interface GuardedPage {
  addEventListener(type: 'beforeunload', listener: (event: Event) => void): void;
  removeEventListener(type: 'beforeunload', listener: (event: Event) => void): void;
}
export interface WakeLocks {
  readonly wakeLock?: { request(type: 'screen'): Promise<{ release(): Promise<void> }> };
}

export function guardWriting(store: StoreApi<DeviceState>, page: GuardedPage, { wakeLock }: WakeLocks): void {
  const ask = (event: Event) => event.preventDefault();
  let isOn = false;
  let lock: Promise<{ release(): Promise<void> } | undefined> = Promise.resolve(undefined);
  store.subscribe((state) => {
    if (isWriting(state) === isOn) return;
    isOn = !isOn;
    if (isOn) {
      page.addEventListener('beforeunload', ask);
      // A browser that does not let us goes dark in its own time.
      lock = wakeLock?.request('screen').catch(() => undefined) ?? Promise.resolve(undefined);
    } else {
      page.removeEventListener('beforeunload', ask);
      void lock.then((held) => held?.release()).catch(() => undefined);
    }
  });
}
