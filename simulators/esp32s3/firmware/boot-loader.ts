/**
 * The second stage: partition table, choice of the application, its check. Prints what ESP-IDF's does, also when it finds
 * nothing to start. Source: sheet `device.md` B; lines as in ESP-IDF v5.4.
 */
import type { ImageReport } from '../../../core/esp/image/inspect-image.ts';
import { inspectImage } from '../../../core/esp/image/inspect-image.ts';
import type { Partition } from '../../../core/esp/partition-table-types.ts';
import { inspectPartitionTable } from '../../../core/esp/table/inspect-partition-table.ts';
import { appSubtypes, dataSubtypes, partitionTypes } from '../../../core/esp/table/partition-names.ts';
import { tableFormat } from '../../../core/esp/table/table-format.ts';
import type { Millis } from '../../../core/units.ts';
import type { ChipFacts } from '../chip-facts.ts';
import type { FlashModel } from '../flash-model.ts';
import { hex, logLine } from './console-log.ts';

export interface LoadedApp {
  readonly partition: Partition;
  readonly image: ImageReport;
  readonly partitions: readonly Partition[];
}

export interface LoaderBoot {
  readonly text: string;
  /** Null: it resets the chip. */
  readonly app: LoadedApp | null;
  readonly uptimeMs: Millis;
}

class LoaderLog {
  text = '';
  uptimeMs: Millis = 24;

  say(tag: string, text: string, level: 'I' | 'W' | 'E' = 'I'): void {
    this.text += logLine(level, this.uptimeMs, tag, text);
    this.uptimeMs += 4;
  }
}

export function bootLoader(flash: FlashModel, facts: ChipFacts): LoaderBoot {
  const log = new LoaderLog();
  log.say('boot', 'ESP-IDF v5.4.1 2nd stage bootloader');
  log.say('boot', 'compile time Feb 10 2026 10:20:00');
  log.say('boot', 'Multicore bootloader');
  log.say('boot', `chip revision: v${facts.revision.major}.${facts.revision.minor}`);
  log.say('boot.esp32s3', 'Boot SPI Speed : 80MHz');
  log.say('boot.esp32s3', 'SPI Mode       : DIO');
  log.say('boot.esp32s3', `SPI Flash Size : ${facts.flashSize / 0x10_0000}MB`);
  log.say('boot', 'Enabling RNG early entropy source...');
  const partitions = loadTable(flash, log);
  if (partitions === null) {
    log.say('boot', 'Failed to verify partition table', 'E');
    log.say('boot', 'load partition table error!', 'E');
  }
  const app = partitions === null ? null : loadApp(flash, partitions, log);
  return { text: log.text, app, uptimeMs: log.uptimeMs };
}

function loadTable(flash: FlashModel, log: LoaderLog): readonly Partition[] | null {
  const { partitions, problems } = inspectPartitionTable(flash.read(tableFormat.offset, tableFormat.bytes));
  for (const [row, { offset, size }] of partitions.entries())
    if (offset + size > flash.size) {
      const where = `offset 0x${hex(offset)} size 0x${hex(size)} exceeds flash chip size 0x${hex(flash.size)}`;
      log.say('flash_parts', `partition ${row} invalid - ${where}`, 'E');
      return null;
    }
  for (const { code, details } of problems) {
    if (code === 'bad-row') {
      const at = tableFormat.offset + Number(details['row']) * tableFormat.rowBytes;
      const magic = new DataView(flash.read(at, 2).buffer).getUint16(0, true);
      log.say('flash_parts', `partition ${details['row'] ?? 0} invalid magic number 0x${hex(magic)}`, 'E');
      return null;
    }
    if (code === 'bad-md5') {
      log.say('flash_parts', 'Incorrect MD5 checksum', 'E');
      return null;
    }
    if (code === 'no-terminator') {
      log.say('flash_parts', 'partition table has no terminating entry, not valid', 'E');
      return null;
    }
  }
  log.say('boot', 'Partition Table:');
  log.say('boot', '## Label            Usage          Type ST Offset   Length');
  for (const [row, partition] of partitions.entries()) {
    const { label, type, subtype, offset, size } = partition;
    const start = `${String(row).padStart(2)} ${label.padEnd(16)} ${usageOf(partition).padEnd(16)}`;
    log.say('boot', `${start} ${hex(type, 2)} ${hex(subtype, 2)} ${hex(offset, 8)} ${hex(size, 8)}`);
  }
  log.say('boot', 'End of partition table');
  return partitions;
}

const dataUsages: Readonly<Record<number, string>> = {
  0: 'OTA data',
  1: 'RF data',
  2: 'WiFi data',
  4: 'NVS keys',
  5: 'efuse',
};

function usageOf({ type, subtype }: Partition): string {
  if (type === partitionTypes.data) return dataUsages[subtype] ?? 'Unknown data';
  if (type !== partitionTypes.app) return 'unknown';
  if (subtype === appSubtypes.factory) return 'factory app';
  if (subtype === appSubtypes.test) return 'test app';
  return isSlot(subtype) ? 'OTA app' : 'Unknown app';
}

const isSlot = (subtype: number): boolean => subtype >= appSubtypes.firstOta && subtype < appSubtypes.test;

/** The factory application, else the slots in turn: what was chosen over the air is nothing that boxes do. */
function loadApp(flash: FlashModel, partitions: readonly Partition[], log: LoaderLog): LoadedApp | null {
  const apps = partitions.filter(({ type }) => type === partitionTypes.app);
  const factory = apps.find(({ subtype }) => subtype === appSubtypes.factory);
  const slots = apps.filter(({ subtype }) => isSlot(subtype)).sort((a, b) => a.subtype - b.subtype);
  const hasOtaData = partitions.some(
    ({ type, subtype }) => type === partitionTypes.data && subtype === dataSubtypes.ota,
  );
  if (hasOtaData)
    log.say('boot', factory === undefined ? 'No factory image, trying OTA 0' : 'Defaulting to factory image');
  for (const partition of factory === undefined ? slots : [factory, ...slots]) {
    const image = verifyImage(flash, partition, log);
    if (image !== null) {
      log.say('boot', `Loaded app from partition at offset 0x${hex(partition.offset)}`);
      log.say('boot', 'Disabling RNG early entropy source...');
      return { partition, image, partitions };
    }
    const name =
      partition === factory
        ? 'Factory app partition'
        : `OTA app partition slot ${partition.subtype - appSubtypes.firstOta}`;
    log.say('boot', `${name} is not bootable`, 'E');
  }
  log.say('boot', 'No bootable app partitions in the partition table', 'E');
  return null;
}

function verifyImage(flash: FlashModel, { offset, size }: Partition, log: LoaderLog): ImageReport | null {
  const fail = (text: string): null => {
    log.say('esp_image', text, 'E');
    return null;
  };
  const image = inspectImage(flash.read(offset, size));
  const { header, segments, checksum, hash } = image;
  if (header === null)
    return fail(`image at 0x${hex(offset)} has invalid magic byte (nothing flashed here?)`);
  if (image.problems.some(({ code }) => code === 'wrong-chip')) {
    log.say('boot_comm', `mismatch chip ID, expected 9, found ${header.chipId}`, 'E');
    return null;
  }
  if (image.problems.some(({ code }) => code === 'too-many-segments'))
    return fail(`image at 0x${hex(offset)} segment count ${header.segmentCount} exceeds max 16`);
  for (const [index, { fileOffset, loadAddress, length }] of segments.entries()) {
    if (fileOffset + 8 + length > size) return fail(`invalid segment length 0x${hex(length)}`);
    const where = `paddr=${hex(offset + fileOffset + 8, 8)} vaddr=${hex(loadAddress, 8)}`;
    const how = isMapped(loadAddress) ? 'map' : 'load';
    log.say(
      'esp_image',
      `segment ${index}: ${where} size=${hex(length, 5)}h (${String(length).padStart(6)}) ${how}`,
    );
  }
  if (checksum === null) return fail(`Image length doesn't fit in partition length ${size}`);
  if (checksum.stored !== checksum.computed)
    return fail(`Checksum failed. Calculated 0x${hex(checksum.computed)} read 0x${hex(checksum.stored)}`);
  if (hash !== null && hash.stored !== hash.computed) return fail('Image hash failed - image is corrupt');
  return image;
}

/** Through the cache: DROM and IROM. */
const isMapped = (address: number): boolean =>
  (address >= 0x3c00_0000 && address < 0x3e00_0000) || (address >= 0x4200_0000 && address < 0x4400_0000);
