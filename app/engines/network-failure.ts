import { hostKind, type HostKind } from '../../core/engine-wire/host-kind.ts';
import { judgeNetworkFailure, type NetworkFailureFacts } from '../../core/engine-wire/suspects.ts';
import type { Millis } from '../../core/units.ts';
import { EngineError } from './engine-error.ts';

/** How long a probe may take; a host that is silent for so long is as good as unreachable. */
const probeMs: Millis = 3000;

/**
 * Why a direct call failed before any answer could be read. The browser tells a page nothing, so the host is asked
 * again: with the same headers and nothing in them that could do harm, and in a way that needs no leave (`no-cors`).
 * @param headers of the call that failed
 */
export async function explainNetworkFailure(
  target: URL,
  headers: Readonly<Record<string, string>>,
  cause: unknown,
  signal: AbortSignal,
): Promise<EngineError> {
  const [isReadable, answers, localNetwork] = await Promise.all([
    succeeds(target.href, { headers }, signal),
    succeeds(`${target.origin}/`, { mode: 'no-cors' }, signal),
    localNetworkPermission(target),
  ]);
  signal.throwIfAborted();
  const verdict = judgeNetworkFailure({
    service: { secure: target.protocol === 'https:', host: hostKind(target.hostname) },
    page: pageFacts(),
    online: typeof navigator === 'undefined' || !('onLine' in navigator) || navigator.onLine,
    probe: isReadable ? 'readable' : answers ? 'opaque' : 'none',
    ...(localNetwork === undefined ? {} : { localNetwork }),
  });
  const url = target.origin + target.pathname;
  return new EngineError(verdict.code, `no readable answer from ${url}`, {
    retryable: verdict.retryable,
    suspects: verdict.suspects,
    url,
    cause,
  });
}

/** Whether a GET gets an answer, whatever its status. */
async function succeeds(url: string, init: RequestInit, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      ...init,
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.any([signal, AbortSignal.timeout(probeMs)]),
    });
    await response.body?.cancel();
    return true;
  } catch {
    // Rejecting is the answer that was asked for: nothing is there, or the browser does not let us through.
    return false;
  }
}

function pageFacts(): NetworkFailureFacts['page'] {
  if (typeof location === 'undefined') return { secure: true, https: false, host: 'loopback' };
  return {
    secure: globalThis.isSecureContext,
    https: location.protocol === 'https:',
    host: hostKind(location.hostname),
  };
}

/** Chrome's permission for reaching the local network; undefined where it does not exist or does not matter. */
async function localNetworkPermission(target: URL): Promise<NetworkFailureFacts['localNetwork']> {
  const names: Partial<Record<HostKind, string>> = {
    loopback: 'loopback-network',
    private: 'local-network',
    'local-name': 'local-network',
  };
  const name = names[hostKind(target.hostname)];
  if (name === undefined || typeof navigator === 'undefined' || !('permissions' in navigator))
    return undefined;
  try {
    const status = await navigator.permissions.query({ name: name as PermissionName });
    return status.state;
  } catch {
    // Browsers that do not know the name throw; then there is no such permission to be denied.
    return undefined;
  }
}
