/** What the figures were measured on, and with which build. */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { builtApp } from '../e2e/support/talk-app.ts';
import { builtSources, digestSources } from '../scripts/build-stamp.ts';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Mean number of running threads over the last 1, 5 and 15 minutes. */
  readonly load: readonly number[];
  readonly node: string;
  /** The built app is one of the sources that are there now. */
  readonly buildIsCurrent: boolean;
}

export async function readMachine(): Promise<Machine> {
  const [sources, built] = await Promise.all([
    digestSources(fileURLToPath(new URL('..', import.meta.url))),
    builtSources(builtApp),
  ]);
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    load: loadavg().map((value) => Math.round(value * 100) / 100),
    node: process.version,
    buildIsCurrent: sources === built,
  };
}

/** Above this load per core other work delays what is measured. */
const quietLoad = 0.25;

export function machineLines({ processor, cores, load, buildIsCurrent }: Machine): readonly string[] {
  return [
    `machine: ${processor}, ${cores} cores, load ${load.join(' ')}`,
    ...((load[0] ?? 0) > quietLoad * cores
      ? ['The machine is busy: times will be longer than on an idle one.']
      : []),
    ...(buildIsCurrent ? [] : ['The built app is not of these sources: run `npm run build` first.']),
  ];
}
