import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call, eventually } from '../../companion.testing.ts';
import { lanAddresses, type Interfaces } from './lan-addresses.ts';
import { LanListener, type LanParts } from './lan-listener.ts';

const ipv4 = (address: string, internal = false) =>
  ({ address, family: 'IPv4', internal, netmask: '', mac: '', cidr: null }) as const;
const ipv6 = (address: string) =>
  ({ address, family: 'IPv6', internal: false, netmask: '', mac: '', cidr: null, scopeid: 0 }) as const;

describe('addresses that boxes can reach', () => {
  test.each<readonly [string, Interfaces, readonly string[]]>([
    ['none', { lo: [ipv4('127.0.0.1', true)] }, []],
    [
      'Wi-Fi',
      { lo: [ipv4('127.0.0.1', true)], wlan0: [ipv6('fe80::1'), ipv4('192.168.1.20')] },
      ['192.168.1.20'],
    ],
    [
      'Wi-Fi and cable',
      { eth0: [ipv4('10.0.0.7')], wlan0: [ipv4('192.168.1.20')] },
      ['10.0.0.7', '192.168.1.20'],
    ],
    [
      'beside containers and a VPN',
      {
        docker0: [ipv4('172.17.0.1')],
        'br-0123456789ab': [ipv4('172.18.0.1')],
        tun0: [ipv4('10.8.0.2')],
        en0: [ipv4('192.168.1.20')],
      },
      ['192.168.1.20'],
    ],
    ['a router whose bridge is the network', { 'br-lan': [ipv4('192.168.1.1')] }, ['192.168.1.1']],
    ['nothing but a bridge', { docker0: [ipv4('172.17.0.1')] }, ['172.17.0.1']],
    ['no public and no link-local ones', { eth0: [ipv4('203.0.113.5'), ipv4('169.254.3.4')] }, []],
  ])('%s', (_, interfaces, expected) => {
    expect(lanAddresses(interfaces)).toEqual(expected);
  });
});

/** @param hosts is filled with what was told, the last told last */
async function open(parts: Partial<LanParts>) {
  const told: (readonly string[])[] = [];
  const log: string[] = [];
  const listener = await LanListener.open({
    address: undefined,
    port: 0,
    anyPort: false,
    isServed: () => false,
    upgrade: (_incoming, socket) => socket.end('HTTP/1.1 418 Box\r\ncontent-length: 0\r\n\r\n'),
    onHosts: (hosts) => told.push(hosts),
    log: (line) => log.push(line),
    lookEveryMs: 5,
    ...parts,
  });
  onTestFinished(() => listener.close());
  return { listener, told, log, hosts: () => told.at(-1) ?? [] };
}

const portOf = (host: string | undefined): number => Number(host?.split(':').at(-1));

/** A port that is taken on an address until the test ends. */
async function takenPort(address: string): Promise<number> {
  const other = createServer().listen(0, address);
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  return portOf(`:${(other.address() as { port: number }).port}`);
}

describe('a listener', () => {
  test('answers upgrades, and 404 to all else', async () => {
    const { hosts } = await open({ address: '127.0.0.2' });
    const port = portOf(hosts()[0]);
    expect(hosts()).toEqual([`127.0.0.2:${port}`]);
    const address = '127.0.0.2';
    for (const path of ['/', '/relay', '/api/status', '/v1/audio/speakers', '/box/x/y'])
      expect((await call({ port }, path, { address })).status).toBe(404);
    const headers = { connection: 'Upgrade', upgrade: 'websocket' };
    expect((await call({ port }, '/box/x/y', { address, headers })).status).toBe(418);
    await expect(call({ port }, '/', { address: '127.0.0.1' })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  test('says what is in the way of its port', async () => {
    const port = await takenPort('127.0.0.2');
    await expect(open({ address: '127.0.0.2', port })).rejects.toMatchObject({
      code: 'lan-failed',
      message: `boxes cannot be listened for on 127.0.0.2:${port}: another program has that port; choose another one with --port`,
    });
    const { hosts } = await open({ address: '127.0.0.2', port, anyPort: true });
    expect(portOf(hosts()[0])).not.toBe(port);
  });

  test('says which addresses there are instead of one that is not', async () => {
    const interfaces = () => ({ en0: [ipv4('192.168.1.20')] });
    await expect(open({ address: '192.168.7.7', interfaces })).rejects.toMatchObject({
      message: 'this computer has no address 192.168.7.7: it has 192.168.1.20',
    });
    await expect(open({ address: '0.0.0.0', interfaces })).rejects.toMatchObject({ code: 'lan-failed' });
  });

  test('does not listen where the companion does, and names it with its port', async () => {
    const interfaces = () => ({ en0: [ipv4('192.168.1.20')] });
    const { hosts } = await open({ port: 9_090, isServed: () => true, interfaces });
    expect(hosts()).toEqual(['192.168.1.20:9090']);
  });

  test('stays where it is while nothing changes', async () => {
    const { told, log } = await open({ address: '127.0.0.2' });
    await eventually(() => told.length > 3);
    expect(new Set(told.map((hosts) => hosts.join())).size).toBe(1);
    expect(log).toEqual([]);
  });

  test('follows the addresses', async () => {
    let present: readonly string[] = [];
    const { log, hosts } = await open({
      interfaces: () => ({ wlan0: present.map((address) => ipv4(address)) }),
      isServed: () => true,
      port: 9_090,
    });
    expect(log).toEqual(['no network yet: boxes are listened for as soon as there is one']);
    present = ['192.168.1.20'];
    await eventually(() => hosts().join() === '192.168.1.20:9090');
    present = ['192.168.1.33', '10.0.0.7'];
    await eventually(() => hosts().join() === '192.168.1.33:9090,10.0.0.7:9090');
    expect(log.at(-1)).toBe('this computer has the address 192.168.1.20 no more');
  });

  test('stops listening where the address is gone, and begins again when it is back', async () => {
    const gone = 'fd12::7';
    let present = [ipv6(gone)];
    const { log, hosts } = await open({
      address: gone,
      port: 9_090,
      isServed: () => true,
      interfaces: () => ({ en0: present }),
    });
    expect(hosts()).toEqual(['[fd12::7]:9090']);
    present = [];
    await eventually(() => hosts().length === 0);
    present = [ipv6(gone)];
    await eventually(() => hosts().length === 1);
    expect(log).toEqual([`this computer has the address ${gone} no more`]);
  });
});
