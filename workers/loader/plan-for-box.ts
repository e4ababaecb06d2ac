/** From a file and a box to a plan, and what it writes. The decision itself is pure: `core/esp/plan`. */
import { parseAppImage } from '../../core/esp/image/parse-app-image.ts';
import type { PartitionTable } from '../../core/esp/partition-table-types.ts';
import type { FlashDecision, FlashTarget, PlannedPart } from '../../core/esp/plan/flash-plan.ts';
import { planFlash } from '../../core/esp/plan/plan-flash.ts';
import { startingApp } from '../../core/esp/table/box-layout.ts';
import { tableFormat } from '../../core/esp/table/table-format.ts';
import type { FirmwareFile, FlashPlan, PlanOptions } from '../loader-api.ts';
import type { BoxSession } from './box-session.ts';
import { carriedSettings, pictureBytes, readNvsOf } from './nvs-of-box.ts';
import type { Job } from './job.ts';
import { readInstalled } from './installed.ts';
import { LoaderError } from './loader-error.ts';
import { readSkippingBlank } from './read-flash.ts';
import { sha256Hex } from './sha256.ts';
import type { FlashRegion } from './write-flash.ts';

export interface BoxPlan {
  readonly plan: FlashPlan;
  /** Whose it is. */
  readonly boxId: string;
  readonly regions: readonly FlashRegion[];
  /** Settings that come along to another layout: kept until they are written. */
  readonly moved?: {
    readonly region: FlashRegion;
    readonly backup: Uint8Array<ArrayBuffer>;
    readonly to: NonNullable<Extract<FlashDecision['settings'], { readonly to: unknown }>>['to'];
  };
}

/** @throws LoaderError `refused-image`, `bad-table`, `unreadable-settings`, ... */
export async function planForBox(
  session: BoxSession,
  id: number,
  files: readonly FirmwareFile[],
  { eraseSettings }: PlanOptions,
  job: Job,
): Promise<BoxPlan> {
  const table = await session.table(job);
  const target = await lookAtBox(session, table.ok ? table.value : null, job);
  const decide = (settings: FlashTarget['settings']): FlashDecision => {
    const decided = planFlash(files, { ...target, settings }, { eraseSettings });
    if (decided.ok) return decided.value;
    const { code, message, details } = decided.error;
    throw new LoaderError('refused-image', message, { details: { ...details, reason: code } });
  };

  let decision = decide('unknown');
  let moved: BoxPlan['moved'];
  if (decision.settings.kind === 'moved' || decision.settings.kind === 'moved-without-pictures') {
    const known = await readNvsOf(session, decision.settings.from, job, { bytes: 0 });
    const pictures = pictureBytes(known.image);
    decision = decide(pictures === undefined ? 'none' : { pictureBytes: pictures });
    const fate = decision.settings;
    const part = decision.parts.find(({ source }) => source === 'settings');
    if (part !== undefined && (fate.kind === 'moved' || fate.kind === 'moved-without-pictures')) {
      const carried = carriedSettings(known.image, fate.to.size, fate.kind === 'moved');
      if (!carried.withPictures && fate.kind === 'moved')
        decision = { ...decision, settings: { ...fate, kind: 'moved-without-pictures' } };
      const region = { name: part.name, offset: part.offset, bytes: carried.image };
      moved = { region, backup: known.image, to: fate.to };
    }
  }

  const regions = decision.parts.map((part) => regionOf(part, files, moved?.region));
  const whole = files[0]!;
  const parts = [];
  for (const { name, offset, bytes } of regions)
    parts.push({ name, offset, bytes: bytes.length, sha256: await sha256Hex(bytes) });
  const { kind, descriptor, layoutChange, warnings } = decision;
  return {
    plan: {
      id,
      kind,
      fileName: whole.name,
      fileBytes: whole.bytes.length,
      fileSha256: await sha256Hex(whole.bytes),
      descriptor,
      parts,
      settings: decision.settings.kind,
      layoutChange,
      warnings,
    },
    boxId: session.box.report.boxId,
    regions,
    ...(moved === undefined ? {} : { moved }),
  };
}

async function lookAtBox(
  session: BoxSession,
  table: PartitionTable | null,
  job: Job,
): Promise<Omit<FlashTarget, 'settings'>> {
  const { box } = session;
  const bootLoaderBytes = tableFormat.offset;
  job.progress.begin('reading', bootLoaderBytes);
  const bootLoader = await readSkippingBlank(box, 0, bootLoaderBytes, job, { bytes: 0 });
  const { apps } = await readInstalled(box, await session.table(job), job);
  const starting = table === null ? null : startingApp(table);
  return {
    flashBytes: box.report.flashBytes,
    table,
    installed: apps.find(({ partition }) => partition === starting)?.descriptor ?? null,
    bootLoader: parseAppImage(bootLoader).ok ? 'good' : 'bad',
  };
}

function regionOf(
  part: PlannedPart,
  files: readonly FirmwareFile[],
  settings: FlashRegion | undefined,
): FlashRegion {
  const { name, offset, length } = part;
  switch (part.source) {
    case 'file':
      return { name, offset, bytes: files[part.file]!.bytes.subarray(part.from, part.from + length) };
    case 'blank':
      return { name, offset, bytes: new Uint8Array(length).fill(0xff) };
    case 'settings':
      return settings ?? { name, offset, bytes: new Uint8Array(length).fill(0xff) };
  }
}
