import type { EngineErrorCode, Suspect } from './engine-failure.ts';
import type { HostKind } from './host-kind.ts';

/** What is known when `fetch` failed without an answer: the browser itself says only "Failed to fetch". */
export interface NetworkFailureFacts {
  readonly service: { readonly secure: boolean; readonly host: HostKind };
  readonly page: { readonly secure: boolean; readonly https: boolean; readonly host: HostKind };
  /** `navigator.onLine`; false is reliable, true is not. */
  readonly online: boolean;
  /**
   * What harmless calls found afterwards: an answer that may be read (so the call itself broke), one that may not
   * (`mode: 'no-cors'`), or none.
   */
  readonly probe: 'readable' | 'opaque' | 'none';
  /** State of the browser's permission for the local network, where it could be asked. */
  readonly localNetwork?: 'granted' | 'denied' | 'prompt';
}

export interface NetworkVerdict {
  readonly code: Extract<EngineErrorCode, 'offline' | 'cors-refused' | 'stream-cut' | 'unreachable'>;
  readonly retryable: boolean;
  /** Most likely first. */
  readonly suspects: readonly Suspect[];
}

/** Source: sheet `providers.md` 1.3 and 1.4. */
export function judgeNetworkFailure(facts: NetworkFailureFacts): NetworkVerdict {
  const { service, page } = facts;
  const isLocal = service.host !== 'public';
  if (!facts.online && !isLocal) return { code: 'offline', retryable: true, suspects: ['offline'] };
  if (facts.probe === 'readable') return { code: 'stream-cut', retryable: true, suspects: [] };
  if (facts.probe === 'opaque') {
    return { code: 'cors-refused', retryable: false, suspects: ['no-cors', 'error-page-without-cors'] };
  }
  const mixed = page.https && !service.secure && service.host !== 'loopback' && service.host !== 'private';
  const asksLocalNetwork = isLocal && page.host === 'public';
  const suspects: (Suspect | false)[] = [
    facts.localNetwork === 'denied' && asksLocalNetwork && 'local-network-denied',
    mixed && 'mixed-content',
    isLocal && !page.secure && 'page-insecure',
    isLocal && 'not-running',
    isLocal && 'wrong-port',
    asksLocalNetwork && facts.localNetwork === undefined && 'local-network-denied',
    service.host !== 'loopback' && 'wrong-host',
    !isLocal && 'not-running',
    !isLocal && 'blocker',
    !page.secure || !isLocal ? 'page-policy' : false,
  ];
  return {
    code: 'unreachable',
    retryable: true,
    suspects: suspects.filter((suspect) => suspect !== false),
  };
}
