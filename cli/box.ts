/** `box`: a simulated box at a real server, in real time. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { int16ToFloat32 } from '../core/audio/pcm.ts';
import { resample } from '../core/audio/resampler.ts';
import { encodeWav } from '../core/audio/wav.ts';
import { heardRate } from '../core/units.ts';
import { readSileroAssets } from '../models/model-files.ts';
import { systemClock } from '../simulators/box/clock.ts';
import { boxVersions, type BoxVersion } from '../simulators/box/firmware.ts';
import { dialWebSocket } from '../simulators/box/node/ws-link.ts';
import { joinSamples } from '../simulators/box/pcm.ts';
import { createOrtSilero } from '../workers/vad/ort-silero.ts';
import { runBox, type BoxRun } from './box-run.ts';
import { firstPress, parseBoxScript, scriptFile, type BoxScriptLine } from './box-script.ts';
import { fileTrouble, parseOptions, readInputText } from './command-line.ts';
import { stopSignal } from './services.ts';
import { readRecording } from './vad-recording.ts';

const usage = `usage: box --server URL --wav FILE [--id MAC] [--version 0.3.2|0.3.0|0.2.1|cc] [--out REPLY.wav]
           [--log LOG.jsonl] [--turns N] [--script FILE.jsonl] [--continuous]
A simulated box dials URL/MAC (ws:// or wss://), as its firmware does. 1 s after it connected K0 is pressed, then the
WAV (any rate) is what its microphone hears. The WAV stands still unless the box is Listening; --continuous: never.
  --out     what the loudspeaker played, 16 kHz mono; a greeting with its header's click, then the segments
  --log     {"tMs","kind":"state|sent|received|played|reboot|violation",...}, a line each
  --turns   ends after N turns that the server ended; else when the WAV is over and its last turn done
  --script  {"when":"start|listening|speaking|waiting","n":1,"afterMs":0,"do":"k0|k0-long|play","wav":...}, a line each:
            at the nth such moment, so much later. "start" is a boot; with a line for K0 there, nobody else presses it
At the end {"turns","interrupts","reboots","violations":[...]} on stdout. Exit code 1 on a violation (what those are:
simulators/box/README.md), a turn that does not end, or fewer than N turns.`;

export const box = { usage, run: boxCommand };

interface BoxArguments {
  readonly server: string;
  readonly id: string;
  readonly version: BoxVersion;
  readonly wav: string;
  readonly out: string | undefined;
  readonly log: string | undefined;
  readonly turns: number | undefined;
  readonly script: string | undefined;
  readonly isContinuous: boolean;
}

/** @param argv what follows the command's name. @throws with words for stderr */
async function boxCommand(argv: string[]): Promise<void> {
  const args = readBoxArguments(argv);
  const recording = await readAtHeardRate(args.wav);
  const script = await readScript(args.script);
  const clips = await readClips(args.script, script);
  const log = args.log === undefined ? null : await openLog(args.log);
  if (args.out !== undefined) await writeSamples(args.out, new Int16Array(0));

  const stop = new AbortController();
  void stopSignal().then(() => stop.abort());
  const model = await createOrtSilero({ version: 'v6', ...readSileroAssets('v6') });
  const stream = model.createStream();
  const played: Int16Array[] = [];
  let run: BoxRun;
  try {
    run = await runBox({
      ...args,
      recording,
      script,
      clips,
      dial: dialWebSocket,
      clock: systemClock,
      detectSpeech: (frame) => stream.process(frame),
      onLog: (entry) => log?.write(`${JSON.stringify(entry, roundMs)}\n`),
      onPlayed: (samples) => played.push(samples),
      pollNotifications,
      signal: stop.signal,
    });
  } finally {
    stream.close();
    if (log !== null) await closeLog(log);
    if (args.out !== undefined) await writeSamples(args.out, joinSamples(played));
  }
  await model.close();
  console.log(JSON.stringify(run.summary));
  if (run.complaint === null) return;
  console.error(run.complaint.replaceAll(/\s*\n\s*/g, ' '));
  process.exitCode = 1;
}

/** Command line to options. @throws where one is missing or cannot be used */
export function readBoxArguments(argv: string[]): BoxArguments {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseOptions(argv, {
    server: text,
    id: text,
    version: text,
    wav: text,
    out: text,
    log: text,
    turns: text,
    script: text,
    continuous: { type: 'boolean' },
  });
  const [stray] = positionals;
  if (stray !== undefined) throw new Error(`"${stray}" is no option; --help tells the options`);
  if (values.server === undefined) throw new Error('--server is missing: say --server ws://HOST:PORT/ws');
  if (values.wav === undefined)
    throw new Error('--wav is missing: say --wav FILE, what the microphone hears');
  return {
    server: readServer(values.server),
    id: readId(values.id ?? 'ec0000000001'),
    version: readVersion(values.version ?? '0.3.2'),
    wav: values.wav,
    out: values.out,
    log: values.log,
    turns: values.turns === undefined ? undefined : readTurns(values.turns),
    script: values.script,
    isContinuous: values.continuous === true,
  };
}

function readServer(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'ws:' || url.protocol === 'wss:') && url.search + url.hash === '')
    return text;
  throw new Error(`--server is "${text}", expected ws:// or wss:// with a host, and no query`);
}

/** A MAC as a box writes it; anything else that fits a path stays as it is. */
function readId(text: string): string {
  const digits = text.replaceAll(/[:-]/g, '').toLowerCase();
  if (/^[0-9a-f]{12}$/.test(digits)) return digits;
  if (text !== '' && text.length <= 128 && !/[/?#\s]/.test(text)) return text;
  throw new Error(`--id is "${text}", expected a MAC such as 0123456789ab`);
}

function readVersion(text: string): BoxVersion {
  const version = boxVersions.find((known) => known === text);
  if (version === undefined) throw new Error(`--version is "${text}", expected ${boxVersions.join(', ')}`);
  return version;
}

function readTurns(text: string): number {
  const turns = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (turns < 1) throw new Error(`--turns is "${text}", expected a whole number 1 to 999999`);
  return turns;
}

async function readAtHeardRate(path: string): Promise<Float32Array> {
  const { rate, pcm } = await readRecording(path);
  if (rate === heardRate) return pcm;
  try {
    return resample(pcm, rate, heardRate);
  } catch (cause) {
    throw new Error(`${path} has ${rate} Hz, which cannot be brought to ${heardRate} Hz`, { cause });
  }
}

async function readScript(path: string | undefined): Promise<readonly BoxScriptLine[]> {
  return path === undefined ? [firstPress] : parseBoxScript(await readInputText(path), path);
}

async function readClips(
  script: string | undefined,
  lines: readonly BoxScriptLine[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const clips = new Map<string, Float32Array>();
  for (const line of lines) {
    if (script === undefined || line.do !== 'play' || clips.has(line.wav)) continue;
    clips.set(line.wav, await readAtHeardRate(await scriptFile(script, line.wav)));
  }
  return clips;
}

/** Instants to a tenth of a millisecond. */
const roundMs = (key: string, value: unknown): unknown =>
  (key === 'tMs' || key === 'startMs') && typeof value === 'number' ? Math.round(10 * value) / 10 : value;

async function openLog(path: string): Promise<WriteStream> {
  const stream = createWriteStream(path);
  try {
    await once(stream, 'open');
  } catch (cause) {
    throw fileTrouble(path, cause);
  }
  // What cannot be written any more is missed by its reader; the run goes on.
  stream.on('error', (error) => console.error(fileTrouble(path, error).message));
  return stream;
}

async function closeLog(stream: WriteStream): Promise<void> {
  await new Promise<void>((resolve) => stream.end(resolve));
}

async function writeSamples(path: string, samples: Int16Array): Promise<void> {
  await writeFile(path, encodeWav(int16ToFloat32(samples), heardRate)).catch((cause: unknown) => {
    throw fileTrouble(path, cause);
  });
}

/** `/proxy/state/{id}` of the server, which boxes with Claude support ask. */
async function pollNotifications(url: string): Promise<'notification' | 'nothing' | 'refused'> {
  const reply = await fetch(url);
  if (reply.status >= 400 && reply.status < 500) return 'refused';
  const state: unknown = reply.ok ? await reply.json() : null;
  const isNews =
    typeof state === 'object' &&
    state !== null &&
    'has_notification' in state &&
    state.has_notification === true;
  return isNews ? 'notification' : 'nothing';
}
