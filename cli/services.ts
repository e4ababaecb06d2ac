/** `services --port N`: the test services, until SIGINT or SIGTERM. */
import { readFileSync } from 'node:fs';
import { createServices } from '../simulators/services/create-services.ts';
import type { ServicesOptions } from '../simulators/services/create-services.ts';
import { parseOptions } from './command-line.ts';

const usage = `usage: services --port N [--host 127.0.0.1] [--asr-delay MS] [--llm-delay MS] [--tts-delay MS]
                [--llm-tps N] [--tts-rtf X] [--fault SPEC] [--truth DIR]... [--no-cors]`;

export const services = { usage, run: servicesCommand };

/**
 * Starts the services, prints one line of JSON once they listen, and resolves after they were told to stop.
 * @param argv what follows the command's name
 */
export async function servicesCommand(argv: string[]): Promise<void> {
  const stopped = stopSignal();
  const running = await createServices(readServicesOptions(argv));
  const { url, port } = running;
  console.log(JSON.stringify({ url, port, log: `${url}/_log`, control: `${url}/_control` }));
  await stopped;
  await running.close();
}

/** Command line to options; values are judged by the services themselves. */
export function readServicesOptions(argv: string[]): ServicesOptions {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseOptions(argv, {
    port: text,
    host: text,
    'asr-delay': text,
    'llm-delay': text,
    'tts-delay': text,
    'llm-tps': text,
    'tts-rtf': text,
    fault: text,
    truth: { type: 'string', multiple: true },
    'no-cors': { type: 'boolean' },
  });
  const [stray] = positionals;
  if (stray !== undefined) throw new Error(`"${stray}" is no option; --help tells the options`);
  if (values.port === undefined) throw new Error('--port is missing: say --port N, 0 takes a free one');
  const port = readNumber('port', values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port takes a number from 0 to 65535, got "${values.port}"`);
  }
  return {
    port,
    ...(values.host === undefined ? {} : { host: values.host }),
    ...number('asr-delay', 'asrDelayMs', values['asr-delay']),
    ...number('llm-delay', 'llmDelayMs', values['llm-delay']),
    ...number('tts-delay', 'ttsDelayMs', values['tts-delay']),
    ...number('llm-tps', 'llmTps', values['llm-tps']),
    ...number('tts-rtf', 'ttsRtf', values['tts-rtf']),
    ...(values.fault === undefined ? {} : { fault: values.fault }),
    ...(values.truth === undefined ? {} : { truth: values.truth }),
    ...(values['no-cors'] === true ? { cors: false } : {}),
  };
}

type NumericOption = 'asrDelayMs' | 'llmDelayMs' | 'ttsDelayMs' | 'llmTps' | 'ttsRtf';

function number(flag: string, option: NumericOption, value: string | undefined): ServicesOptions {
  return value === undefined ? {} : { [option]: readNumber(flag, value) };
}

function readNumber(flag: string, value: string): number {
  const number = value.trim() === '' ? NaN : Number(value);
  if (!Number.isFinite(number)) throw new Error(`--${flag} takes a number, got "${value}"`);
  return number;
}

/** Resolves once this process is told to stop, or npm, that started it, is gone. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    onNpmGone(resolve);
  });
}

/** How often to look whether npm is still there. */
const npmCheckMs = 250;

/**
 * npm passes a signal to the shell it started, and that shell dies without passing it on: the services would go on
 * without an owner and keep their port. Where they were started by npm and /proc can tell (Linux), they stop as well.
 */
function onNpmGone(stop: () => void): void {
  const links = npmToHere();
  if (links.length === 0) return;
  const timer = setInterval(() => {
    if (links.every(({ pid, parent }) => readProcess(pid)?.parent === parent)) return;
    clearInterval(timer);
    stop();
  }, npmCheckMs);
  timer.unref();
}

interface ProcessLink {
  readonly pid: number;
  readonly parent: number;
}

/** From this process up to the one below npm; empty if npm is not among the ancestors. */
function npmToHere(): ProcessLink[] {
  const links: ProcessLink[] = [];
  if (process.env['npm_lifecycle_event'] === undefined) return links;
  for (let pid = process.pid; pid > 1;) {
    const found = readProcess(pid);
    if (found === undefined) return [];
    if (/^npm\b/.test(found.title)) return links;
    links.push({ pid, parent: found.parent });
    pid = found.parent;
  }
  return [];
}

function readProcess(pid: number): { readonly parent: number; readonly title: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // The name in brackets may hold anything; state and parent follow the last bracket. Source: proc(5).
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return { parent, title };
  } catch {
    return undefined; // it has ended, or this system has no /proc
  }
}
