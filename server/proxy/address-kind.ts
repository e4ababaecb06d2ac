import { isIPv4, isIPv6 } from 'node:net';

/**
 * How far away an address is, judged by its digits alone:
 * - `public`: on the internet;
 * - `private`: on the person's own network (RFC 1918, RFC 6598 as VPNs use it, RFC 4193);
 * - `loopback`: on this computer;
 * - `forbidden`: never called, whoever asks: link-local, cloud metadata, unspecified, multicast, reserved.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'forbidden';

/**
 * Judges an IPv4 or IPv6 address in any spelling `node:net` takes, a zone (`%eth0`) included.
 * IPv4 inside IPv6 (mapped, NAT64, 6to4) is judged as that IPv4 address. What is no address is `forbidden`.
 */
export function addressKind(address: string): AddressKind {
  const bare = address.split('%', 1)[0] ?? '';
  if (isIPv4(bare)) return ipv4Kind(bare.split('.').map(Number));
  if (!isIPv6(bare)) return 'forbidden';
  return ipv6Kind(ipv6Groups(bare));
}

type Octets = readonly number[];

function ipv4Kind(octets: Octets): AddressKind {
  const [a = 0, b = 0, c = 0] = octets;
  if (forbiddenIpv4.some((known) => known.every((octet, place) => octet === octets[place])))
    return 'forbidden';
  if (a === 127) return 'loopback';
  if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return 'private';
  if (a === 100 && b >= 64 && b < 128) return 'private';
  if (a === 0 || a >= 224) return 'forbidden';
  if (a === 169 && b === 254) return 'forbidden';
  if (a === 192 && b === 0 && c === 0) return 'forbidden';
  // 198.18.0.0/15 stays public on purpose: proxy programs answer every public name with a "fake IP" from it.
  return 'public';
}

/** Metadata services that live outside the link-local range: Alibaba Cloud's, and Azure's host agent. */
const forbiddenIpv4: readonly Octets[] = [
  [100, 100, 100, 200],
  [168, 63, 129, 16],
];

function ipv6Kind(groups: readonly number[]): AddressKind {
  const [g0 = 0, g1 = 0, g2 = 0] = groups;
  const startsWithZeros = (count: number) => groups.slice(0, count).every((group) => group === 0);

  if (startsWithZeros(7) && groups[7] === 1) return 'loopback';
  if (startsWithZeros(5) && groups[5] === 0xffff) return ipv4Kind(octetsAt(groups, 6)); // ::ffff:0:0/96, mapped
  if (startsWithZeros(4) && groups[4] === 0xffff && groups[5] === 0) return ipv4Kind(octetsAt(groups, 6)); // RFC 2765
  if (startsWithZeros(6)) return 'forbidden'; // :: and the abandoned ::a.b.c.d
  if (g0 === 0x64 && g1 === 0xff9b) {
    // RFC 6052 NAT64; 64:ff9b:1::/48 may lead anywhere in the local network.
    return groups.slice(2, 6).every((group) => group === 0) ? ipv4Kind(octetsAt(groups, 6)) : 'forbidden';
  }
  if (g0 === 0x2002) return ipv4Kind(octetsAt(groups, 1)); // 6to4
  if (g0 === 0x2001 && g1 === 0) return 'forbidden'; // Teredo
  if ((g0 & 0xffc0) === 0xfe80) return 'forbidden'; // link-local
  if ((g0 & 0xff00) === 0xff00) return 'forbidden'; // multicast
  if ((g0 === 0xfd00 && g1 === 0xec2) || (g0 === 0xfd20 && g1 === 0xce && g2 === 0)) return 'forbidden'; // metadata: AWS, Google
  if ((g0 & 0xfe00) === 0xfc00 || (g0 & 0xffc0) === 0xfec0) return 'private';
  return 'public';
}

const octetsAt = (groups: readonly number[], at: number): Octets =>
  groups.slice(at, at + 2).flatMap((group) => [group >> 8, group & 0xff]);

/** The eight 16-bit groups of a valid address: the URL parser brings every spelling to one form. */
function ipv6Groups(address: string): readonly number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const front = parse(head);
  if (tail === undefined) return front;
  const back = parse(tail);
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
}

/** Names of cloud metadata services, refused before they are looked up. */
const metadataNames: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'instance-data',
  'instance-data.ec2.internal',
]);

export const isMetadataName = (hostname: string): boolean => metadataNames.has(hostname.toLowerCase());

/**
 * Whether a name by its form belongs to this computer or this network (one label, or a domain set aside for
 * local use: RFC 6761, 6762, 8375, and what home routers hand out), so that a private address is no surprise.
 */
export function isLocalName(hostname: string): boolean {
  const name = hostname.toLowerCase();
  if (name.startsWith('[') || isIPv4(name)) return false;
  return !name.includes('.') || /\.(localhost|local|lan|home|internal|home\.arpa|fritz\.box)$/.test(name);
}
