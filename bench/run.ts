/** `npm run bench -- latency|interruption|ears [--runs N] [--turns N] [--only TEXT]`: measured comparisons, one JSON line each. */
import { parseArgs } from 'node:util';
import { findChromium } from '../scripts/find-chromium.ts';
import { contenders, measureEars, noisyRecording } from './ears.ts';
import { measureInterruptions } from './interruption.ts';
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
  async interruption() {
    for (let run = 0; run < runs; run += 1) console.log(JSON.stringify(await measureInterruptions()));
  },
  async ears() {
    for (const snrDb of [undefined, 20, 10, 5]) {
      const label = snrDb === undefined ? 'quiet room' : `${snrDb} dB noise`;
      if (values.only !== undefined && !label.includes(values.only)) continue;
      for (let run = 0; run < runs; run += 1) {
        for (const contender of contenders) {
          const recording = noisyRecording(snrDb);
          console.log(JSON.stringify(await measureEars(contender, recording, label)));
          recording.remove();
        }
      }
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
