/** What a launch is to do: command line over environment over file over defaults. */
import { isIP } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../core/result.ts';
import { defaultStateDir } from '../proxy/upstream-store.ts';
import type { Upstream } from '../proxy/upstream-list.ts';
import type { RelaySettings } from '../relay/edge/open-relay.ts';
import { readConfigFile, type ConfigFile } from './config-file.ts';
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
  readonly relay: RelaySettings;
}

export const usage = `Usage: npm start -- [options]

  --port N        port to listen on (or PORT; default ${defaultPort})
  --host HOST     listen on HOST instead of this computer only (or HOST)
  --config FILE   configuration file (or ECHOKIT_CONFIG; default config.local.json)
  --allow-cors    let pages of other origins use the built-in voice
  --help          show this

  --lan [ADDRESS]      let EchoKit boxes of your network in: on ADDRESS, or on
                       every private address of this computer; nothing but
                       boxes is answered there
  --notices LANGUAGE   what boxes are told when nobody answers them: en, zh or
                       both (default)
  --pairing-file FILE  where the token is kept that boxes know us by; several
                       companions on one bus share it
  --bus nats://HOST    join other companions by a NATS server (or ECHOKIT_BUS)
  --name NAME          name of this companion among them

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
  const relay = readRelay(options.value, env, config.relay);
  if (!relay.ok) return relay;
  return ok({
    host: options.value.host ?? nonEmpty(env['HOST']) ?? config.host,
    port: port.value,
    publishedAs: config.publishedAs ?? [],
    allowCors: options.value['allow-cors'] ?? config.allowCors ?? false,
    upstreams: upstreams.value,
    stateDir: defaultStateDir(env),
    relay: relay.value,
  });
}

interface Options {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly config?: string | undefined;
  readonly 'allow-cors'?: boolean | undefined;
  /** Empty for no address. */
  readonly lan?: string | undefined;
  readonly notices?: string | undefined;
  readonly 'pairing-file'?: string | undefined;
  readonly bus?: string | undefined;
  readonly name?: string | undefined;
  readonly help?: boolean | undefined;
}

function readOptions(args: readonly string[]): Result<Options, string> {
  try {
    const { values } = parseArgs({
      args: [...withLanValue(args)],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        config: { type: 'string' },
        'allow-cors': { type: 'boolean' },
        lan: { type: 'string' },
        notices: { type: 'string' },
        'pairing-file': { type: 'string' },
        bus: { type: 'string' },
        name: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return ok(values);
  } catch (failure) {
    return err((failure as Error).message);
  }
}

/** `--lan` may stand alone, which the parser does not know: it gets an empty value then. */
function withLanValue(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--lan');
  if (at < 0) return args;
  const next = args[at + 1];
  const stands = next === undefined || next.startsWith('-');
  return stands ? args.with(at, '--lan=') : [...args.slice(0, at), `--lan=${next}`, ...args.slice(at + 2)];
}

function readRelay(
  options: Options,
  env: Environment,
  kept: ConfigFile['relay'] = {},
): Result<RelaySettings, string> {
  const { lan, notices = 'both', name } = options;
  if (lan !== undefined && lan !== '' && (isIP(lan) === 0 || lan === '0.0.0.0' || lan === '::')) {
    return err(
      `--lan takes one address of this computer, such as 192.168.1.20, or none, not ${JSON.stringify(lan)}`,
    );
  }
  if (notices !== 'en' && notices !== 'zh' && notices !== 'both') {
    return err(`--notices takes en, zh or both, not ${JSON.stringify(notices)}`);
  }
  if (name !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    return err(`--name takes up to 64 letters, digits, - and _, not ${JSON.stringify(name)}`);
  }
  return ok({
    lan: lan === undefined ? undefined : { address: nonEmpty(lan) },
    pairingFile: nonEmpty(options['pairing-file']),
    bus: nonEmpty(options.bus) ?? nonEmpty(env['ECHOKIT_BUS']),
    name,
    hubLimits: hubLimitsOf(kept),
    noticeLanguages: notices === 'both' ? ['en', 'zh'] : [notices],
  });
}

function hubLimitsOf({
  reattachMinutes,
  keptFrames,
  keptMiB,
}: NonNullable<ConfigFile['relay']>): NonNullable<RelaySettings['hubLimits']> {
  return {
    ...(reattachMinutes === undefined ? {} : { reattachMs: reattachMinutes * 60_000 }),
    ...(keptFrames === undefined ? {} : { keptFrames }),
    ...(keptMiB === undefined ? {} : { keptBytes: Math.floor(keptMiB * 1_048_576) }),
  };
}

function readPort(port: string | number): Result<number, string> {
  const number = typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port;
  return typeof number === 'number' && number <= 65_535
    ? ok(number)
    : err(`the port must be a whole number from 0 to 65535, not ${JSON.stringify(port)}`);
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
