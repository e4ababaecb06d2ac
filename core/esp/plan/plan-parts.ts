/**
 * The parts of a plan, in the order in which they are written. Settings that move come first: they are what only the
 * host's memory holds meanwhile. The table comes last: a plan that was cut short is made again in the same way.
 */
import { hex, sectorBytes } from '../flash-bytes.ts';
import type { Partition, PartitionTable } from '../partition-table-types.ts';
import { settingsPartition } from '../table/box-layout.ts';
import { areasOf, type FlashArea } from '../table/flash-areas.ts';
import { dataSubtypes, partitionTypes } from '../table/partition-names.ts';
import { tableFormat } from '../table/table-format.ts';
import type { CodeImage } from './check-code.ts';
import { contentAt, hasContent, slicesWithin, type Extent } from './flash-content.ts';
import type { FlashTarget, PlannedPart, SettingsFate } from './flash-plan.ts';
import { filePart, settingsPart, wholePart, writtenParts } from './make-part.ts';
import { samePlace } from './settings-fate.ts';

interface PartsContext {
  readonly extents: readonly Extent[];
  readonly code: readonly CodeImage[];
  readonly target: FlashTarget;
  /** Of the box afterwards. */
  readonly table: PartitionTable | null;
  /** The table came with the files. */
  readonly tableBrought: boolean;
  readonly settings: SettingsFate;
  readonly eraseSettings: boolean;
}

export function planParts(context: PartsContext): readonly PlannedPart[] {
  const { extents, table, target, settings } = context;
  const moved = settings.kind === 'moved' || settings.kind === 'moved-without-pictures';
  return [
    ...(moved ? [settingsPart(settings.to)] : []),
    ...areasOf(table?.partitions ?? [], target.flashBytes).flatMap((area) => partsOf(area, context)),
    ...(context.tableBrought && !keepsTable(context) ? tablePart(extents) : []),
  ];
}

/** Rows alone count: with or without the MD5, the box reads the same. */
export const sameTable = (one: PartitionTable, other: PartitionTable): boolean =>
  one.partitions.length === other.partitions.length &&
  one.partitions.every((partition, row) => samePartition(partition, other.partitions[row]!));

const samePartition = (one: Partition, other: Partition): boolean =>
  samePlace(one, other) &&
  one.label === other.label &&
  one.type === other.type &&
  one.subtype === other.subtype &&
  one.encrypted === other.encrypted &&
  one.readOnly === other.readOnly;

const keepsTable = ({ table, target }: PartsContext): boolean =>
  table !== null && target.table !== null && sameTable(table, target.table);

function tablePart(extents: readonly Extent[]): PlannedPart[] {
  const slice = contentAt(extents, tableFormat.offset, sectorBytes);
  if (slice === null) return [];
  return [filePart('partition-table', slice, Math.min(slice.bytes.length, sectorBytes))];
}

function partsOf(area: FlashArea, context: PartsContext): PlannedPart[] {
  switch (area.kind) {
    case 'boot-loader': {
      const stays = context.tableBrought && keepsTable(context) && context.target.bootLoader === 'good';
      return stays && !context.eraseSettings ? [] : codeParts(area, context);
    }
    case 'partition-table':
      return [];
    case 'app':
      return codeParts(area, context);
    case 'data':
      return dataParts(area.partition!, context);
    case 'gap':
      return slicesWithin(context.extents, area.offset, area.offset + area.size)
        .flatMap((slice) => writtenParts(hex(slice.offset), slice))
        .filter(({ source }) => !context.tableBrought || source === 'file')
        .map((part) => ({ ...part, name: hex(part.offset) }));
  }
}

/** An image goes there to its length; what follows it in the file is not its own. */
function codeParts({ name, offset, size }: FlashArea, { extents, code }: PartsContext): PlannedPart[] {
  const found = code.find(({ slice }) => slice.offset === offset);
  if (found !== undefined) return [filePart(name, found.slice, found.image.imageLength)];
  return slicesWithin(extents, offset, offset + size)
    .flatMap((slice) => writtenParts(name, slice))
    .filter(({ source }) => source === 'file');
}

function dataParts(partition: Partition, context: PartsContext): PlannedPart[] {
  const { extents, table, tableBrought } = context;
  const { label, offset, size } = partition;
  const isSettings = partition === settingsPartition(table!);
  const becomesTheFiles = isSettings
    ? settingsBecomeTheFiles(partition, context)
    : dataBecomesTheFiles(partition, context);
  if (becomesTheFiles) return wholePart(label, extents, partition);
  // A person named this place: exactly these bytes.
  return tableBrought
    ? []
    : slicesWithin(extents, offset, offset + size).flatMap((slice) => writtenParts(label, slice));
}

/** Where there are none to keep, what another layout left there is cleared away. */
function settingsBecomeTheFiles(partition: Partition, context: PartsContext): boolean {
  const { target, settings, tableBrought, eraseSettings } = context;
  if (eraseSettings) return true;
  if (!tableBrought || settings.kind !== 'none' || target.table === null) return false;
  const before = settingsPartition(target.table);
  return before === null || !samePlace(before, partition);
}

/**
 * A partition that stays where it was keeps what is in it, unless the file has something for it. One that is new there
 * begins as the file has it, blank if need be: what lies there belonged to something else. The choice of an update over
 * the air never stays: it may name another application than the one that is written.
 */
function dataBecomesTheFiles(partition: Partition, context: PartsContext): boolean {
  const { extents, code, target, tableBrought, eraseSettings } = context;
  const { type, subtype, offset, size } = partition;
  const is = (wanted: number) => type === partitionTypes.data && subtype === wanted;
  const brought = hasContent(extents, offset, offset + size);
  const appWritten = code.some((one) => one.partition !== null);
  if (!tableBrought) return is(dataSubtypes.ota) && appWritten && !brought;
  const stays = target.table?.partitions.some((before) => samePartition(before, partition)) === true;
  return eraseSettings || !stays || is(dataSubtypes.ota) || (brought && !is(dataSubtypes.phy));
}
