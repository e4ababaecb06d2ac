/**
 * The companion's configuration file, `config.local.json`:
 *
 *     {
 *       "port": 9090,
 *       "upstreams": [
 *         { "origin": "https://api.deepseek.com", "name": "DeepSeek", "apiKeyEnv": "DEEPSEEK_API_KEY" },
 *         { "origin": "https://api.elevenlabs.io", "headersEnv": { "xi-api-key": "ELEVENLABS_API_KEY" } },
 *         { "origin": "http://nas.example.lan:8080", "private": true }
 *       ],
 *       "relay": { "reattachMinutes": 5, "keptFrames": 256, "keptMiB": 4 }
 *     }
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { err, ok, type Result } from '../../core/result.ts';

const headerName = v.pipe(v.string(), v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is no header name'));
const headerValue = v.pipe(v.string(), v.regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'is no header value'));
const variableName = v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/, 'is no name of an environment variable'));

const upstreamEntry = v.strictObject({
  /** `https://host[:port]`; the service's paths are the page's business. */
  origin: v.string(),
  /** Shown in Settings; the host if absent. */
  name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(80))),
  /** Sent as `Authorization: Bearer`: the key itself, or better the environment variable that holds it. */
  apiKey: v.optional(headerValue),
  apiKeyEnv: v.optional(variableName),
  /** Other headers to set, and headers whose values are in environment variables. */
  headers: v.optional(v.record(headerName, headerValue)),
  headersEnv: v.optional(v.record(headerName, variableName)),
  /** Whether the name may lead to loopback or private addresses; yes by itself for local names and addresses. */
  private: v.optional(v.boolean()),
});

const configSchema = v.strictObject({
  host: v.optional(v.string()),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
  /** Names under which a TLS proxy in front offers the companion: `talk.example.lan`. */
  publishedAs: v.optional(v.array(v.pipe(v.string(), v.minLength(1)))),
  allowCors: v.optional(v.boolean()),
  upstreams: v.optional(v.array(upstreamEntry)),
  /** What is kept of boxes while the tab that answers them is away. */
  relay: v.optional(
    v.strictObject({
      /** So long a tab may be away and take up its boxes again. */
      reattachMinutes: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1440))),
      /** Of each box. */
      keptFrames: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000))),
      keptMiB: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1024))),
    }),
  ),
});

export type ConfigFile = v.InferOutput<typeof configSchema>;
export type UpstreamEntry = v.InferOutput<typeof upstreamEntry>;

/** Reads what a configuration file says, or a sentence about what is wrong with it and where. Never quotes values: one may be a key. */
function parseConfig(text: string): Result<ConfigFile, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('it is not JSON');
  }
  const parsed = v.safeParse(configSchema, value);
  if (parsed.success) return ok(parsed.output);
  const issue = parsed.issues[0];
  const place = v.getDotPath(issue) ?? 'the file';
  const complaint = issue.type === 'regex' ? issue.message : `expected ${issue.expected ?? 'something else'}`;
  return err(`${place}: ${complaint}`);
}

/** @returns null if there is no such file */
export async function readConfigFile(path: string): Promise<Result<ConfigFile | null, string>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    return code === 'ENOENT' ? ok(null) : err(`cannot read ${path} (${code})`);
  }
  const parsed = parseConfig(text);
  return parsed.ok ? parsed : err(`${path}: ${parsed.error}`);
}
