import { parseServiceMessage } from '../../core/engine-wire/service-message.ts';
import { EngineError, type EngineErrorCode } from './engine-error.ts';

/** Set by the companion on every answer that is its own failure, so that no service's answer is taken for one. */
const errorHeader = 'x-echokit-error';

const retryableCodes: ReadonlySet<EngineErrorCode> = new Set(['upstream-unreachable', 'upstream-timeout']);

/** The companion's words for its failures, as ours. */
const codes: ReadonlyMap<string, EngineErrorCode> = new Map([
  ['upstream-not-allowed', 'upstream-not-allowed'],
  // Agreed to for files only: as a service it was never asked about.
  ['downloads-only', 'upstream-not-allowed'],
  ['upstream-forbidden', 'upstream-forbidden'],
  ['upstream-private', 'upstream-private'],
  ['upstream-unreachable', 'upstream-unreachable'],
  ['upstream-timeout', 'upstream-timeout'],
  ['redirect-refused', 'redirect-refused'],
  ['body-too-large', 'too-large'],
  ['response-too-large', 'unexpected-reply'],
  ['session-refused', 'companion-session'],
  ['origin-refused', 'companion-session'],
  ['host-refused', 'companion-session'],
]);

export const isCompanionFailure = (response: Response): boolean => response.headers.has(errorHeader);

/** @param url of the service that was to be called, for people */
export function companionFailure(response: Response, body: string, url: string): EngineError {
  const theirs = response.headers.get(errorHeader) ?? '';
  const code = codes.get(theirs) ?? 'companion-refused';
  const { message } = parseServiceMessage(body);
  return new EngineError(code, `the companion refused ${url}: ${theirs} ${message}`, {
    retryable: retryableCodes.has(code),
    status: response.status,
    serviceMessage: message,
    url,
    details: { companion: theirs },
  });
}
