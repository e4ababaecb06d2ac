/** What a box asks for when it dials. Pure: the request's target in, verdict out. */
import { relayId } from '../../../core/relay/relay-limits.ts';

export interface BoxPath {
  /** As the box sent it. */
  readonly token: string;
  readonly id: string;
  /** Without the `?`. */
  readonly query: string;
}

/** Where boxes dial: `/box/{pairing}/{id}?query`. */
export const boxPrefix = '/box/';
/** Longest target that is read, in letters: ours have some 130. */
const longestTarget = 1_024;
/** What no request may ask for, and what an address made with it would be cut at. Source: RFC 9112 3.2. */
const notOfTarget = /[^\x21-\x7e]|#/;

/** @returns null for whatever is no box's: another path, an id that none would have */
export function parseBoxPath(target: string): BoxPath | null {
  if (target.length > longestTarget || !target.startsWith(boxPrefix) || notOfTarget.test(target)) return null;
  const questionMark = target.indexOf('?');
  const path = questionMark < 0 ? target : target.slice(0, questionMark);
  const query = questionMark < 0 ? '' : target.slice(questionMark + 1);
  const [token = '', segment = '', ...rest] = path.slice(boxPrefix.length).split('/');
  const id = decoded(segment);
  return rest.length === 0 && isBoxId(id) ? { token, id, query } : null;
}

/** Dots alone would be taken for a way through folders by whoever builds an address with it. */
const isBoxId = (id: string | null): id is string => id !== null && relayId.test(id) && !/^\.+$/.test(id);

/** What a box is told; it appends `/{id}?query` itself. @param host with its port, IPv6 in brackets */
export const boxUrl = (host: string, token: string): string => `ws://${host}${boxPrefix}${token}`;

/** The `host:port` of what {@link boxUrl} made. */
export const hostOfBoxUrl = (url: string): string | undefined => /^ws:\/\/([^/]+)\/box\//.exec(url)?.[1];

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null; // a broken percent sequence
  }
}
