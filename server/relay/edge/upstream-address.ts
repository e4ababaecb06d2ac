/** How the addresses are made that boxes are passed through to. Pure. */
import { err, ok, type Result } from '../../../core/result.ts';

/** Reads `ws(s)://host[:port]/path` as a person wrote it, or says what is wrong with it. */
export function parseUpstreamUrl(text: string): Result<URL, string> {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return err('it is no address such as ws://host:8080/ws');
  }
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') return err('it does not begin with ws:// or wss://');
  if (url.username !== '' || url.password !== '') return err('it carries a user name or password');
  if (/[?#]/.test(text)) return err('it has more than host and path: each box adds its own query');
  return ok(url);
}

/** What is dialled for a box: `{url}/{id}?{query}`, the query as the box sent it. */
export const upstreamAddress = (url: string, id: string, query: string): string =>
  `${url.replace(/\/+$/, '')}/${encodeURIComponent(id)}${query === '' ? '' : `?${query}`}`;

/** The box's query for another try: no greeting and the history kept; all else as it was. */
export const redialQuery = (query: string): string =>
  ['reconnect=true', ...query.split('&').filter((pair) => pair !== '' && !/^reconnect(=|$)/.test(pair))].join(
    '&',
  );

const firstDelayMs = 500;
const longestDelayMs = 15_000;

/**
 * How long to wait before the next try, after so many in a row that came to nothing.
 * @param random from 0 to 1: many boxes lose one server at the same moment
 */
export function redialDelayMs(failures: number, random: number): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures, 20));
  return delay * (0.75 + random / 2);
}
