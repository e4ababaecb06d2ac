/** A 5 MiB application that nothing compresses, through the whole loader, on the simulated chip's clock. */
import { performance } from 'node:perf_hooks';
import { buildImage, noiseBytes } from '../../simulators/esp32s3/firmware/build-image.ts';
import { realTiming } from '../../simulators/esp32s3/chip-timing.ts';
import type { LoaderProgress } from '../../workers/loader-api.ts';
import { appImage, file, LoaderWorld, usedFlash } from '../../workers/loader/loader-world.testing.ts';
import { esptoolBytes } from './esptool-bytes.ts';

const appAt = 0x21_0000;
const appBytes = 0x50_0000;
/** Headers, checksum and hash of an image. */
const besideNoise = 1024;

/** The descriptor of a real one, and noise. */
export function incompressibleApp(): Uint8Array<ArrayBuffer> {
  const app = appImage();
  const view = new DataView(app.buffer);
  const [address, length] = [view.getUint32(24, true), view.getUint32(28, true)];
  const descriptor = { address, bytes: app.slice(32, 32 + length) };
  const noise = noiseBytes(appBytes - length - besideNoise, 7);
  return buildImage([descriptor, { address: 0x4200_0020, bytes: noise }], 0x4037_8000);
}

/** Between worker, page and USB, each way: more than was seen in a browser on a busy machine. */
const hopMs = 5;

export interface FlashFigures {
  readonly baud: number;
  readonly idlePercent: number;
  readonly writeSeconds: number;
  readonly lineSeconds: number;
  readonly flashSeconds: number;
  /** Comparing before, and verifying afterwards. */
  readonly md5Seconds: number;
  /** Of this machine: hashing and deflating, before the first BEGIN. */
  readonly preparationSeconds: number;
  readonly bytesOnLine: number;
  readonly esptoolBytesOnLine: number;
}

export async function measureFlash(baud: 921_600 | 2_000_000): Promise<FlashFigures> {
  const flash = usedFlash();
  flash.erase(appAt, appBytes);
  flash.load(appAt, noiseBytes(appBytes, 99));
  const world = new LoaderWorld({ flash, timing: realTiming('negotiated'), hopMs });
  await world.attach();
  await world.ok(world.loader.connect({ baud }, world.onProgress));
  const app = incompressibleApp();
  const plan = await world.plan(file('app.bin', app));

  const { time, chip } = world.box;
  const spent = { md5: 0, preparing: 0 };
  let phase: LoaderProgress['phase'] | undefined;
  let [since, sinceReal] = [time.now(), performance.now()];
  const before = chip.usage().bytesFromHost;
  let afterWriting = before;
  const onProgress = (progress: LoaderProgress): void => {
    if (progress.phase === phase) return;
    if (phase === 'comparing' || phase === 'verifying') spent.md5 += time.now() - since;
    if (phase === 'preparing') spent.preparing += performance.now() - sinceReal;
    if (progress.phase === 'resetting') afterWriting = chip.usage().bytesFromHost;
    phase = progress.phase;
    [since, sinceReal] = [time.now(), performance.now()];
  };
  await world.ok(world.loader.flash(plan.id, onProgress));
  const usage = chip.usage();
  return {
    baud,
    idlePercent: usage.idleShare * 100,
    writeSeconds: usage.spanMs / 1000,
    lineSeconds: usage.lineBusyMs / 1000,
    flashSeconds: usage.flashBusyMs / 1000,
    md5Seconds: spent.md5 / 1000,
    preparationSeconds: spent.preparing / 1000,
    bytesOnLine: afterWriting - before,
    esptoolBytesOnLine: esptoolBytes(appAt, app),
  };
}
