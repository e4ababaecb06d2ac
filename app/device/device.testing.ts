/** A box, and what a loader says of it: for the page's tests. */
import { ok } from '../../core/result.ts';
import type {
  ChipReport,
  FlashDone,
  FlashPlan,
  InstalledReport,
  LoaderFailure,
  LoaderFailureCode,
  SettingsReport,
} from '../../workers/loader-api.ts';
import type { Partition } from '../../core/esp/partition-table-types.ts';
import type { Box } from './device-state.ts';

export const aChip: ChipReport = {
  chip: 'ESP32-S3',
  revision: 'v0.2',
  mac: '98:a3:16:e5:d8:4a',
  boxId: '98a316e5d84a',
  flashBytes: 16 * 1024 * 1024,
  flashMaker: 'Winbond',
  psramBytes: 8 * 1024 * 1024,
  link: 'usb-serial-jtag',
  baud: 921_600,
  slowedDown: false,
};

export const aPartition = (label: string, change: Partial<Partition> = {}): Partition => ({
  label,
  type: 1,
  subtype: 2,
  offset: 0x9000,
  size: 0x20_0000,
  encrypted: false,
  readOnly: false,
  ...change,
});

export const nvs = aPartition('nvs');
export const factory = aPartition('factory', { type: 0, subtype: 0, offset: 0x21_0000, size: 0x50_0000 });
export const partitions: readonly Partition[] = [
  nvs,
  aPartition('phy_init', { subtype: 1, offset: 0x20_9000, size: 0x1000 }),
  factory,
  aPartition('model', { subtype: 0x82, offset: 0x71_0000, size: 0x30_0000 }),
];

const descriptor = {
  project: 'libespidf',
  version: 'v0.3.1',
  idfVersion: 'v5.4.1',
  date: 'Jan 23 2026',
  time: '12:34:56',
  secureVersion: 0,
  elfSha256: 'ab'.repeat(32),
};

export const installed: InstalledReport = {
  table: ok({ partitions, layout: 'nvs-2mib' }),
  apps: [{ partition: factory, descriptor }],
};

export const aBox: Box = { chip: aChip, installed, cutShort: null };

export const aPlan: FlashPlan = {
  id: 1,
  kind: 'merged',
  fileName: 'echokit_boards.bin',
  fileBytes: 16 * 1024 * 1024,
  fileSha256: 'cd'.repeat(32),
  descriptor: { ...descriptor, version: 'v0.3.2' },
  parts: [{ name: 'factory', offset: 0x21_0000, bytes: 4_500_000, sha256: 'ef'.repeat(32) }],
  settings: 'kept',
  layoutChange: null,
  warnings: [],
};

export const flashDone: FlashDone = {
  bytesWritten: 4_500_000,
  bytesSkipped: 0,
  millis: 42_000,
  bootLines: ['I (440) app_init: App version:      v0.3.2'],
};

export const settingsReport: SettingsReport = {
  settings: { ssid: 'HomeNet-5G', pass: 'correct horse', server_url: 'ws://192.168.1.20:9090/box/0123' },
  damaged: [],
  partition: nvs,
  usedPages: 3,
  pages: 512,
  bytesRead: 20_000,
  otherNamespaces: ['phy'],
};

export const failureOf = (
  code: LoaderFailureCode,
  details: LoaderFailure['details'] = {},
): LoaderFailure => ({ code, message: code, details });
