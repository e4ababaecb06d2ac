/** Decides where each file goes, and with that which table the box has afterwards. */
import { ok, type Result } from '../../result.ts';
import { byteWords, hex, roundUp, sectorBytes } from '../flash-bytes.ts';
import { readAppDescriptor, readBootLoaderDescriptor } from '../image/descriptors.ts';
import { contentLength } from '../image/flash-runs.ts';
import { refuseForeignFile } from '../image/foreign-file.ts';
import { isMergedImage } from '../image/map-merged-image.ts';
import type { PartitionTable } from '../partition-table-types.ts';
import { startingApp } from '../table/box-layout.ts';
import { parsePartitionTable } from '../table/parse-partition-table.ts';
import { tableFormat } from '../table/table-format.ts';
import { contentAt, endOf, type Extent } from './flash-content.ts';
import type { FlashFile, FlashRefusal, FlashTarget } from './flash-plan.ts';
import { refuse, refuseFor } from './flash-refusal.ts';

interface PlacedFiles {
  /** By offset; none overlaps another. */
  readonly extents: readonly Extent[];
  /** Of the files; null where they bring none. */
  readonly table: PartitionTable | null;
}

export function placeFiles(
  files: readonly FlashFile[],
  target: FlashTarget,
): Result<PlacedFiles, FlashRefusal> {
  const placed: Extent[] = [];
  const apps: { file: FlashFile; index: number }[] = [];
  for (const [index, file] of files.entries()) {
    const offset = offsetOf(file);
    if (!offset.ok) return offset;
    if (offset.value === 'app') apps.push({ file, index });
    else placed.push(extentOf(file, index, offset.value));
  }
  const table = readTable(placed, target);
  if (!table.ok) return table;
  for (const { file, index } of apps) {
    const offset = appOffset(file, table.value ?? target.table);
    if (!offset.ok) return offset;
    placed.push(extentOf(file, index, offset.value));
  }
  const extents = placed.filter(({ bytes }) => bytes.length > 0).sort((a, b) => a.offset - b.offset);
  if (extents.length === 0) return refuse('nothing-to-write', 'there is nothing to write');
  const problem = checkPlaces(extents, target);
  return problem ?? ok({ extents, table: table.value });
}

/** `app`: where the table says. */
function offsetOf(file: FlashFile): Result<number | 'app', FlashRefusal> {
  const { name, bytes, offset } = file;
  const foreign = refuseForeignFile(bytes);
  // With an offset any data will do, but never what is certainly a mistake.
  if (foreign !== null && (offset === undefined || ['elf', 'html'].includes(foreign.code)))
    return refuseFor(name, foreign, { file: name });
  if (offset === undefined) {
    if (isMergedImage(bytes)) return ok(0);
    if (readAppDescriptor(bytes) !== null) return ok('app');
    if (readBootLoaderDescriptor(bytes) !== null) return ok(0);
    return refuse(
      'unknown-file',
      `${name}: this image does not say whether it is an application; give the offset where it goes`,
      { file: name },
    );
  }
  if (!Number.isSafeInteger(offset) || offset < 0 || offset % sectorBytes !== 0)
    return refuse(
      'unaligned-offset',
      `${name}: ${hex(offset)} is no multiple of ${hex(sectorBytes)}, the smallest piece that can be erased`,
      { file: name, offset },
    );
  if (offset < tableFormat.firstOffset && readAppDescriptor(bytes) !== null)
    return refuse(
      'no-app-partition',
      `${name}: this is an application, but at ${hex(offset)} boot loader and partition table have their place`,
      { file: name, offset },
    );
  return ok(offset);
}

const extentOf = ({ name, bytes }: FlashFile, file: number, offset: number): Extent => ({
  file,
  name,
  offset,
  bytes: bytes.subarray(0, roundUp(contentLength(bytes), sectorBytes)),
});

function readTable(
  extents: readonly Extent[],
  { flashBytes }: FlashTarget,
): Result<PartitionTable | null, FlashRefusal> {
  const content = contentAt(extents, tableFormat.offset, tableFormat.rowBytes);
  if (content === null) return ok(null);
  // Where the file ends before the table does, the rest is blank.
  const bytes = new Uint8Array(tableFormat.bytes).fill(0xff);
  bytes.set(content.bytes.subarray(0, bytes.length));
  const table = parsePartitionTable(bytes, { flashBytes });
  if (table.ok) return table;
  const { code, message, details } = table.error;
  const { end } = details;
  return code === 'outside-flash' && typeof end === 'number'
    ? refuse('flash-too-small', `${content.name}: ${message}`, {
        file: content.name,
        needed: end,
        flashBytes,
      })
    : refuseFor(content.name, { code, message, details }, { file: content.name });
}

function appOffset({ name }: FlashFile, table: PartitionTable | null): Result<number, FlashRefusal> {
  if (table === null)
    return refuse(
      'no-table',
      `${name}: this is an application alone, and the box has no partition table that says where it goes; write a merged image first`,
      { file: name },
    );
  const app = startingApp(table);
  return app === null
    ? refuse('no-app-partition', `${name}: the partition table has no place for an application`, {
        file: name,
      })
    : ok(app.offset);
}

function checkPlaces(extents: readonly Extent[], { flashBytes }: FlashTarget) {
  for (const [index, extent] of extents.entries()) {
    const end = endOf(extent);
    if (end > flashBytes)
      return refuse(
        'flash-too-small',
        `${extent.name}: it reaches to ${hex(end)}, the flash has ${byteWords(flashBytes)}`,
        { file: extent.name, needed: end, flashBytes },
      );
    const next = extents[index + 1];
    if (next !== undefined && next.offset < end)
      return refuse(
        'overlapping-files',
        `${extent.name} reaches to ${hex(end)}, but ${next.name} begins at ${hex(next.offset)}`,
        { file: extent.name, other: next.name },
      );
  }
  return null;
}
