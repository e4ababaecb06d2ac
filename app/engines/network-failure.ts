import { hostKind, type HostKind } from '../../core/engine-wire/host-kind.ts';
import { judgeNetworkFailure, type NetworkFailureFacts } from '../../core/engine-wire/suspects.ts';
import type { Millis } from '../../core/units.ts';
import { EngineError } from './engine-error.ts';

/** How long the second probe may take; a host that is silent for so long is as good as unreachable. */
const probeMs: Millis = 3000;

/**
 * Why a direct call failed before any answer could be read. The browser tells a page nothing, so it is asked again in
 * a way that needs no leave (`no-cors`): if that succeeds, the host answers and only its permission is missing.
 */
export async function explainNetworkFailure(
  target: URL,
  cause: unknown,
  signal: AbortSignal,
): Promise<EngineError> {
  const [answers, localNetwork] = await Promise.all([probe(target, signal), localNetworkPermission(target)]);
  signal.throwIfAborted();
  const verdict = judgeNetworkFailure({
    service: { secure: target.protocol === 'https:', host: hostKind(target.hostname) },
    page: pageFacts(),
    online: typeof navigator === 'undefined' || !('onLine' in navigator) || navigator.onLine,
    answers,
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

async function probe(target: URL, signal: AbortSignal): Promise<boolean> {
  try {
    await fetch(`${target.origin}/`, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.any([signal, AbortSignal.timeout(probeMs)]),
    }).then((response) => response.body?.cancel());
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
