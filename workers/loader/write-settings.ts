/**
 * Changing settings over the cable: only changed pages are written, what is new before what is cleaned up, each group
 * checked by MD5 before the next; then they are read back and parsed. Until then the whole partition as it should be is
 * kept in the browser. Source: reference sheet of the box on a cable, C.6.
 */
import { editNvs } from '../../core/esp/nvs/edit-nvs.ts';
import type { NvsEdit } from '../../core/esp/nvs/nvs-types.ts';
import { readNvs } from '../../core/esp/nvs/read-nvs.ts';
import type { Partition } from '../../core/esp/partition-table-types.ts';
import { sectorBytes } from '../../core/esp/flash-bytes.ts';
import type { BoxSession, KnownNvs } from './box-session.ts';
import type { Job } from './job.ts';
import type { KeptWrite } from './kept-writes.ts';
import { LoaderError } from './loader-error.ts';
import type { LoaderHost } from './loader-host.ts';
import { readRange, type ReadCount } from './read-flash.ts';
import { writeRegions, type FlashRegion, type WriteCount } from './write-flash.ts';

/** Pages that follow each other are written at once, up to an erase block. */
const largestGroup = 16;

export interface PagesWritten {
  readonly image: Uint8Array<ArrayBuffer>;
  readonly pages: number;
  readonly bytesWritten: number;
  readonly bytesRead: number;
}

/** @throws LoaderError `settings-full`, `unreadable-settings`, `invalid-settings`, ... */
export async function changeNvs(
  session: BoxSession,
  known: KnownNvs,
  edits: readonly NvsEdit[],
  job: Job,
  host: LoaderHost,
): Promise<PagesWritten> {
  const edited = editNvs(known.image, edits);
  if (!edited.ok) {
    const { code, message } = edited.error;
    const missing = 'missingBytes' in edited.error ? edited.error.missingBytes : undefined;
    const details = { reason: code, ...(missing === undefined ? {} : { missingBytes: missing }) };
    throw new LoaderError(failureCode(code), message, { details });
  }
  const { image, changedPages } = edited.value;
  // What an earlier write left torn has to be right as well, whatever is asked for now.
  const pages = [...changedPages, ...known.torn.filter((page) => !changedPages.includes(page))];
  const { boxId, partition } = known;
  const write: KeptWrite = { boxId, at: host.wallNow(), partition, backup: known.image, image, pages };
  return finishNvs(session, write, job, host);
}

/** Writes what differs, reads it back, and forgets it. */
export async function finishNvs(
  session: BoxSession,
  write: KeptWrite,
  job: Job,
  host: LoaderHost,
): Promise<PagesWritten> {
  const { boxId, partition, image, pages } = write;
  const count: WriteCount = { written: 0, skipped: 0, compressed: 0 };
  const read: ReadCount = { bytes: 0 };
  if (pages.length > 0) {
    await host.keptWrites.keep(write);
    // Until it is done, what is on the box may be anything between the two.
    session.nvs = { boxId, partition, image: write.backup, torn: pages };
    for (const group of groupPages(pages))
      await writeRegions(session.box, [regionOf(partition, image, group)], job, count);
    await readBack(session, write, job, read);
  }
  session.nvs = { boxId, partition, image, torn: [] };
  await host.keptWrites.drop(boxId);
  return { image, pages: pages.length, bytesWritten: count.written, bytesRead: read.bytes };
}

async function readBack(session: BoxSession, write: KeptWrite, job: Job, count: ReadCount): Promise<void> {
  const { partition, image, pages } = write;
  job.progress.begin('verifying', pages.length * sectorBytes, { index: 0, of: 1, name: partition.label });
  const back = new Uint8Array(image);
  for (const { first, length } of groupPages(pages)) {
    const bytes = await readRange(
      session.box,
      partition.offset + first * sectorBytes,
      length * sectorBytes,
      job,
      count,
    );
    back.set(bytes, first * sectorBytes);
  }
  const isSame = back.every((byte, at) => byte === image[at]);
  if (!isSame || !readNvs(back).mount.ok)
    throw new LoaderError('verify-failed', 'the settings do not read back as they were written');
}

interface PageGroup {
  readonly first: number;
  readonly length: number;
}

/** Neighbours that follow each other in the order of writing. */
function groupPages(pages: readonly number[]): readonly PageGroup[] {
  const groups: PageGroup[] = [];
  for (const page of pages) {
    const last = groups.at(-1);
    if (last !== undefined && last.first + last.length === page && last.length < largestGroup)
      groups[groups.length - 1] = { first: last.first, length: last.length + 1 };
    else groups.push({ first: page, length: 1 });
  }
  return groups;
}

const regionOf = (
  { label, offset }: Partition,
  image: Uint8Array<ArrayBuffer>,
  { first, length }: PageGroup,
): FlashRegion => ({
  name: label,
  offset: offset + first * sectorBytes,
  bytes: image.subarray(first * sectorBytes, (first + length) * sectorBytes),
});

function failureCode(reason: string): 'settings-full' | 'invalid-settings' | 'unreadable-settings' {
  switch (reason) {
    case 'no-space':
      return 'settings-full';
    case 'bad-namespace':
    case 'bad-key':
    case 'bad-value':
    case 'too-many-namespaces':
      return 'invalid-settings';
    default:
      return 'unreadable-settings';
  }
}
