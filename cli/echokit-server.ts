/** `echokit-server --port N --services URL`: the stand-in of an EchoKit server, until SIGINT or SIGTERM. */
import { readSileroAssets } from '../models/model-files.ts';
import { createEchokitServer } from '../simulators/echokit-server/create-echokit-server.ts';
import { faultWords, parseFaults } from '../simulators/echokit-server/faults.ts';
import type { EchokitServerOptions } from '../simulators/echokit-server/server-options.ts';
import { createOrtSilero } from '../workers/vad/ort-silero.ts';
import { parseOptions, readInput } from './command-line.ts';
import { stopSignal } from './services.ts';

const faultLines = Object.entries(faultWords).map(([name, words]) => `  ${name.padEnd(17)} ${words}`);

const usage = `usage: echokit-server --port N --services URL [--host 127.0.0.1] [--hello FILE.wav] [--fault NAME]...
                      [--model NAME] [--speaker NAME] [--system TEXT] [--record DIR]
URL has OpenAI-shaped /v1/audio/transcriptions and /v1/chat/completions, and gsv_tts's /v1/audio/speech, as the command
"services" has them. Prints {"listening":"ws://HOST:PORT/ws"}; a box dials that and its id. Recordings go to DIR; without
one, to a folder that goes with the server. Faults:
${faultLines.join('\n')}`;

export const echokitServer = { usage, run: echokitServerCommand };

/**
 * Starts the server, prints one line of JSON once it listens, and resolves after it was told to stop.
 * @param argv what follows the command's name
 */
async function echokitServerCommand(argv: string[]): Promise<void> {
  const { hello, ...options } = readEchokitServerOptions(argv);
  const greeting = hello === undefined ? {} : { hello: await readInput(hello) };
  const silero = await createOrtSilero({ version: 'v6', ...readSileroAssets('v6') });
  const speech = () => silero.createStream();
  const server = await createEchokitServer({ ...options, ...greeting, speech });
  const stopped = stopSignal();
  console.log(JSON.stringify({ listening: server.url }));
  await stopped;
  await server.close();
}

/** Command line to options; `hello` is still a path. */
export function readEchokitServerOptions(
  argv: string[],
): Omit<EchokitServerOptions, 'hello'> & { readonly hello?: string } {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseOptions(argv, {
    port: text,
    services: text,
    host: text,
    hello: text,
    fault: { type: 'string', multiple: true },
    model: text,
    speaker: text,
    system: text,
    record: text,
  });
  const [stray] = positionals;
  if (stray !== undefined) throw new Error(`"${stray}" is no option; --help tells the options`);
  const { port, services, fault: faults = [], record, ...rest } = values;
  if (port === undefined) throw new Error('--port is missing: say --port N, 0 takes a free one');
  if (!/^\d+$/.test(port) || Number(port) > 65_535) {
    throw new Error(`--port takes a number from 0 to 65535, got "${port}"`);
  }
  if (services === undefined) throw new Error('--services is missing: say --services URL');
  if (!/^https?:/.test(services) || !URL.canParse(services)) {
    throw new Error(`--services takes a http or https URL, got "${services}"`);
  }
  const known = parseFaults(faults);
  if (!known.ok) throw known.error;
  return {
    port: Number(port),
    services,
    faults,
    ...rest,
    ...(record === undefined ? {} : { recordFolder: record }),
  };
}
