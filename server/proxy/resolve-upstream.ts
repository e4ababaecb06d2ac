/**
 * Turns a host name into the addresses that may be connected to. Every address is judged here, and the caller
 * connects to exactly these, so that a name cannot answer differently between the check and the connection.
 */
import { lookup, type LookupAddress } from 'node:dns';
import { isIPv4 } from 'node:net';
import { promisify } from 'node:util';
import { err, ok, type Result } from '../../core/result.ts';
import { addressKind, isMetadataName, type AddressKind } from './address-kind.ts';
import { ProxyError } from './proxy-error.ts';

/** The most private place a name leads to. */
export type Reach = Exclude<AddressKind, 'forbidden'>;

export interface ResolvedHost {
  readonly reach: Reach;
  /** At least one. */
  readonly addresses: readonly LookupAddress[];
}

/** The system's resolver: all addresses of a name, or a rejection with a `code`. Replaced in tests. */
export type ResolveName = (hostname: string) => Promise<readonly LookupAddress[]>;

const lookupAll = promisify(lookup);
export const systemResolver: ResolveName = (hostname) => lookupAll(hostname, { all: true, verbatim: true });

const loopback: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** @param hostname as a URL gives it: IPv6 in brackets, no trailing dot */
export async function resolveUpstream(
  hostname: string,
  resolveName: ResolveName = systemResolver,
): Promise<Result<ResolvedHost, ProxyError>> {
  if (isMetadataName(hostname)) return forbidden(hostname);
  const found = await addressesOf(hostname, resolveName);
  if (!found.ok) return found;

  // A LAN name (mDNS) often carries a link-local IPv6 address beside its usable one: that one is left out, not called.
  const usable = found.value.filter(({ address }) => !/^fe[89ab][0-9a-f]:/i.test(address));
  const kinds = usable.map(({ address }) => addressKind(address));
  if (kinds.length === 0 || kinds.includes('forbidden')) return forbidden(hostname);
  const reach = kinds.includes('loopback') ? 'loopback' : kinds.includes('private') ? 'private' : 'public';
  return ok({ reach, addresses: usable });
}

async function addressesOf(
  hostname: string,
  resolveName: ResolveName,
): Promise<Result<readonly LookupAddress[], ProxyError>> {
  if (isIPv4(hostname)) return ok([{ address: hostname, family: 4 }]);
  if (hostname.startsWith('[')) return ok([{ address: hostname.slice(1, -1), family: 6 }]);
  // RFC 6761: these names are this computer, whatever a resolver says.
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return ok(loopback);
  try {
    return ok(await resolveName(hostname));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'ENOTFOUND';
    const message = `cannot find the address of ${hostname} (${code})`;
    return err(new ProxyError('upstream-unreachable', message, { cause, details: { cause: code } }));
  }
}

const forbidden = (hostname: string): Result<never, ProxyError> =>
  err(
    new ProxyError('upstream-forbidden', `${hostname} is, or leads to, an address that is never called`, {
      details: { host: hostname },
    }),
  );
