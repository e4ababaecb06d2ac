/**
 * One HTTP call to a service, direct or through the companion. It knows where keys may go, what headers a page may
 * send, and what a failure means; it knows nothing of speech or language. Retries and time limits are the driver's.
 * Source: sheet `providers.md` 1.
 */
import { classifyStatus } from '../../core/engine-wire/engine-failure.ts';
import { longestErrorBody, parseServiceMessage } from '../../core/engine-wire/service-message.ts';
import type { ServiceAddress } from '../../core/profile/profile.ts';
import { companionFailure, isCompanionFailure } from './companion-failure.ts';
import { EngineError } from './engine-error.ts';
import { explainNetworkFailure } from './network-failure.ts';
import { endpointUrl, siblingUrl } from './service-url.ts';

export interface CompanionAccess {
  readonly origin: string;
  readonly session: string;
}

/** What calls may use. Keys are by origin and go nowhere else. */
export interface ServiceAccess {
  readonly keys: Readonly<Record<string, string>>;
  /** Absent when the app is hosted as plain files. */
  readonly companion?: CompanionAccess;
}

export interface ServiceRequest {
  readonly address: ServiceAddress;
  /** Appended to a base address, such as `/audio/speech`. An exact address is called as it stands. */
  readonly path: string;
  /** Call `path` beside the endpoint that an exact address names, instead of the endpoint itself. */
  readonly sibling?: boolean;
  readonly body?: { readonly json: unknown } | { readonly form: FormData };
  /** No header of ours, so that a browser asks no leave (OPTIONS) of servers that cannot give it. Only with a form. */
  readonly simple?: boolean;
  readonly signal: AbortSignal;
}

/**
 * @returns an answer with a good status, its body unread
 * @throws EngineError for everything else; the signal's reason when it fires
 */
export type CallService = (request: ServiceRequest) => Promise<Response>;

export function createCallService(access: ServiceAccess): CallService {
  return async (request) => {
    const { address, signal } = request;
    signal.throwIfAborted();
    const target = targetOf(request);
    const viaCompanion = address.via === 'companion' || target.origin === access.companion?.origin;
    const url = address.via === 'companion' ? proxyUrl(target, access.companion) : target.href;
    const headers = headersFor(request, target, access);
    let response: Response;
    try {
      response = await fetch(url, {
        method: request.body === undefined ? 'GET' : 'POST',
        headers,
        body: bodyOf(request),
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        signal,
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw viaCompanion
        ? new EngineError('companion-unreachable', `no answer from the companion for ${readable(target)}`, {
            retryable: true,
            url: readable(target),
            cause,
          })
        : await explainNetworkFailure(target, headers, cause, signal);
    }
    if (response.ok) return response;
    throw await statusFailure(response, target, signal);
  };
}

function targetOf(request: ServiceRequest): URL {
  const { address, path } = request;
  const url = request.sibling === true ? siblingUrl(address, path) : endpointUrl(address, path);
  if (url.ok) return url.value;
  throw new EngineError('bad-address', `"${address.url}" cannot be called: ${url.error}`, {
    details: { reason: url.error },
  });
}

/** The companion's door to a service: `/api/proxy/{origin as base64url}/{path}`. */
function proxyUrl(target: URL, companion: CompanionAccess | undefined): string {
  if (companion === undefined) {
    throw new EngineError(
      'companion-missing',
      `${target.origin} is set to go through a companion, there is none`,
    );
  }
  const id = btoa(target.origin).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${companion.origin}/api/proxy/${id}${target.pathname}${target.search}`;
}

function headersFor(request: ServiceRequest, target: URL, access: ServiceAccess): Record<string, string> {
  const headers: Record<string, string> = {};
  if (request.address.via === 'companion' && access.companion !== undefined) {
    headers['x-echokit-session'] = access.companion.session;
  }
  if (request.simple === true) return headers;
  const key = access.keys[target.origin];
  if (key !== undefined && key !== '') headers['authorization'] = `Bearer ${key}`;
  if (request.body !== undefined && 'json' in request.body) headers['content-type'] = 'application/json';
  return headers;
}

function bodyOf({ body }: ServiceRequest): BodyInit | null {
  if (body === undefined) return null;
  return 'json' in body ? JSON.stringify(body.json) : body.form;
}

async function statusFailure(response: Response, target: URL, signal: AbortSignal): Promise<EngineError> {
  const body = await readErrorBody(response);
  signal.throwIfAborted();
  const url = readable(target);
  if (isCompanionFailure(response)) return companionFailure(response, body, url);
  const said = parseServiceMessage(body);
  const { code, retryable } = classifyStatus(response.status, said);
  return new EngineError(code, `${url} answered ${response.status}: ${said.message}`, {
    retryable,
    status: response.status,
    serviceMessage: said.message,
    url,
    details: {
      ...(said.param === undefined ? {} : { param: said.param }),
      ...(said.code === undefined ? {} : { serviceCode: said.code }),
    },
  });
}

/** As much of an error page as is worth reading; an error page that breaks off is still an error page. */
async function readErrorBody(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length < longestErrorBody) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // The status is the news; what was read of the body so far has to do.
  } finally {
    reader.cancel().catch(() => undefined);
  }
  return text;
}

/** An URL for people and logs: without query, where some services want keys. */
const readable = (url: URL): string => url.origin + url.pathname;
