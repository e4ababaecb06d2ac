/** What is on the box: its partition table, and what its applications say of themselves. */
import { readAppDescriptor } from '../../core/esp/image/descriptors.ts';
import type { PartitionTable } from '../../core/esp/partition-table-types.ts';
import { layoutOf } from '../../core/esp/table/box-layout.ts';
import { parsePartitionTable } from '../../core/esp/table/parse-partition-table.ts';
import { partitionTypes } from '../../core/esp/table/partition-names.ts';
import { tableFormat } from '../../core/esp/table/table-format.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { InstalledApp, InstalledReport, LoaderFailure } from '../loader-api.ts';
import type { ConnectedBox } from './connected-box.ts';
import type { Job } from './job.ts';
import { asFailure, LoaderError } from './loader-error.ts';
import { readRange } from './read-flash.ts';

/** Up to the end of the descriptor. */
const descriptorBytes = 256;

/** One read. @returns the reason where there is none that can be read */
export async function readTable(box: ConnectedBox, job: Job): Promise<Result<PartitionTable, LoaderFailure>> {
  const bytes = await readRange(box, tableFormat.offset, tableFormat.bytes, job, { bytes: 0 });
  const table = parsePartitionTable(bytes, { flashBytes: box.report.flashBytes });
  if (table.ok) return ok(table.value);
  const { code, message, details } = table.error;
  return err(asFailure(new LoaderError('bad-table', message, { details: { ...details, reason: code } })));
}

export async function readInstalled(
  box: ConnectedBox,
  table: Result<PartitionTable, LoaderFailure>,
  job: Job,
): Promise<InstalledReport> {
  if (!table.ok) return { table, apps: [] };
  const { partitions } = table.value;
  const apps: InstalledApp[] = [];
  for (const partition of partitions.filter(({ type }) => type === partitionTypes.app)) {
    const bytes = await readRange(box, partition.offset, descriptorBytes, job, { bytes: 0 });
    const found = readAppDescriptor(bytes);
    if (found === null) {
      apps.push({ partition, descriptor: null });
      continue;
    }
    const { project, version, idfVersion, date, time, secureVersion, elfSha256 } = found;
    const descriptor = { project, version, idfVersion, date, time, secureVersion, elfSha256 };
    apps.push({ partition, descriptor });
  }
  return { table: ok({ partitions, layout: layoutOf(table.value) }), apps };
}
