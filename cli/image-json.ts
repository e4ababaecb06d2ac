/** A firmware image as JSON, with the fields of the reference's `fixtures/firmware/firmware.json`. */
import type { BootLoaderDescriptor, ImageHeader, ImageSegment } from '../core/esp/image/app-image.ts';
import type { FullAppDescriptor } from '../core/esp/image/descriptors.ts';
import { inspectImage, type ImageReport } from '../core/esp/image/inspect-image.ts';
import { imageFormat } from '../core/esp/image/image-format.ts';
import { isMergedImage, mapMergedImage, type MergedRegion } from '../core/esp/image/map-merged-image.ts';
import { tableFormat } from '../core/esp/table/table-format.ts';
import { digestOf } from './partitions-json.ts';

/** `partition`: where in a merged image. */
interface ProblemJson {
  readonly code: string;
  readonly message: string;
  readonly partition?: string;
}

export type ImageJson = Readonly<Record<string, unknown>> & { readonly problems: readonly ProblemJson[] };

/** Of a merged image, the fields are the boot loader's, and `merged` has what lies where. */
export function imageJson(bytes: Uint8Array): ImageJson {
  const report = inspectImage(bytes);
  const merged = isMergedImage(bytes) ? mergedJson(bytes) : null;
  return {
    size: bytes.length,
    sha256: digestOf('sha256', bytes),
    md5: digestOf('md5', bytes),
    magicOk: bytes[0] === imageFormat.magic,
    ...(report.header === null ? {} : headerJson(report.header)),
    ...(report.truncated ? { truncated: true } : {}),
    ...(report.header === null ? {} : { segments: report.segments.map(segmentJson) }),
    ...bodyJson(report),
    ...(report.descriptor === null ? {} : { appDescriptor: appJson(report.descriptor) }),
    ...(report.bootLoader === null ? {} : { bootloaderDescriptor: bootLoaderJson(report.bootLoader) }),
    ...(merged === null ? {} : { merged: merged.json }),
    problems: merged?.problems ?? report.problems.map(problemJson),
  };
}

const problemJson = ({ code, message }: ProblemJson): ProblemJson => ({ code, message });
const address = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
const flashSizes = ['1MB', '2MB', '4MB', '8MB', '16MB', '32MB'];

const headerJson = (header: ImageHeader) => ({
  segmentCount: header.segmentCount,
  spiMode: header.spiMode,
  flashSizeNibble: header.flashSizeNibble,
  flashSize: flashSizes[header.flashSizeNibble] ?? null,
  flashFreqNibble: header.flashFreqNibble,
  entry: address(header.entry),
  chipId: header.chipId,
  minRevFull: header.minRevFull,
  maxRevFull: header.maxRevFull,
  hashAppended: header.hashAppended ? 1 : 0,
});

const segmentJson = ({ fileOffset, loadAddress, length }: ImageSegment) => ({
  fileOffset,
  loadAddress: address(loadAddress),
  length,
});

const bodyJson = ({ checksum, hash, imageLength }: ImageReport) => ({
  ...(checksum === null
    ? {}
    : {
        checksumOffset: checksum.offset,
        checksumStored: checksum.stored,
        checksumComputed: checksum.computed,
      }),
  ...(hash === null ? {} : { hashOffset: hash.offset, hashStored: hash.stored, hashComputed: hash.computed }),
  ...(imageLength === null ? {} : { imageLength }),
});

const appJson = (app: FullAppDescriptor) => ({
  fileOffset: imageFormat.descriptorAt,
  secureVersion: app.secureVersion,
  version: app.version,
  projectName: app.project,
  time: app.time,
  date: app.date,
  idfVersion: app.idfVersion,
  elfSha256: app.elfSha256,
  minEfuseBlkRev: app.minEfuseBlkRev,
  maxEfuseBlkRev: app.maxEfuseBlkRev,
  mmuPageSizeLog2: app.mmuPageSizeLog2,
});

const bootLoaderJson = ({ version, idfVersion, dateTime }: BootLoaderDescriptor) => ({
  fileOffset: imageFormat.descriptorAt,
  version,
  idfVersion,
  dateTime,
});

function mergedJson(bytes: Uint8Array) {
  const map = mapMergedImage(bytes);
  if (!map.ok) {
    const { code, message } = map.error;
    return { json: { parts: [] }, problems: [{ code, message, partition: 'partition-table' }] };
  }
  const problems = map.value.regions.flatMap(({ name, image }) =>
    image === null || image.ok ? [] : [{ ...problemJson(image.error), partition: name }],
  );
  const withContent = map.value.regions.filter(({ runs }) => runs.some(({ blank }) => !blank));
  return { json: { parts: withContent.map((region) => partJson(bytes, region)) }, problems };
}

/** Of images, what belongs to them; of the table, its place; of data, up to the last sector that holds something. */
function partJson(bytes: Uint8Array, { name, kind, offset, runs, image }: MergedRegion) {
  const last = runs.findLast(({ blank }) => !blank)!;
  const ofContent = kind === 'partition-table' ? tableFormat.bytes : last.from + last.length;
  const size = image?.ok === true ? image.value.imageLength : ofContent;
  return {
    offset: `0x${offset.toString(16)}`,
    name,
    size,
    sha256: digestOf('sha256', bytes.subarray(offset, offset + size)),
    ...(image?.ok === true && image.value.descriptor !== null
      ? { version: image.value.descriptor.version, projectName: image.value.descriptor.project }
      : {}),
  };
}
