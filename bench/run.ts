/**
 * `npm run bench -- latency|interruption|ears|memory|relay|device|all [--runs N] [--turns N] [--only TEXT] [--minutes N]`: measured
 * comparisons. Prints tables and a PASS or FAIL per bar, writes `bench/results/NAME-TIME.json`; exit code 1 on a FAIL.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium } from '../scripts/find-chromium.ts';
import { rounded, type Bench, type BenchOptions } from './bench.ts';
import { device } from './device/device-bench.ts';
import { ears } from './ears/ears-bench.ts';
import { interruption } from './interruption/interruption-bench.ts';
import { latency } from './latency/latency-bench.ts';
import { machineLines, readMachine } from './machine.ts';
import { memory } from './memory/memory-bench.ts';
import { relay } from './relay/relay-bench.ts';

const benches: Readonly<Record<string, Bench>> = { latency, interruption, ears, memory, relay, device };

function parseCount(option: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new Error(`--${option} is ${text}, expected a number above 0`);
}

async function runBench(name: string, bench: Bench, options: BenchOptions): Promise<boolean> {
  const startedAt = new Date();
  const machine = await readMachine();
  const estimate = Math.ceil(bench.estimateMinutes(options));
  console.log(`${name}: about ${estimate} min`);
  for (const line of machineLines(machine)) console.log(line);

  const { verdicts, measured } = await bench.run(options);
  for (const { what, value, bar, passed } of verdicts)
    console.log(`${passed ? 'PASS' : 'FAIL'}  ${what}: ${rounded(value)} (${bar})`);

  const minutes = rounded((Date.now() - startedAt.getTime()) / 60_000);
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${name}-${startedAt.toISOString().replaceAll(':', '-').slice(0, 19)}.json`, folder);
  const report = { name, startedAt, minutes, options, machine, verdicts, measured };
  writeFileSync(file, `${JSON.stringify(report, undefined, 1)}\n`);
  console.log(`took ${minutes} min, written to ${fileURLToPath(file)}\n`);
  return verdicts.every(({ passed }) => passed);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    turns: { type: 'string' },
    only: { type: 'string' },
    minutes: { type: 'string', default: '10' },
  },
});
const [wanted = ''] = positionals;
const chosen = wanted === 'all' ? Object.keys(benches) : [wanted];
const options: BenchOptions = {
  runs: parseCount('runs', values.runs),
  minutes: parseCount('minutes', values.minutes),
  ...(values.turns === undefined ? {} : { turns: parseCount('turns', values.turns) }),
  ...(values.only === undefined ? {} : { only: values.only }),
};
process.env['CHROMIUM_PATH'] = findChromium().path;
for (const name of chosen) {
  const bench = benches[name];
  if (!bench) {
    console.error(`say which bench: ${Object.keys(benches).join(', ')} or all`);
    process.exitCode = 1;
    break;
  }
  if (!(await runBench(name, bench, options))) process.exitCode = 1;
}
