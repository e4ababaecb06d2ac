/** The settings partition of a box: reading it, and carrying what it holds into one of another size. */
import { createNvs } from '../../core/esp/nvs/create-nvs.ts';
import type { NvsEdit, NvsEntry } from '../../core/esp/nvs/nvs-types.ts';
import { readNvs } from '../../core/esp/nvs/read-nvs.ts';
import { settingsNamespace } from '../../core/esp/settings/setting-limits.ts';
import type { Partition } from '../../core/esp/partition-table-types.ts';
import type { BoxSession, KnownNvs } from './box-session.ts';
import type { Job } from './job.ts';
import { LoaderError } from './loader-error.ts';
import { readSkippingBlank, type ReadCount } from './read-flash.ts';

const pictureKeys: readonly string[] = ['background_gif', 'avatar_gif'];

/** Blank pages are not read. What is half written is not read over what is known of it. */
export async function readNvsOf(
  session: BoxSession,
  partition: Partition,
  job: Job,
  count: ReadCount,
): Promise<KnownNvs> {
  const { nvs, box } = session;
  if (nvs !== undefined && nvs.torn.length > 0 && nvs.partition.offset === partition.offset) return nvs;
  job.progress.begin('reading', partition.size, { index: 0, of: 1, name: partition.label });
  const image = await readSkippingBlank(box, partition.offset, partition.size, job, count);
  const known: KnownNvs = { boxId: box.report.boxId, partition, image, torn: [] };
  session.nvs = known;
  return known;
}

const isPicture = ({ namespace, key }: NvsEntry): boolean =>
  namespace === settingsNamespace && pictureKeys.includes(key);

/** Of both pictures together. @returns undefined where nothing can be read, so that nothing can be kept */
export function pictureBytes(image: Uint8Array): number | undefined {
  const { entries, mount } = readNvs(image);
  if (!mount.ok || entries.length === 0) return undefined;
  return entries
    .filter(isPicture)
    .reduce((sum, entry) => sum + (entry.type === 'blob' ? entry.value.length : 0), 0);
}

/**
 * Everything that is stored, in a partition of another size: with pictures if they may and do fit, and at the least the
 * settings themselves. @throws LoaderError `settings-full`
 */
export function carriedSettings(
  image: Uint8Array,
  size: number,
  mayHavePictures: boolean,
): { readonly image: Uint8Array<ArrayBuffer>; readonly withPictures: boolean } {
  const { entries } = readNvs(image);
  const plain = entries.filter((entry) => !isPicture(entry));
  const attempts = [
    ...(mayHavePictures ? [{ kept: entries, withPictures: true }] : []),
    { kept: plain, withPictures: false },
    { kept: plain.filter(({ namespace }) => namespace === settingsNamespace), withPictures: false },
  ];
  for (const { kept, withPictures } of attempts) {
    const created = createNvs(size, kept.map(setting));
    if (created.ok) return { image: created.value.image, withPictures };
  }
  throw new LoaderError('settings-full', 'the settings do not fit the new layout', { details: { size } });
}

function setting({ legacy: _, ...entry }: NvsEntry): NvsEdit {
  return { op: 'set', ...entry };
}
