/** What the Device page knows, what it can be asked, and what it asks of the session that performs effects. Plain data. */
import type { SerialErrorCode } from '../platform/serial/serial-errors.ts';
import type { SettingEdit } from '../../core/esp/settings/box-settings.ts';
import type {
  BackupFile,
  BackupRange,
  ChipReport,
  FirmwareFile,
  FlashDone,
  FlashPlan,
  InstalledReport,
  LoaderFailure,
  LoaderProgress,
  RestorePlan,
  SettingsReport,
  SettingsWritten,
  UnfinishedWrite,
} from '../../workers/loader-api.ts';

/** A cable that the browser sees, or a box that is simulated in the page; from there on they are the same. */
export type Way = 'usb' | 'simulated';

/** Why a box is connected: to be changed, or only to be listened to, which does not stop what it does. */
export type Purpose = 'change' | 'listen';

export interface Box {
  readonly chip: ChipReport;
  readonly installed: InstalledReport;
  /** A write of settings that did not come to its end, and can. */
  readonly cutShort: UnfinishedWrite | null;
}

/** What takes time and has one end. */
export type Job =
  | { readonly kind: 'plan-flash'; readonly files: readonly FirmwareFile[]; readonly eraseSettings: boolean }
  | { readonly kind: 'flash'; readonly plan: FlashPlan }
  | { readonly kind: 'read-settings' }
  | { readonly kind: 'write-settings'; readonly edits: readonly SettingEdit[] }
  | { readonly kind: 'finish-write' }
  | { readonly kind: 'drop-write' }
  | { readonly kind: 'save-settings' }
  | { readonly kind: 'backup'; readonly range: BackupRange }
  | { readonly kind: 'plan-restore'; readonly file: BackupFile }
  | { readonly kind: 'restore'; readonly plan: RestorePlan }
  | { readonly kind: 'reset'; readonly into: 'app' | 'download' };

export type JobKind = Job['kind'];

/** What comes of each, when it comes well. */
export type JobDone =
  | { readonly kind: 'plan-flash'; readonly plan: FlashPlan }
  | { readonly kind: 'flash'; readonly done: FlashDone }
  | { readonly kind: 'read-settings'; readonly report: SettingsReport }
  | { readonly kind: 'write-settings' | 'finish-write'; readonly written: SettingsWritten }
  | { readonly kind: 'drop-write' }
  | { readonly kind: 'save-settings' | 'backup'; readonly file: BackupFile }
  | { readonly kind: 'plan-restore'; readonly plan: RestorePlan }
  | { readonly kind: 'restore'; readonly done: FlashDone }
  | { readonly kind: 'reset'; readonly lines: readonly string[] };

export interface Work {
  /** Tells the answers of this job from those of earlier ones. */
  readonly op: number;
  readonly job: Job;
  readonly progress: LoaderProgress | null;
  readonly isCancelling: boolean;
}

/** What the newest job has come to, for as long as nothing else is begun. */
export type Outcome =
  | { readonly kind: 'flashed'; readonly plan: FlashPlan; readonly done: FlashDone }
  | { readonly kind: 'settings-written'; readonly written: SettingsWritten }
  | { readonly kind: 'saved'; readonly job: 'save-settings' | 'backup'; readonly file: string }
  | { readonly kind: 'restored'; readonly done: FlashDone }
  | { readonly kind: 'reset'; readonly into: 'app' | 'download' }
  /** It can be asked for again: nothing was lost. */
  | { readonly kind: 'failed'; readonly job: Job; readonly failure: LoaderFailure }
  | { readonly kind: 'cancelled'; readonly job: Job }
  /** Something was to be gone on with, and the box that came is not the one. */
  | { readonly kind: 'other-box'; readonly mac: string };

/** What was read and planned of this box, kept while it is restarted. */
export interface Desk {
  readonly firmware: {
    readonly files: readonly FirmwareFile[];
    readonly eraseSettings: boolean;
    readonly plan: FlashPlan;
  } | null;
  readonly settings: SettingsReport | null;
  readonly restore: RestorePlan | null;
  readonly outcome: Outcome | null;
}

interface WithBox {
  readonly way: Way;
  readonly box: Box;
  readonly desk: Desk;
}

export type DeviceState = { readonly ops: number } & (
  | {
      readonly phase: 'absent';
      /** The port was not chosen, or the box did not answer. */
      readonly failure: ConnectFailure | null;
    }
  | {
      readonly phase: 'choosing';
      readonly way: Way;
      readonly purpose: Purpose;
      readonly before: Before | null;
    }
  | {
      readonly phase: 'connecting';
      readonly way: Way;
      readonly purpose: Purpose;
      readonly op: number;
      readonly progress: LoaderProgress | null;
      readonly isCancelling: boolean;
      readonly before: Before | null;
    }
  /** The boot loader answers. */
  | ({ readonly phase: 'loader'; readonly work: Work | null } & WithBox)
  /** The box runs its firmware, and is listened to. `box`: where it was identified before. */
  | {
      readonly phase: 'running';
      readonly way: Way;
      readonly work: Work | null;
      readonly box: Box | null;
      readonly desk: Desk;
    }
  /** The line broke while something was done, or the box fell silent. */
  | ({ readonly phase: 'lost' } & Before & { readonly failure: LoaderFailure })
);

/** What is gone on with when the same box comes back. */
export interface Before {
  readonly way: Way;
  readonly box: Box | null;
  readonly desk: Desk;
  readonly unfinished: Job | null;
}

export interface ConnectFailure {
  readonly way: Way;
  readonly purpose: Purpose;
  /** A failure of the box or its port; or why there is no port, such as a list that was closed. */
  readonly cause: LoaderFailure | SerialErrorCode;
}

export type DeviceEvent =
  | { readonly type: 'connect-asked'; readonly way: Way; readonly purpose: Purpose }
  /** The same box once more: its port needs no choosing where the browser still has it. */
  | { readonly type: 'reconnect-asked' }
  | { readonly type: 'port-chosen'; readonly op: number }
  | { readonly type: 'port-not-chosen'; readonly op: number; readonly cause: ConnectFailure['cause'] }
  | { readonly type: 'connected'; readonly op: number; readonly box: Box }
  | { readonly type: 'listening'; readonly op: number }
  | { readonly type: 'connect-failed'; readonly op: number; readonly failure: LoaderFailure }
  | { readonly type: 'job-asked'; readonly job: Job }
  | { readonly type: 'progress'; readonly op: number; readonly progress: LoaderProgress }
  | { readonly type: 'job-done'; readonly op: number; readonly done: JobDone }
  | { readonly type: 'job-failed'; readonly op: number; readonly failure: LoaderFailure }
  | { readonly type: 'cancel-asked' }
  | { readonly type: 'outcome-read' }
  | { readonly type: 'firmware-dropped' }
  | { readonly type: 'restore-dropped' }
  /** The cable was pulled while nothing was done. */
  | { readonly type: 'line-lost' }
  | { readonly type: 'leave-asked' };

export type DeviceEffect =
  /** @property again the port of last time, where it is still there */
  | { readonly type: 'choose-port'; readonly op: number; readonly way: Way; readonly again: boolean }
  | { readonly type: 'connect'; readonly op: number }
  | { readonly type: 'listen'; readonly op: number }
  | { readonly type: 'run'; readonly op: number; readonly job: Job }
  | { readonly type: 'cancel' }
  | { readonly type: 'keep-listening' }
  | { readonly type: 'save'; readonly file: BackupFile }
  | { readonly type: 'detach' };

export interface DeviceStep {
  readonly state: DeviceState;
  readonly effects: readonly DeviceEffect[];
}

export const emptyDesk: Desk = { firmware: null, settings: null, restore: null, outcome: null };
export const initialDeviceState: DeviceState = { ops: 0, phase: 'absent', failure: null };
