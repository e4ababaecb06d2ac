/**
 * Types only: what the page may ask of loader.worker (comlink). The worker speaks with a box on a cable: boot loader
 * (esptool-js), partition table, settings, images, and the log of what runs. The page owns the port object and hands
 * over a line to it (a MessagePort, see `serial-line-api.ts`), so real, polyfilled and simulated ports are one code
 * path, and 16 MB are prepared, hashed and written without a long task on the page.
 *
 * One operation at a time; a second one is refused with `busy`. Everything long reports progress and ends at `cancel()`.
 * Failures are data: comlink would lose their class.
 */
import type { AppDescriptor } from '../core/esp/app-descriptor-types.ts';
import type { MonitorUpdate } from '../core/esp/log/log-types.ts';
import type { BoxLayout, Partition } from '../core/esp/partition-table-types.ts';
import type { BoxSettings, SettingEdit, SettingKey } from '../core/esp/settings/box-settings.ts';
import type { Result } from '../core/result.ts';
import type { Millis } from '../core/units.ts';

/** Why something did not work. The words for people are in `app/device/device-errors.strings.ts`, one entry per code. */
export type LoaderFailureCode =
  /** Another operation is under way. */
  | 'busy'
  /** The person stopped it. */
  | 'cancelled'
  /** The port cannot be opened: a monitor, an IDE or another program holds it. */
  | 'port-busy'
  /** Another tab of this app holds it. */
  | 'port-in-other-tab'
  /** The system does not let this user open the port (Linux: group dialout or uucp). */
  | 'port-denied'
  /** The cable was pulled, or the box went away and did not come back. */
  | 'unplugged'
  /** Nothing answered: wrong socket, charge-only cable, or the box has to be put into boot mode by hand. */
  | 'no-answer'
  /** Something answered, but not the boot loader: `details.received` has the beginning of it. */
  | 'not-in-boot-mode'
  | 'wrong-chip'
  /** Secure boot, secure download or flash encryption: nothing is written. */
  | 'locked-chip'
  | 'no-flash'
  /** Lost or garbled bytes, after the retries at a lower speed. */
  | 'noisy-line'
  /** What was written does not read back, after one repeat. */
  | 'verify-failed'
  /** A refusal of an image, a table or a file before anything was erased: `details.reason` is a code of `core/esp`. */
  | 'refused-image'
  | 'bad-table'
  | 'no-nvs'
  /** Settings that were cut short on their way to another layout: its firmware has to be written first. */
  | 'layout-missing'
  /** The settings cannot be read or mounted: `details.reason` is a code of `core/esp/nvs`. */
  | 'unreadable-settings'
  | 'invalid-settings'
  | 'settings-full'
  /** The box did not start after a reset: it stayed in download mode, `details.bootLine` tells. */
  | 'stuck-in-boot-mode'
  | 'refused-backup'
  | 'failed';

export interface LoaderFailure {
  readonly code: LoaderFailureCode;
  /** English, for the log. */
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
}

export type LoaderResult<T> = Result<T, LoaderFailure>;

/** Bytes of what is being done now. `total` is 0 where it is not known. */
export interface LoaderProgress {
  readonly phase:
    | 'connecting'
    | 'uploading-stub'
    | 'raising-speed'
    | 'identifying'
    | 'preparing'
    | 'comparing'
    | 'erasing'
    | 'writing'
    | 'verifying'
    | 'reading'
    | 'resetting';
  /** Which part of how many, and its name (`app`, `nvs`, ...). */
  readonly part: number;
  readonly parts: number;
  readonly name: string;
  readonly done: number;
  readonly total: number;
  /** Of the whole operation so far; 0 until it can be told. */
  readonly bytesPerSecond: number;
  readonly millisLeft: Millis | null;
}

export type OnProgress = (progress: LoaderProgress) => void;

export interface ConnectOptions {
  /** Raised after the stub runs, with fall-back; ignored on USB-Serial/JTAG. */
  readonly baud: 115_200 | 230_400 | 460_800 | 921_600 | 1_500_000 | 2_000_000;
}

export interface ChipReport {
  /** `ESP32-S3`, or another chip's name where that is what answered. */
  readonly chip: string;
  /** `v0.2`. */
  readonly revision: string;
  /** Lower case with colons. */
  readonly mac: string;
  /** MAC without colons, as servers and Bluetooth know the box. */
  readonly boxId: string;
  readonly flashBytes: number;
  /** `Winbond`, or the id in hex. */
  readonly flashMaker: string;
  /** 0 for none. */
  readonly psramBytes: number;
  readonly link: 'usb-serial-jtag' | 'usb-otg' | 'bridge' | 'unknown';
  readonly baud: number;
  /** The speed that was asked for did not work, and a lower one is used. */
  readonly slowedDown: boolean;
}

export interface InstalledApp {
  readonly partition: Partition;
  /** Null where there is no valid application. */
  readonly descriptor: AppDescriptor | null;
}

export interface InstalledReport {
  /** Null with the reason where there is no readable table. */
  readonly table: LoaderResult<{ readonly partitions: readonly Partition[]; readonly layout: BoxLayout }>;
  readonly apps: readonly InstalledApp[];
}

/** What is to be written. `bytes` are transferred. */
export interface FirmwareFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where it goes; absent for "as the file says" (merged image at 0, application to the table's factory partition). */
  readonly offset?: number;
}

export interface FlashPart {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** What would happen, before anything does. Words are made of this by the page. */
export interface FlashPlan {
  readonly id: number;
  readonly kind: 'app-only' | 'merged' | 'raw';
  readonly fileName: string;
  readonly fileBytes: number;
  readonly fileSha256: string;
  readonly descriptor: AppDescriptor | null;
  readonly parts: readonly FlashPart[];
  /** Wi-Fi, server and pictures: kept, carried over to the new layout, or gone. */
  readonly settings: 'kept' | 'moved' | 'moved-without-pictures' | 'erased' | 'none';
  /** Where the box's table differs from the file's. */
  readonly layoutChange: { readonly from: BoxLayout; readonly to: BoxLayout } | null;
  readonly warnings: readonly FlashWarning[];
}

export type FlashWarning =
  | { readonly code: 'older-than-installed'; readonly installed: string; readonly offered: string }
  | { readonly code: 'same-as-installed'; readonly version: string }
  | { readonly code: 'not-echokit'; readonly project: string }
  | { readonly code: 'other-partitions-written'; readonly labels: readonly string[] };

export interface PlanOptions {
  /** A clean start: settings are erased too. */
  readonly eraseSettings: boolean;
}

export interface FlashDone {
  readonly bytesWritten: number;
  /** Parts and pieces that were the same already. */
  readonly bytesSkipped: number;
  readonly millis: Millis;
  /** The first lines that the box printed, or none where it cannot be heard. */
  readonly bootLines: readonly string[];
}

/** Settings as the box would read them, and what the partition holds besides. */
export interface SettingsReport {
  readonly settings: BoxSettings;
  /** Keys that are stored, but not readable: damaged, or of another type. */
  readonly damaged: readonly { readonly key: SettingKey; readonly reason: string }[];
  readonly partition: Partition;
  readonly usedPages: number;
  readonly pages: number;
  /** Bytes that crossed the line for this. */
  readonly bytesRead: number;
  /** Other namespaces, which are never touched. */
  readonly otherNamespaces: readonly string[];
}

/**
 * A write of settings that a cable or a closed page cut short: the page of NVS in the middle may be blank, with all keys
 * on it. The whole partition as it should be is kept in this browser (it holds passwords) until it is written or dropped.
 */
export interface UnfinishedWrite {
  /** Wall instant at which it was begun (ms since the epoch). */
  readonly at: Millis;
  readonly partition: Partition;
}

export interface SettingsWritten {
  readonly settings: BoxSettings;
  readonly pagesWritten: number;
  readonly bytesWritten: number;
  readonly bytesRead: number;
}

/** A file for the person: `.zip` with the parts and `manifest.json`, or the bare bytes of one partition. */
export interface BackupFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type BackupRange =
  { readonly kind: 'whole-flash' } | { readonly kind: 'partitions'; readonly labels: readonly string[] };

/** What is in a file that should be restored, checked against the box that is connected. */
export interface RestorePlan {
  readonly id: number;
  readonly takenFrom: { readonly mac: string; readonly date: string } | null;
  /** It was taken from another box: its Wi-Fi calibration and its settings are that one's. */
  readonly otherBox: boolean;
  readonly parts: readonly FlashPart[];
}

export type { BoxStatus, LogLevel, LogLine, LogRun, MonitorUpdate } from '../core/esp/log/log-types.ts';

export interface LoaderApi {
  /** The line to a port that the page has been granted. Replaces an earlier one; the port is transferred. */
  attach(line: MessagePort): Promise<void>;
  /** Closes the port and forgets the box. */
  detach(): Promise<void>;
  /** Stops what is under way; the operation ends with `cancelled` when the line is in order again. */
  cancel(): Promise<void>;

  /** Boot mode, stub, speed, identity. */
  connect(options: ConnectOptions, onProgress: OnProgress): Promise<LoaderResult<ChipReport>>;
  readInstalled(onProgress: OnProgress): Promise<LoaderResult<InstalledReport>>;

  planFlash(files: readonly FirmwareFile[], options: PlanOptions): Promise<LoaderResult<FlashPlan>>;
  /** May be called again with the same plan after a failure, also over a new line: what is right already is skipped. */
  flash(plan: number, onProgress: OnProgress): Promise<LoaderResult<FlashDone>>;

  readSettings(onProgress: OnProgress): Promise<LoaderResult<SettingsReport>>;
  /** The partition as it was read last, for the person to keep. It holds passwords. */
  settingsBackup(): Promise<LoaderResult<BackupFile>>;
  /** Checks, writes the changed pages only, reads them back. May be called again after a failure. */
  writeSettings(
    edits: readonly SettingEdit[],
    onProgress: OnProgress,
  ): Promise<LoaderResult<SettingsWritten>>;

  /** What was cut short on the box that is connected, also before the page was loaded anew. */
  unfinishedWrite(): Promise<UnfinishedWrite | null>;
  /** Writes the kept partition where the box differs from it, and forgets it. */
  finishWrite(onProgress: OnProgress): Promise<LoaderResult<SettingsWritten>>;
  dropUnfinishedWrite(): Promise<void>;

  backup(range: BackupRange, onProgress: OnProgress): Promise<LoaderResult<BackupFile>>;
  planRestore(file: BackupFile): Promise<LoaderResult<RestorePlan>>;
  restore(plan: number, onProgress: OnProgress): Promise<LoaderResult<FlashDone>>;

  /** Resets over the lines and listens at 115,200. Leaves the boot loader: `connect` is needed afterwards. */
  reset(into: 'app' | 'download', onProgress: OnProgress): Promise<LoaderResult<readonly string[]>>;
  /** The log from now on, until `stopMonitor`, `connect` or `detach`. */
  startMonitor(onUpdate: (update: MonitorUpdate) => void): Promise<LoaderResult<void>>;
  stopMonitor(): Promise<void>;
  /** Text typed by the person, sent as UTF-8. */
  sendText(text: string): Promise<LoaderResult<void>>;
}
