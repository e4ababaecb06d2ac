/** A loader with a simulated box on its line, all in virtual time. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createNvs } from '../../core/esp/nvs/create-nvs.ts';
import type { NvsEdit } from '../../core/esp/nvs/nvs-types.ts';
import { buildPartitionTable } from '../../core/esp/table/build-partition-table.ts';
import { parsePartitionTable } from '../../core/esp/table/parse-partition-table.ts';
import { FlashModel } from '../../simulators/esp32s3/flash-model.ts';
import type { AppHost, RunningApp } from '../../simulators/esp32s3/esp32s3-types.ts';
import type { FirmwareFile, LoaderFailure, LoaderProgress, LoaderResult } from '../loader-api.ts';
import { memoryKeptWrites, type KeptWrites } from './kept-writes.ts';
import { Loader } from './loader.ts';
import { WiredBox, type WiredBoxOptions } from './wired-box.testing.ts';

const fixture = (path: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../../core/esp/${path}`, import.meta.url)));

/** Boot loader, EchoKit's table and an application, as far as it is not blank. */
const merged = new Uint8Array(gunzipSync(fixture('image/fixtures/merged.bin.gz')));
export const mergedImage = (): Uint8Array<ArrayBuffer> => new Uint8Array(merged);
export const appImage = (): Uint8Array<ArrayBuffer> => fixture('image/fixtures/app.bin');

/** As the publisher has it: filled up to the whole chip. */
export function fullImage(bytes = 0x100_0000): Uint8Array<ArrayBuffer> {
  const image = new Uint8Array(bytes).fill(0xff);
  image.set(mergedImage());
  return image;
}

export const file = (name: string, bytes: Uint8Array<ArrayBuffer>): FirmwareFile => ({ name, bytes });

/** Megabytes are compared at once; the runner's own way takes seconds. */
export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

export const nvsAt = 0x9000;
export const nvsBytes = 0x20_0000;

const text = (key: string, value: string): NvsEdit => ({
  op: 'set',
  namespace: 'setting',
  key,
  type: 'str',
  value,
});

export const usualSettings: readonly NvsEdit[] = [
  text('ssid', 'HomeNet'),
  text('pass', 'secret-password'),
  text('server_url', 'ws://192.168.1.20:9090/ws'),
  { op: 'set', namespace: 'phy', key: 'cal_data', type: 'blob', value: new Uint8Array(1904).fill(7) },
];

/** A box as it left somebody's desk. @param size of its nvs; smaller ones are quicker to hash */
export function usedFlash(settings: readonly NvsEdit[] = usualSettings, size = nvsBytes): FlashModel {
  const flash = new FlashModel(0x100_0000);
  loadUsed(flash, 0, merged);
  if (size !== nvsBytes) flash.load(tableAt, smallTable(size));
  const nvs = createNvs(size, settings);
  if (!nvs.ok) throw new Error(nvs.error.message);
  loadUsed(flash, nvsAt, nvs.value.image);
  return flash;
}

/** 2 MiB as Espressif's own library left them on a box that was used for a while. */
export function libraryPartition(): Uint8Array<ArrayBuffer> {
  const image = new Uint8Array(nvsBytes).fill(0xff);
  image.set(fixture('nvs/fixtures/l09-2mib-used-box/image.bin'));
  return image;
}

const blankSector = new Uint8Array(4096).fill(0xff);

function loadUsed(flash: FlashModel, offset: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 4096) {
    const sector = bytes.subarray(at, at + 4096);
    if (!sameBytes(sector, blankSector)) flash.load(offset + at, sector);
  }
}

const tableAt = 0x8000;

/** EchoKit's, with another nvs. */
function smallTable(size: number): Uint8Array<ArrayBuffer> {
  const table = parsePartitionTable(mergedImage().subarray(tableAt));
  if (!table.ok) throw table.error;
  const partitions = table.value.partitions.map((partition) =>
    partition.label === 'nvs' ? { ...partition, size } : partition,
  );
  return buildPartitionTable({ ...table.value, partitions });
}

/** Prints what the real firmware prints first, its password among it. */
export function talkativeApp(host: AppHost): RunningApp {
  host.print('I (31) boot: Loaded app from partition at offset 0x210000\r\n');
  host.print('I (50) app_init: App version:      0.3.2\r\n');
  host.print('I (80) echokit: SSID: "HomeNet"\r\nI (81) echokit: PASS: "secret-password"\r\n');
  return {
    receive: (bytes) => host.print(`I (99) echo: ${new TextDecoder().decode(bytes)}\r\n`),
    stop: () => undefined,
  };
}

export class LoaderWorld {
  readonly box: WiredBox;
  readonly loader: Loader;
  readonly progress: LoaderProgress[] = [];
  readonly onProgress = (progress: LoaderProgress): void => void this.progress.push(progress);

  constructor(options: WiredBoxOptions = {}, keptWrites: KeptWrites = memoryKeptWrites()) {
    this.box = new WiredBox({ onRunApp: talkativeApp, flash: usedFlash(), ...options });
    const clock = this.box.time;
    this.loader = new Loader({ clock, wallNow: () => 1_700_000_000_000 + clock.now(), keptWrites });
  }

  run<T>(work: Promise<T>): Promise<T> {
    return this.box.time.run(work);
  }

  /** What must work. */
  async ok<T>(work: Promise<LoaderResult<T>>): Promise<T> {
    const result = await this.run(work);
    if (result.ok) return result.value;
    throw new Error(`${result.error.code}: ${result.error.message} ${JSON.stringify(result.error.details)}`);
  }

  /** What must fail. */
  async failure(work: Promise<LoaderResult<unknown>>): Promise<LoaderFailure> {
    const result = await this.run(work);
    if (!result.ok) return result.error;
    throw new Error('it worked');
  }

  attach(): Promise<void> {
    return this.run(this.loader.attachWire(this.box.attach().wire));
  }

  async connect(): Promise<void> {
    await this.attach();
    await this.ok(this.loader.connect({ baud: 921_600 }, this.onProgress));
  }

  plan(firmware: FirmwareFile, eraseSettings = false) {
    return this.ok(this.loader.planFlash([firmware], { eraseSettings }));
  }

  flash(plan: number) {
    return this.loader.flash(plan, this.onProgress);
  }
}
