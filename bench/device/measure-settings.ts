/** A changed password on a used partition of 2 MiB at 921,600 baud, against reading all of it. */
import { realTiming } from '../../simulators/esp32s3/chip-timing.ts';
import {
  libraryPartition,
  LoaderWorld,
  nvsAt,
  nvsBytes,
  usedFlash,
} from '../../workers/loader/loader-world.testing.ts';

export interface SettingsFigures {
  readonly usedPages: number;
  readonly pagesRead: number;
  readonly pagesWritten: number;
  readonly pagesReadBack: number;
  readonly readSeconds: number;
  readonly writeSeconds: number;
  readonly fullReadSeconds: number;
}

const pageBytes = 4096;
const bitsPerByte = 10;
const baud = 921_600;

export async function measureSettings(): Promise<SettingsFigures> {
  const flash = usedFlash();
  flash.erase(nvsAt, nvsBytes);
  flash.load(nvsAt, libraryPartition());
  const world = new LoaderWorld({ flash, timing: realTiming('negotiated') });
  await world.connect();
  const { time } = world.box;
  let began = time.now();
  const report = await world.ok(world.loader.readSettings(world.onProgress));
  const readSeconds = (time.now() - began) / 1000;
  began = time.now();
  const written = await world.ok(
    world.loader.writeSettings([{ key: 'pass', value: 'another-password' }], world.onProgress),
  );
  return {
    usedPages: report.usedPages,
    pagesRead: report.bytesRead / pageBytes,
    pagesWritten: written.bytesWritten / pageBytes,
    pagesReadBack: written.bytesRead / pageBytes,
    readSeconds,
    writeSeconds: (time.now() - began) / 1000,
    // Its bytes alone, without round trips: what no reader can be faster than.
    fullReadSeconds: (nvsBytes * bitsPerByte) / baud,
  };
}
