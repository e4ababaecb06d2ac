/** Boot loader and applications among the files, each checked before anything is written. */
import { ok, type Result } from '../../result.ts';
import { byteWords, sectorBytes } from '../flash-bytes.ts';
import type { AppImage } from '../image/app-image.ts';
import { parseAppImage } from '../image/parse-app-image.ts';
import type { Partition, PartitionTable } from '../partition-table-types.ts';
import { partitionTypes } from '../table/partition-names.ts';
import { tableFormat } from '../table/table-format.ts';
import { contentAt, type Extent, type Slice } from './flash-content.ts';
import type { FlashRefusal } from './flash-plan.ts';
import { refuse, refuseFor } from './flash-refusal.ts';

export interface CodeImage {
  readonly slice: Slice;
  readonly image: AppImage;
  /** Null for the boot loader. */
  readonly partition: Partition | null;
}

/** @param table of the box afterwards; null where there is none, then only a boot loader is looked for */
export function checkCode(
  extents: readonly Extent[],
  table: PartitionTable | null,
  flashBytes: number,
): Result<readonly CodeImage[], FlashRefusal> {
  const bootLoader = { name: 'boot-loader', offset: 0, size: tableFormat.offset, partition: null };
  const apps = (table?.partitions ?? [])
    .filter(({ type }) => type === partitionTypes.app)
    .map((partition) => ({ ...partition, name: partition.label, partition }));
  const images: CodeImage[] = [];
  for (const { name, offset, size, partition } of [bootLoader, ...apps]) {
    const slice = contentAt(extents, offset, sectorBytes);
    if (slice === null) continue;
    const more = { file: slice.name, partition: name };
    const image = parseAppImage(slice.bytes);
    if (!image.ok) return refuseFor(`${slice.name}, ${name}`, image.error, more);
    const { imageLength, header } = image.value;
    if (imageLength > size)
      return refuse(
        partition === null ? 'boot-loader-too-large' : 'app-too-large',
        `${slice.name}: ${imageLength} bytes do not fit ${name} (${byteWords(size)})`,
        { ...more, bytes: imageLength, size },
      );
    const needed = flashBytesOf(header.flashSizeNibble);
    if (needed > flashBytes)
      return refuse(
        'flash-too-small',
        `${slice.name}: it was made for ${byteWords(needed)} of flash, the box has ${byteWords(flashBytes)}`,
        { ...more, needed, flashBytes },
      );
    images.push({ slice, image: image.value, partition });
  }
  return ok(images);
}

/** 0 for nibbles that nobody has given a meaning. */
const flashBytesOf = (nibble: number): number => (nibble > 5 ? 0 : 0x10_0000 << nibble);
