import { ProxyError } from './proxy-error.ts';

/** Most redirects followed for one request of the page. */
const mostRedirects = 5;

export interface RedirectAnswer {
  readonly status: number;
  readonly location: string | undefined;
  /** Where the answer came from. */
  readonly from: URL;
  readonly method: string;
  /** Redirects followed before this one. */
  readonly followed: number;
  /** Whether the request has a body, and whether it can be sent again. */
  readonly body: 'none' | 'replayable' | 'spent';
}

export type RedirectStep =
  /** No redirect: the answer is the page's. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'follow';
      readonly url: URL;
      readonly method: string;
      readonly withBody: boolean;
      readonly crossOrigin: boolean;
    }
  | { readonly kind: 'refuse'; readonly error: ProxyError };

/**
 * What an answer asks for next. Whether a new origin is allowed is the caller's question.
 * Source: RFC 9110 15.4, and Fetch for 301 and 302.
 */
export function redirectStep(answer: RedirectAnswer): RedirectStep {
  const { status, location, from, method, followed, body } = answer;
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return { kind: 'none' };

  const url = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return refuse('to something that is no web address', '');
  }
  if (url.username !== '' || url.password !== '') return refuse('to an address with a user name', url.host);
  if (followed >= mostRedirects) return refuse(`${followed + 1} times, most likely in a circle`, url.origin);

  const becomesGet =
    (status === 303 && method !== 'HEAD') || ((status === 301 || status === 302) && method === 'POST');
  if (!becomesGet && body === 'spent')
    return refuse('after a long request that cannot be sent again', url.origin);
  return {
    kind: 'follow',
    url,
    method: becomesGet ? 'GET' : method,
    withBody: !becomesGet && body !== 'none',
    crossOrigin: url.origin !== from.origin,
  };
}

const refuse = (where: string, location: string): RedirectStep => ({
  kind: 'refuse',
  error: new ProxyError('redirect-refused', `the service redirects ${where}`, { details: { location } }),
});
