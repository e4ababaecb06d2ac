/** `npm run bench -- latency [--runs N] [--turns N]`: measured comparisons; prints tables, median of the runs. */
import { parseArgs } from 'node:util';
import { findChromium } from '../scripts/find-chromium.ts';
import { latencyCases, measureLatency, type LatencyReport } from './latency.ts';
import { median } from './measure-reply.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    turns: { type: 'string', default: '20' },
    only: { type: 'string' },
  },
});
process.env['CHROMIUM_PATH'] = findChromium().path;
const runs = Number(values.runs);

const benches: Record<string, () => Promise<void>> = {
  async latency() {
    for (const one of latencyCases.filter(
      ({ name }) => values.only === undefined || name.includes(values.only),
    )) {
      const reports: LatencyReport[] = [];
      for (let run = 0; run < runs; run += 1) {
        const report = await measureLatency(one, Number(values.turns));
        console.log(JSON.stringify(report));
        reports.push(report);
      }
      const of = (pick: (report: LatencyReport) => number) => Math.round(median(reports.map(pick)));
      console.log(
        `${one.name}: p50 ${of((r) => r.p50)} ms, p95 ${of((r) => r.p95)} ms, from release ${of((r) => r.fromRelease)} ms (median of ${runs} runs)`,
      );
    }
  },
};

const [name = ''] = positionals;
const bench = benches[name];
if (bench) await bench();
else {
  console.error(`say which bench: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 1;
}
