/** Which of the server's doors a request knocks at. Source: sheet `echokit.md` 1.1, 1.2. */
import { parseConnectionQuery, type ConnectionQuery } from '../../core/echokit/connection-query.ts';

type Route =
  | { readonly kind: 'chat'; readonly id: string; readonly query: ConnectionQuery }
  | { readonly kind: 'record'; readonly id: string }
  | { readonly kind: 'list'; readonly id: string }
  | { readonly kind: 'download'; readonly id: string; readonly file: string }
  /** Claude's modes only. */
  | { readonly kind: 'notification'; readonly id: string }
  | { readonly kind: 'version' }
  /** Answered before any upgrade. */
  | { readonly kind: 'refused'; readonly status: 400 | 404; readonly words: string };

const nothingHere: Route = { kind: 'refused', status: 404, words: '' };

/** @param target path and query as the request line has them */
export function readRoute(target: string): Route {
  const [path, query] = splitOnce(target, '?');
  const [root, ...segments] = path.split('/').map(decoded);
  if (root !== '' || segments.includes('')) return nothingHere;
  if (segments.includes(undefined)) return { kind: 'refused', status: 400, words: 'Invalid URL' };
  const [first = '', second = '', third = '', fourth = ''] = segments.map((segment) => segment ?? '');
  switch (`${first} ${segments.length}`) {
    case 'ws 2':
      return chat(second, query, true);
    case 'version 1':
      return { kind: 'version' };
    case 'v2 3':
      return second === 'stable_ws' ? chat(third, query, false) : nothingHere;
    case 'v1 3':
      return second === 'record' ? { kind: 'record', id: third } : nothingHere;
    case 'proxy 3':
      return second === 'state' ? { kind: 'notification', id: third } : nothingHere;
    case 'downloads 3':
      return second === 'list' ? { kind: 'list', id: third } : nothingHere;
    case 'downloads 4':
      return second === 'download' ? { kind: 'download', id: third, file: fourth } : nothingHere;
    default:
      return nothingHere;
  }
}

function chat(id: string, text: string, knowsRecord: boolean): Route {
  const known = knowsRecord ? text : text.replace(/(^|&)record(=[^&]*)?(?=&|$)/g, '');
  const query = parseConnectionQuery(known);
  if (!query.ok) return { kind: 'refused', status: 400, words: query.error.message };
  return query.value.record ? { kind: 'record', id } : { kind: 'chat', id, query: query.value };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // no UTF-8 behind the percent signs
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
