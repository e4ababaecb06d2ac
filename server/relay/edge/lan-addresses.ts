/** Under which addresses of this computer boxes can reach it. Pure. */
import type { NetworkInterfaceInfo } from 'node:os';
import { addressKind } from '../../proxy/address-kind.ts';

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Networks between programs of this one computer, and tunnels: no box is there. */
const inside =
  /^(?:docker|br-[0-9a-f]{12}|veth|virbr|vboxnet|vmnet|lxc|cni|podman|vethernet \((?:wsl|default)|tun|tap|utun|wg|tailscale|zt)/i;

/** The private IPv4 addresses, in the system's order. Boxes speak IPv4 alone; those of bridges and tunnels only for want of others. */
export function lanAddresses(interfaces: Interfaces): readonly string[] {
  const all = Object.entries(interfaces).flatMap(([name, entries]) =>
    (entries ?? [])
      .filter(({ family, internal, address }) => {
        return family === 'IPv4' && !internal && addressKind(address) === 'private';
      })
      .map(({ address }) => ({ address, isInside: inside.test(name) })),
  );
  const outer = all.filter(({ isInside }) => !isInside);
  return [...new Set((outer.length > 0 ? outer : all).map(({ address }) => address))];
}

/** Whether this computer has the address. Every address of the loopback network is one of its own, listed or not. */
export const hasAddress = (interfaces: Interfaces, address: string): boolean =>
  addressKind(address) === 'loopback' ||
  Object.values(interfaces).some((entries) => entries?.some((entry) => entry.address === address));

/** `192.168.1.20:9090`, IPv6 in brackets. */
export const hostPort = (address: string, port: number): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;
