import type { AppDescriptor } from '../app-descriptor-types.ts';
import { partitionTypes } from '../table/partition-names.ts';
import type { PartitionTable } from '../partition-table-types.ts';
import type { FlashWarning, PlannedPart } from './flash-plan.ts';

/** `libespidf` is what EchoKit's firmware calls itself: its build system takes the library's name. */
const echokitProjects = ['libespidf', 'echokit'];

export function flashWarnings(
  offered: AppDescriptor | null,
  installed: AppDescriptor | null,
  parts: readonly PlannedPart[],
  table: PartitionTable | null,
): FlashWarning[] {
  const warnings: FlashWarning[] = [];
  if (offered !== null && installed !== null) {
    if (isSameBuild(offered, installed))
      warnings.push({ code: 'same-as-installed', version: offered.version });
    else if (isOlder(offered.version, installed.version))
      warnings.push({
        code: 'older-than-installed',
        installed: installed.version,
        offered: offered.version,
      });
  }
  if (offered !== null && !echokitProjects.includes(offered.project))
    warnings.push({ code: 'not-echokit', project: offered.project });
  const labels = otherLabels(parts, table);
  if (labels.length > 0) warnings.push({ code: 'other-partitions-written', labels });
  return warnings;
}

/** Two boards get one version, and only the hash tells them apart. Images without one are told by their version. */
function isSameBuild(one: AppDescriptor, other: AppDescriptor): boolean {
  const known = [one, other].every(({ elfSha256 }) => /[^0]/.test(elfSha256));
  if (known) return one.elfSha256 === other.elfSha256;
  return one.version === other.version && one.project === other.project;
}

/** Where both are numbers with dots, perhaps with a `v` in front; anything else says nothing. */
function isOlder(offered: string, installed: string): boolean {
  const [a, b] = [offered, installed].map((version) =>
    /^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?/
      .exec(version)
      ?.slice(1)
      .map((part) => Number(part ?? 0)),
  );
  if (a === undefined || b === undefined) return false;
  for (const [index, part] of a.entries()) if (part !== b[index]) return part < b[index]!;
  return false;
}

function otherLabels(parts: readonly PlannedPart[], table: PartitionTable | null): string[] {
  const apps = (table?.partitions ?? [])
    .filter(({ type }) => type === partitionTypes.app)
    .map(({ label }) => label);
  const expected = ['boot-loader', 'partition-table', 'nvs', ...apps];
  return [...new Set(parts.map(({ name }) => name))].filter((name) => !expected.includes(name));
}
