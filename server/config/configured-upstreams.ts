/** From configuration and environment to the upstreams the companion starts with. Pure. */
import { err, ok, type Result } from '../../core/result.ts';
import { addressKind, isLocalName } from '../proxy/address-kind.ts';
import type { Upstream } from '../proxy/upstream-list.ts';
import { parseUpstreamOrigin } from '../proxy/upstream-origin.ts';
import type { UpstreamEntry } from './config-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Services whose well-known variable alone is enough to use them. */
const environmentShortcuts = [
  { variable: 'OPENAI_API_KEY', origin: 'https://api.openai.com', name: 'OpenAI' },
  { variable: 'GROQ_API_KEY', origin: 'https://api.groq.com', name: 'Groq' },
] as const;

/** EchoKit's usual ports on this computer. Source: sheet `echokit.md` 6.1, upstream's samples. */
const echokitPorts = [
  { port: 9091, name: 'EchoKit LLM' },
  { port: 9092, name: 'EchoKit ASR' },
  { port: 9093, name: 'EchoKit VAD' },
  { port: 9094, name: 'EchoKit TTS' },
] as const;

/** The stack a person starts beside the companion: allowed from the start, revocable in Settings. */
export const builtInUpstreams = (): readonly Upstream[] =>
  echokitPorts.map(({ port, name }) => ({
    origin: `http://localhost:${port}`,
    name,
    source: 'built-in',
    privateAllowed: true,
    headers: {},
  }));

/** Upstreams of well-known variables, then those of the file, which count where both name an origin. */
export function configuredUpstreams(
  entries: readonly UpstreamEntry[],
  env: Environment,
): Result<readonly Upstream[], string> {
  const shortcuts = environmentShortcuts.flatMap(({ variable, origin, name }): Upstream[] => {
    const key = env[variable]?.trim();
    if (!key) return [];
    return [{ origin, name, source: 'configuration', privateAllowed: false, headers: bearer(key) }];
  });
  const upstreams: Upstream[] = [...shortcuts];
  for (const [index, entry] of entries.entries()) {
    const upstream = upstreamOf(entry, env);
    if (!upstream.ok) return err(`upstreams.${index}: ${upstream.error}`);
    upstreams.push(upstream.value);
  }
  return ok(upstreams);
}

function upstreamOf(entry: UpstreamEntry, env: Environment): Result<Upstream, string> {
  const origin = parseUpstreamOrigin(entry.origin);
  if (!origin.ok) return err(origin.error.message);
  const { host, hostname } = new URL(origin.value);
  if (entry.apiKey !== undefined && entry.apiKeyEnv !== undefined)
    return err('say apiKey or apiKeyEnv, not both');

  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(entry.headers ?? {})) headers[name.toLowerCase()] = value;
  for (const [name, variable] of Object.entries(entry.headersEnv ?? {})) {
    const value = env[variable]?.trim();
    if (!value) return err(`the environment variable ${variable} is not set`);
    headers[name.toLowerCase()] = value;
  }
  const key = entry.apiKeyEnv === undefined ? entry.apiKey : env[entry.apiKeyEnv]?.trim();
  if (entry.apiKeyEnv !== undefined && !key)
    return err(`the environment variable ${entry.apiKeyEnv} is not set`);

  return ok({
    origin: origin.value,
    name: entry.name ?? host,
    source: 'configuration',
    privateAllowed: entry.private ?? isLocalHost(hostname),
    headers: { ...headers, ...(key ? bearer(key) : {}) },
  });
}

/** Whoever writes such a host into the configuration means this network. */
const isLocalHost = (hostname: string): boolean =>
  isLocalName(hostname) || ['private', 'loopback'].includes(addressKind(hostname.replace(/^\[|\]$/g, '')));

const bearer = (key: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${key}` });
