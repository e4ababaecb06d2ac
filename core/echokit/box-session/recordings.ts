/** The recordings that a server has of a client. Source: sheet `echokit.md` 1.1 and 4.7. */
import { isRecord } from '../../engine-wire/json-field.ts';

export interface Recording {
  /** `record_YYYYmmdd_HHMMSS+zzzz.wav`, by the server's clock. */
  readonly name: string;
  /** Where it can be downloaded. */
  readonly url: string;
}

/** The newest; a folder may hold years. */
const mostRecordings = 200;

/** @param server `ws(s)://host[:port]/ws` */
const downloadsOf = (server: string): string =>
  `${server.replace(/^ws/i, 'http').replace(/^(https?:\/\/[^/]+).*$/i, '$1')}/downloads`;

export const recordingListUrl = (server: string, id: string): string =>
  `${downloadsOf(server)}/list/${encodeURIComponent(id)}`;

/**
 * Reads the server's list, newest first. The addresses in it lead nowhere: they are made here.
 * @returns null for what is no list
 */
export function readRecordings(list: unknown, server: string, id: string): readonly Recording[] | null {
  if (!Array.isArray(list)) return null;
  const names = list
    .map((entry: unknown) => (isRecord(entry) ? entry['file_name'] : undefined))
    .filter((name): name is string => typeof name === 'string' && /^[\w+.-]{1,200}$/.test(name));
  const folder = `${downloadsOf(server)}/download/${encodeURIComponent(id)}`;
  return names
    .sort()
    .reverse()
    .slice(0, mostRecordings)
    .map((name) => ({ name, url: `${folder}/${encodeURIComponent(name)}` }));
}
