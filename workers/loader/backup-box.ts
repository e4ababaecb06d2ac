/** Backups of flash and what is in them, checked against the box that is connected. */
import type { Partition } from '../../core/esp/partition-table-types.ts';
import { readNvs } from '../../core/esp/nvs/read-nvs.ts';
import { settingsPartition } from '../../core/esp/table/box-layout.ts';
import type { BackupFile, BackupRange, ChipReport, RestorePlan } from '../loader-api.ts';
import type { BoxSession } from './box-session.ts';
import type { Job } from './job.ts';
import { LoaderError } from './loader-error.ts';
import type { LoaderHost } from './loader-host.ts';
import { readSkippingBlank } from './read-flash.ts';
import { sha256Hex } from './sha256.ts';
import type { FlashRegion } from './write-flash.ts';
import { isZip, openBackup, packBackup, type BackupManifest } from './zip-files.ts';

const wholeFlashName = 'flash';

interface BackupPart {
  readonly name: string;
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** @throws LoaderError `bad-table`, `failed` for labels that are not there */
export async function backUp(
  session: BoxSession,
  range: BackupRange,
  job: Job,
  host: LoaderHost,
): Promise<BackupFile> {
  const { box } = session;
  const wanted =
    range.kind === 'whole-flash'
      ? [{ label: wholeFlashName, offset: 0, size: box.report.flashBytes }]
      : await partitionsOf(session, range.labels, job);
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  job.progress.begin('reading', total);
  const parts: BackupPart[] = [];
  for (const [index, { label, offset, size }] of wanted.entries()) {
    job.progress.enter(index, wanted.length, label);
    const bytes = await readSkippingBlank(box, offset, size, job, { bytes: 0 });
    parts.push({ name: label, offset, bytes });
  }
  return packParts(box.report, parts, host.wallNow());
}

/** The zip with its manifest. */
export async function packParts(
  report: ChipReport,
  parts: readonly BackupPart[],
  wallNow: number,
): Promise<BackupFile> {
  const date = new Date(wallNow).toISOString();
  const { mac, chip, revision, flashBytes, boxId } = report;
  const listed: BackupManifest['parts'] = [];
  const files: Record<string, Uint8Array> = {};
  for (const { name, offset, bytes } of parts) {
    const file = `${listed.length}-${name.replaceAll(/[^\w-]/g, '_')}.bin`;
    listed.push({ file, name, offset, bytes: bytes.length, sha256: await sha256Hex(bytes) });
    files[file] = bytes;
  }
  const manifest: BackupManifest = {
    format: 'echokit-backup',
    version: 1,
    date,
    device: { mac, chip, revision, flashBytes },
    parts: listed,
  };
  const what = parts.length === 1 ? `-${parts[0]!.name}` : '';
  return {
    name: `echokit-${boxId}${what}-${date.slice(0, 10)}.zip`,
    bytes: packBackup(manifest, files),
  };
}

async function partitionsOf(
  session: BoxSession,
  labels: readonly string[],
  job: Job,
): Promise<readonly Partition[]> {
  const { partitions } = await needTable(session, job);
  return labels.map((label) => {
    const found = partitions.find((partition) => partition.label === label);
    if (found === undefined)
      throw new LoaderError('failed', `there is no partition ${label}`, { details: { label } });
    return found;
  });
}

async function needTable(session: BoxSession, job: Job) {
  const table = await session.table(job);
  if (table.ok) return table.value;
  throw new LoaderError(table.error.code, table.error.message, { details: table.error.details });
}

export interface OpenedRestore {
  readonly plan: RestorePlan;
  readonly boxId: string;
  readonly regions: readonly FlashRegion[];
}

/** @throws LoaderError `refused-backup` with `details.reason` */
export async function planRestore(
  session: BoxSession,
  id: number,
  file: BackupFile,
  job: Job,
): Promise<OpenedRestore> {
  const { report } = session.box;
  const opened = isZip(file.bytes) ? await openZip(file) : await openBare(session, file, job);
  const { manifest, parts } = opened;
  const partitions = parts.some(({ name }) => name !== wholeFlashName)
    ? (await needTable(session, job)).partitions
    : [];
  for (const { name, offset, bytes } of parts) {
    if (offset % 4096 !== 0 || offset + bytes.length > report.flashBytes)
      throw refused('flash-too-small', `${name} does not fit the flash of this box`);
    const isThere = partitions.some(
      (partition) =>
        partition.label === name && partition.offset === offset && partition.size === bytes.length,
    );
    // Written over another layout it would destroy what lies there now.
    if (name !== wholeFlashName && !isThere)
      throw refused('other-layout', `this box has no partition ${name} of that place and size`);
  }
  const listed = [];
  for (const { name, offset, bytes } of parts)
    listed.push({ name, offset, bytes: bytes.length, sha256: await sha256Hex(bytes) });
  return {
    plan: {
      id,
      takenFrom: manifest === null ? null : { mac: manifest.device.mac, date: manifest.date },
      otherBox: manifest !== null && manifest.device.mac !== report.mac,
      parts: listed,
    },
    boxId: report.boxId,
    regions: parts,
  };
}

interface OpenedParts {
  readonly manifest: BackupManifest | null;
  readonly parts: readonly BackupPart[];
}

async function openZip(file: BackupFile): Promise<OpenedParts> {
  const opened = openBackup(file.bytes);
  if (!opened.ok) throw refused(opened.error, 'this is no backup of a box, or it is damaged');
  const { manifest, files } = opened.value;
  if (manifest.parts.length === 0) throw refused('nothing-in-it', 'this backup is empty');
  const parts: BackupPart[] = [];
  for (const { file: inZip, name, offset, sha256 } of manifest.parts) {
    const bytes = files[inZip]!;
    if ((await sha256Hex(bytes)) !== sha256) throw refused('bad-hash', `${name} is damaged`);
    parts.push({ name, offset, bytes });
  }
  return { manifest, parts };
}

/** Bare bytes say nothing about themselves: all of the flash, or settings that can be mounted. */
async function openBare(session: BoxSession, { bytes }: BackupFile, job: Job): Promise<OpenedParts> {
  if (bytes.length === session.box.report.flashBytes)
    return { manifest: null, parts: [{ name: wholeFlashName, offset: 0, bytes }] };
  const nvs = settingsPartition(await needTable(session, job));
  if (nvs?.size === bytes.length && readNvs(bytes).mount.ok)
    return { manifest: null, parts: [{ name: nvs.label, offset: nvs.offset, bytes }] };
  throw refused('unknown-file', 'neither a backup, nor all of the flash, nor settings of this size');
}

const refused = (reason: string, message: string): LoaderError =>
  new LoaderError('refused-backup', message, { details: { reason } });
