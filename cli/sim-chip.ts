/** `sim-chip`: a simulated ESP32-S3 behind a port, and recordings of esptool against it. */
import { createWriteStream } from 'node:fs';
import { boxFacts, withFlashSize } from '../simulators/esp32s3/chip-facts.ts';
import {
  faultWords,
  parseFaults,
  parseFlashSize,
  type ChipFault,
} from '../simulators/esp32s3/chip-faults.ts';
import { instantTiming, realTiming, type ChipTiming } from '../simulators/esp32s3/chip-timing.ts';
import type { BootMode } from '../simulators/esp32s3/esp32s3-types.ts';
import { keepFlash } from '../simulators/esp32s3/node/flash-file.ts';
import { serveChip } from '../simulators/esp32s3/node/serve-chip.ts';
import { writeRecordedLine } from '../simulators/esp32s3/replay/recording.ts';
import { fileTrouble, onlyOne, parseOptions } from './command-line.ts';
import { stopSignal } from './services.ts';
import { checkRecordings, replayRecording } from './sim-chip-replay.ts';

const faultLines = Object.entries(faultWords).map(([name, words]) => `  ${name.padEnd(15)} ${words}`);

const usage = `usage: sim-chip --listen tcp://127.0.0.1:PORT|rfc2217://127.0.0.1:PORT [--flash FILE] [--size 16MB]
                [--fault LIST] [--line-rate BAUD|instant] [--start download|app] [--trace FILE.jsonl]
       sim-chip replay RECORDING.jsonl
       sim-chip check DIR
A simulated ESP32-S3 for esptool and the like, until SIGINT or SIGTERM; prints {"listening":URL} once ready, PORT 0 takes a
free one. tcp is plain bytes (esptool: socket://), and each connection is a power-on into --start, else download mode.
rfc2217 has the lines of a board, which has power all the time and starts with --start, else the app.
  --flash      loaded if it is there (padded with 0xFF), and written back at every disconnect and at the end
  --line-rate  bits per second: line and flash take their time. Else (instant) nothing does
  --trace      every frame as a line of JSON, like a recording
replay and check compare recordings (sessions.json is beside them) and exit with 1 on a mismatch. Faults, separated by
commas:
${faultLines.join('\n')}`;

export const simChip = { usage, run: simChipCommand };

interface SimChipArguments {
  readonly transport: 'tcp' | 'rfc2217';
  readonly port: number;
  readonly flash: string | undefined;
  readonly size: number;
  readonly faults: readonly ChipFault[];
  readonly timing: ChipTiming;
  readonly start: BootMode;
  readonly trace: string | undefined;
}

/** @param argv what follows the command's name */
async function simChipCommand([word, ...rest]: string[]): Promise<void> {
  if (word === 'replay') return replayRecording(onlyOne(rest, 'RECORDING.jsonl'));
  if (word === 'check') return checkRecordings(onlyOne(rest, 'DIR'));
  await serve(readSimChipArguments(word === undefined ? [] : [word, ...rest]));
}

async function serve(args: SimChipArguments): Promise<void> {
  const { transport, port, start, faults, timing } = args;
  const kept = keepFlashFile(args.flash, args.size);
  const trace = args.trace === undefined ? null : createWriteStream(args.trace);
  trace?.on('error', (error) => {
    console.error(fileTrouble(args.trace ?? '', error).message);
    process.exitCode = 1;
  });
  const stopped = stopSignal();
  const served = await serveChip({
    transport,
    port,
    start,
    faults,
    timing,
    facts: withFlashSize(boxFacts, args.size),
    flash: kept.flash,
    onDisconnect: () => kept.save(),
    ...(trace !== null && { onFrame: (frame) => void trace.write(`${writeRecordedLine(frame)}\n`) }),
  });
  console.log(JSON.stringify({ listening: served.url }));
  await stopped;
  await served.close();
  kept.save();
  if (trace !== null) await new Promise<void>((resolve) => trace.end(resolve));
}

function keepFlashFile(path: string | undefined, size: number): ReturnType<typeof keepFlash> {
  try {
    const kept = keepFlash(path, size);
    // Where it cannot be written, it is better to know now.
    kept.save();
    return kept;
  } catch (cause) {
    if (cause instanceof Error && !('code' in cause)) throw cause;
    throw fileTrouble(path ?? '', cause);
  }
}

/** Command line to options. @throws where one is missing or cannot be used */
export function readSimChipArguments(argv: string[]): SimChipArguments {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseOptions(argv, {
    listen: text,
    flash: text,
    size: text,
    fault: text,
    'line-rate': text,
    start: text,
    trace: text,
  });
  const [stray] = positionals;
  if (stray !== undefined) throw new Error(`"${stray}" is no option; --help tells the options`);
  if (values.listen === undefined) throw new Error('--listen is missing: say --listen tcp://127.0.0.1:0');
  const { transport, port } = readListen(values.listen);
  const faults = parseFaults(values.fault ?? '');
  if (!faults.ok) throw new Error(faults.error);
  const size = parseFlashSize(values.size ?? '16MB');
  if (size === null) throw new Error(`--size is "${values.size}", expected such as 16MB, a power of two`);
  const smaller = faults.value.find((fault) => fault.kind === 'flash-size');
  return {
    transport,
    port,
    flash: values.flash,
    size: smaller?.bytes ?? size,
    faults: faults.value,
    timing: readLineRate(values['line-rate'] ?? 'instant'),
    start: readStart(values.start ?? (transport === 'tcp' ? 'download' : 'app')),
    trace: values.trace,
  };
}

function readListen(url: string): { readonly transport: 'tcp' | 'rfc2217'; readonly port: number } {
  const [, transport, digits] = /^(tcp|rfc2217):\/\/(?:127\.0\.0\.1|localhost):(\d{1,5})\/?$/.exec(url) ?? [];
  const port = Number(digits);
  if ((transport === 'tcp' || transport === 'rfc2217') && port <= 65_535) return { transport, port };
  throw new Error(`--listen is "${url}", expected tcp://127.0.0.1:PORT or rfc2217://127.0.0.1:PORT`);
}

function readLineRate(text: string): ChipTiming {
  if (text === 'instant') return instantTiming;
  const rate = /^\d{3,8}$/.test(text) ? Number(text) : 0;
  if (rate < 300) throw new Error(`--line-rate is "${text}", expected instant or a number from 300 on`);
  return realTiming(rate);
}

function readStart(text: string): BootMode {
  if (text === 'download' || text === 'app') return text;
  throw new Error(`--start is "${text}", expected download or app`);
}
