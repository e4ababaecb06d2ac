import { EchoError } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';

/** What a client asks of an EchoKit server by the query of `/ws/{id}`. Source: sheet `echokit.md` 1.2. */
export interface ConnectionQuery {
  /** No greeting, the history is kept. */
  readonly reconnect: boolean;
  /** Audio comes as Opus packets. */
  readonly opus: boolean;
  /** With `opus`: every packet comes with a mouth shape. */
  readonly vowel: boolean;
  /** The server finds the end of speech; without it the client must Submit. */
  readonly streamAsr: boolean;
  /** Record only; all else is ignored. */
  readonly record: boolean;
}

/** Wire names in the order in which boxes write them. */
const names = [
  ['reconnect', 'reconnect'],
  ['opus', 'opus'],
  ['vowel', 'vowel'],
  ['stream_asr', 'streamAsr'],
  ['record', 'record'],
] as const satisfies readonly (readonly [string, keyof ConnectionQuery])[];

/** The server answers HTTP 400 before the upgrade: a flag that is neither `true` nor `false`, or given twice. */
export type QueryError = EchoError<'query-refused'>;

/** Longest query that is read, in letters. */
const longestQuery = 4_096;

/** @param query what follows the `?`, with or without it. Unknown parameters are ignored */
export function parseConnectionQuery(query: string): Result<ConnectionQuery, QueryError> {
  if (query.length > longestQuery) return refused(`a query of ${query.length} letters`);
  const flags: Partial<Record<keyof ConnectionQuery, boolean>> = {};
  for (const pair of query.replace(/^\?/, '').split('&')) {
    const equals = pair.indexOf('=');
    const name = formDecoded(equals < 0 ? pair : pair.slice(0, equals));
    const flag = names.find(([wire]) => wire === name)?.[1];
    if (flag === undefined) continue;
    const value = equals < 0 ? '' : formDecoded(pair.slice(equals + 1));
    if (value !== 'true' && value !== 'false') {
      return refused(`${name} is ${JSON.stringify(value.slice(0, 40))}, expected true or false`);
    }
    if (flags[flag] !== undefined) return refused(`${name} is given twice`);
    flags[flag] = value === 'true';
  }
  const { reconnect = false, opus = false, vowel = false, streamAsr = false, record = false } = flags;
  return ok({ reconnect, opus, vowel, streamAsr, record });
}

/** The flags that are on, as boxes write them: `reconnect=true&opus=true`; empty if there are none. */
export function formatConnectionQuery(query: Partial<ConnectionQuery>): string {
  return names
    .filter(([, flag]) => query[flag] === true)
    .map(([wire]) => `${wire}=true`)
    .join('&');
}

/**
 * The address that a client dials: `{server}/{id}?...`.
 * @param server as people write it, such as `ws://host:8080/ws`, with or without a slash at its end
 */
export function connectionUrl(server: string, id: string, query: Partial<ConnectionQuery>): string {
  const flags = formatConnectionQuery(query);
  return `${server.replace(/\/+$/, '')}/${encodeURIComponent(id)}${flags === '' ? '' : `?${flags}`}`;
}

/**
 * What a box's query tells of its firmware, the last with that query named. `0.2.1`: raw PCM down, Submit. `0.2.2`: Opus.
 * `0.3.0`: and vowels. `0.3.1+`: and `stream_asr`, never Submit. Source: sheet `echokit.md` 1.4.
 */
export type FirmwareGuess = '0.2.1' | '0.2.2' | '0.3.0' | '0.3.1+';

/** Undefined for flags that no box sends together: a page, or something else. */
export function guessFirmware({
  opus,
  vowel,
  streamAsr,
  record,
}: ConnectionQuery): FirmwareGuess | undefined {
  if (record) return undefined;
  if (opus && vowel) return streamAsr ? '0.3.1+' : '0.3.0';
  if (vowel || streamAsr) return undefined;
  return opus ? '0.2.2' : '0.2.1';
}

/** One name or value of a form. Bytes beyond ASCII come out wrong, which no flag minds. */
const formDecoded = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

const refused = (message: string): Result<never, QueryError> => err(new EchoError('query-refused', message));
