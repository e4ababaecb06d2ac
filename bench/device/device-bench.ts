/** `device`: flashing and configuring over the cable, on the simulated chip's own clock. */
import { atMost, rounded, type Bench, type Verdict } from '../bench.ts';
import { measureFlash } from './measure-flash.ts';
import { measureSettings } from './measure-settings.ts';

const speeds = [921_600, 2_000_000] as const;
const largestIdlePercent = 5;
const largestRatio = 1.02;

const twoPlaces = (value: number): number => Math.round(value * 100) / 100;

export const device: Bench = {
  estimateMinutes: () => 1,
  async run({ only = '' }) {
    const verdicts: Verdict[] = [];
    const flashes = [];
    for (const baud of speeds.filter((speed) => `flash ${speed}`.includes(only))) {
      const figures = await measureFlash(baud);
      flashes.push(figures);
      verdicts.push(
        atMost(`idle share at ${baud} baud, %`, figures.idlePercent, largestIdlePercent),
        ratio(
          `bytes on the line at ${baud} baud, by esptool's`,
          figures.bytesOnLine / figures.esptoolBytesOnLine,
        ),
      );
    }
    console.log('a 5 MiB application that nothing compresses, 5 ms from worker to box and 5 ms back');
    console.log("seconds by the simulated chip's clock; preparation in seconds of this machine");
    console.table(
      flashes.map((figures) =>
        Object.fromEntries(
          Object.entries<number>({ ...figures }).map(([name, value]) => [name, twoPlaces(value)]),
        ),
      ),
    );
    const settings = 'settings'.includes(only) ? await measureSettings() : undefined;
    if (settings !== undefined) {
      console.log('a changed password on a used partition of 2 MiB at 921,600 baud');
      console.table([
        Object.fromEntries(
          Object.entries<number>({ ...settings }).map(([name, value]) => [name, rounded(value)]),
        ),
      ]);
      const { usedPages, pagesRead, pagesReadBack, pagesWritten } = settings;
      verdicts.push(
        atMost('pages read, verification among them', pagesRead + pagesReadBack, 2 * usedPages),
        atMost('pages written for a password', pagesWritten, 3),
      );
    }
    return { verdicts, measured: { flashes, settings } };
  },
};

const ratio = (what: string, value: number): Verdict => ({
  what,
  value: twoPlaces(value),
  bar: `at most ${largestRatio}`,
  passed: value <= largestRatio,
});
