/**
 * Decides what is written where. The safe thing by default: settings stay, and where the tables are equal and the box's
 * boot loader is whole, only applications are written, and data that the files bring.
 * Source: reference sheet of the box on a cable, B.3.
 */
import { ok, type Result } from '../../result.ts';
import type { PartitionTable } from '../partition-table-types.ts';
import { layoutOf, settingsPartition, startingApp } from '../table/box-layout.ts';
import { partitionTypes } from '../table/partition-names.ts';
import { checkCode, type CodeImage } from './check-code.ts';
import { hasContent, type Extent } from './flash-content.ts';
import type {
  FlashDecision,
  FlashFile,
  FlashRefusal,
  FlashTarget,
  FlashWishes,
  PlannedPart,
} from './flash-plan.ts';
import { refuse } from './flash-refusal.ts';
import { flashWarnings } from './flash-warnings.ts';
import { placeFiles } from './place-files.ts';
import { planParts, sameTable } from './plan-parts.ts';
import { settingsFate } from './settings-fate.ts';

/** @returns a refusal before anything was touched, or the whole plan */
export function planFlash(
  files: readonly FlashFile[],
  target: FlashTarget,
  wishes: FlashWishes,
): Result<FlashDecision, FlashRefusal> {
  const placed = placeFiles(files, target);
  if (!placed.ok) return placed;
  const { extents, table: broughtTable } = placed.value;
  const table = broughtTable ?? target.table;
  const code = checkCode(extents, table, target.flashBytes);
  if (!code.ok) return code;
  const apps = code.value.filter(({ partition }) => partition !== null);
  if (broughtTable !== null && apps.length === 0)
    return refuse('no-app', 'there is a partition table, but no application in it');

  const settings = settingsFate(target, table, {
    eraseSettings: wishes.eraseSettings,
    overwritten: broughtTable === null && overwritesSettings(extents, table),
  });
  const parts = planParts({
    extents,
    code: code.value,
    target,
    table,
    tableBrought: broughtTable !== null,
    settings,
    eraseSettings: wishes.eraseSettings,
  });
  if (parts.length === 0) return refuse('nothing-to-write', 'there is nothing to write');
  const changes = broughtTable !== null && target.table !== null && !sameTable(broughtTable, target.table);
  const descriptor = startingDescriptor(apps, table);
  return ok({
    kind: kindOf(parts, table, broughtTable),
    descriptor,
    table,
    parts,
    settings,
    layoutChange: changes ? { from: layoutOf(target.table), to: layoutOf(broughtTable) } : null,
    warnings: flashWarnings(descriptor, target.installed, parts, table),
  });
}

function overwritesSettings(extents: readonly Extent[], table: PartitionTable | null): boolean {
  const nvs = table === null ? null : settingsPartition(table);
  return nvs !== null && hasContent(extents, nvs.offset, nvs.offset + nvs.size);
}

function startingDescriptor(apps: readonly CodeImage[], table: PartitionTable | null) {
  const starting = table === null ? null : startingApp(table);
  return apps.find(({ partition }) => partition === starting)?.image.descriptor ?? null;
}

function kindOf(
  parts: readonly PlannedPart[],
  table: PartitionTable | null,
  broughtTable: PartitionTable | null,
): FlashDecision['kind'] {
  const apps = table?.partitions.filter(({ type }) => type === partitionTypes.app) ?? [];
  const isApp = ({ source, offset }: PlannedPart) =>
    source === 'file' && apps.some((app) => app.offset === offset);
  if (parts.every(isApp)) return 'app-only';
  return broughtTable === null ? 'raw' : 'merged';
}
