/** What a launch is to do: command line over environment over file over defaults. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../core/result.ts';
import { defaultStateDir } from '../proxy/upstream-store.ts';
import type { Upstream } from '../proxy/upstream-list.ts';
import { readConfigFile } from './config-file.ts';
import { configuredUpstreams, type Environment } from './configured-upstreams.ts';

const defaultPort = 9090;

export interface Settings {
  /** Address or name to listen on; undefined is loopback only, by IPv4 and IPv6. */
  readonly host: string | undefined;
  readonly port: number;
  readonly publishedAs: readonly string[];
  /** Whether pages of any origin may use the built-in voice. */
  readonly allowCors: boolean;
  readonly upstreams: readonly Upstream[];
  /** Where the person's decisions are kept. */
  readonly stateDir: string;
}

export const usage = `Usage: npm start -- [options]

  --port N        port to listen on (or PORT; default ${defaultPort})
  --host HOST     listen on HOST instead of this computer only (or HOST)
  --config FILE   configuration file (or ECHOKIT_CONFIG; default config.local.json)
  --allow-cors    let pages of other origins use the built-in voice
  --help          show this

Keys: OPENAI_API_KEY and GROQ_API_KEY are used if set; others are named in the configuration file.`;

/**
 * @param args what follows the script's name
 * @param root the project's folder, where the configuration file lies by default
 * @returns settings, or `help`, or a sentence about what is wrong
 */
export async function readSettings(
  args: readonly string[],
  env: Environment,
  root: string,
): Promise<Result<Settings | 'help', string>> {
  const options = readOptions(args);
  if (!options.ok) return options;
  if (options.value.help === true) return ok('help');

  const namedFile = options.value.config ?? nonEmpty(env['ECHOKIT_CONFIG']);
  const file = await readConfigFile(namedFile ?? join(root, 'config.local.json'));
  if (!file.ok) return file;
  if (file.value === null && namedFile !== undefined)
    return err(`there is no configuration file ${namedFile}`);
  const config = file.value ?? {};

  const port = readPort(options.value.port ?? nonEmpty(env['PORT']) ?? config.port ?? defaultPort);
  if (!port.ok) return port;
  const upstreams = configuredUpstreams(config.upstreams ?? [], env);
  if (!upstreams.ok) return upstreams;
  return ok({
    host: options.value.host ?? nonEmpty(env['HOST']) ?? config.host,
    port: port.value,
    publishedAs: config.publishedAs ?? [],
    allowCors: options.value['allow-cors'] ?? config.allowCors ?? false,
    upstreams: upstreams.value,
    stateDir: defaultStateDir(env),
  });
}

interface Options {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly config?: string | undefined;
  readonly 'allow-cors'?: boolean | undefined;
  readonly help?: boolean | undefined;
}

function readOptions(args: readonly string[]): Result<Options, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        config: { type: 'string' },
        'allow-cors': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return ok(values);
  } catch (failure) {
    return err((failure as Error).message);
  }
}

function readPort(port: string | number): Result<number, string> {
  const number = typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port;
  return typeof number === 'number' && number <= 65_535
    ? ok(number)
    : err(`the port must be a whole number from 0 to 65535, not ${JSON.stringify(port)}`);
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
