/** What the card says of a box that was just written, without asking it again. */
import type { FlashPlan, InstalledReport } from '../../workers/loader-api.ts';
import { ok } from '../../core/result.ts';

/** The applications that the plan wrote, by the partition in which they begin; another table has to be read first. */
export function afterFlash(installed: InstalledReport, plan: FlashPlan): InstalledReport {
  if (plan.layoutChange !== null || !installed.table.ok) return { table: installed.table, apps: [] };
  const { partitions, layout } = installed.table.value;
  const written = partitions.filter(
    (partition) => partition.type === 0 && plan.parts.some(({ offset }) => offset === partition.offset),
  );
  const kept = installed.apps.filter(
    ({ partition }) => !written.some(({ offset }) => offset === partition.offset),
  );
  return {
    table: ok({ partitions, layout }),
    apps: [...written.map((partition) => ({ partition, descriptor: plan.descriptor })), ...kept],
  };
}
