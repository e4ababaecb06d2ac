import type { ServiceMessage } from './service-message.ts';

/**
 * Everything that can go wrong with an engine, one code per thing a person can do about it. Being aborted is no
 * failure and has no code.
 */
export type EngineErrorCode =
  // Nothing came back.
  | 'offline'
  | 'unreachable'
  /** The host answers, but the page may not read its answer. */
  | 'cors-refused'
  // The service said no.
  | 'key-refused'
  | 'forbidden'
  | 'bad-request'
  | 'not-found'
  | 'model-unknown'
  | 'too-large'
  | 'context-too-long'
  | 'rate-limited'
  | 'quota-exceeded'
  | 'service-busy'
  | 'service-failed'
  | 'unexpected-status'
  // It said yes, and then not what was asked for.
  | 'unexpected-reply'
  | 'empty-audio'
  | 'stream-cut'
  | 'stream-error'
  // What was set up cannot be called.
  | 'bad-address'
  | 'bad-settings'
  // The companion between page and service.
  | 'companion-missing'
  | 'companion-unreachable'
  | 'companion-session'
  | 'companion-refused'
  | 'upstream-not-allowed'
  | 'upstream-forbidden'
  | 'upstream-private'
  | 'upstream-unreachable'
  | 'upstream-timeout'
  | 'redirect-refused'
  // Engines of the browser.
  | 'page-engine-missing'
  | 'recognition-missing'
  | 'recognition-denied'
  | 'recognition-no-microphone'
  | 'recognition-network'
  | 'recognition-language'
  | 'recognition-keeps-ending'
  | 'model-missing'
  | 'model-needs-download'
  | 'voice-missing'
  | 'voice-needs-press'
  | 'voice-stalled'
  | 'voice-failed'
  | 'voice-load-failed'
  // A fault that no adapter knew.
  | 'unknown';

/** Why a call may have failed before any answer could be read, most likely first. Source: `providers.md` 1.3 and 1.4. */
export type Suspect =
  | 'offline'
  | 'local-network-denied'
  | 'page-insecure'
  | 'mixed-content'
  | 'not-running'
  | 'wrong-port'
  | 'wrong-host'
  | 'no-cors'
  | 'error-page-without-cors'
  | 'blocker'
  | 'page-policy';

export interface ReplyFailure {
  readonly code: EngineErrorCode;
  /** True where the same call may well succeed a moment later. */
  readonly retryable: boolean;
}

/** Quota that is used up does not come back in a moment: retrying would only be refused again. */
const quotaCodes = /insufficient_quota|quota_exceeded|billing|insufficient_balance|credit/i;
const contextWords =
  /context_length_exceeded|maximum context length|context (?:size|window|length)|too many tokens/i;
const modelWords =
  /model_not_found|model\b.{0,60}\b(?:not found|does not exist|not exist|unknown)|unknown model/i;

/** What an answer with a bad status means. Source: `providers.md` 1.3. */
export function classifyStatus(status: number, said: ServiceMessage): ReplyFailure {
  const words = `${said.code ?? ''} ${said.type ?? ''} ${said.message}`;
  const is = (code: EngineErrorCode, retryable = false): ReplyFailure => ({ code, retryable });
  switch (status) {
    case 400:
    case 422:
      if (contextWords.test(words)) return is('context-too-long');
      if (modelWords.test(words)) return is('model-unknown');
      if (/API_KEY_INVALID|api key not valid|invalid_api_key/i.test(words)) return is('key-refused');
      return is('bad-request');
    case 401:
      return is('key-refused');
    case 402:
      return is('quota-exceeded');
    case 403:
      return is('forbidden');
    case 404:
      return is(modelWords.test(words) || said.param === 'model' ? 'model-unknown' : 'not-found');
    case 408:
    case 425:
      return is('service-busy', true);
    case 413:
      return is('too-large');
    case 429:
      return quotaCodes.test(`${said.code ?? ''} ${said.type ?? ''}`)
        ? is('quota-exceeded')
        : is('rate-limited', true);
    case 503:
    case 529:
      return is('service-busy', true);
    default:
      return status >= 500 ? is('service-failed', true) : is('unexpected-status');
  }
}

/** What an error inside a stream that had begun well means: by its own code or number, else just that it broke. */
export function classifyStreamError(said: ServiceMessage): ReplyFailure {
  const status = Number(said.code);
  if (Number.isInteger(status) && status >= 400 && status < 600) return classifyStatus(status, said);
  const words = `${said.code ?? ''} ${said.type ?? ''}`;
  if (quotaCodes.test(words)) return { code: 'quota-exceeded', retryable: false };
  if (/rate_limit/i.test(words)) return { code: 'rate-limited', retryable: true };
  if (/overloaded/i.test(words)) return { code: 'service-busy', retryable: true };
  if (contextWords.test(`${words} ${said.message}`)) return { code: 'context-too-long', retryable: false };
  return { code: 'stream-error', retryable: true };
}
