import { describe, expect, test } from 'vitest';
import { resolveUpstream, type ResolveName } from './resolve-upstream.ts';

const answers =
  (...addresses: string[]): ResolveName =>
  () =>
    Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

const neverAsked: ResolveName = (hostname) => Promise.reject(new Error(`asked for ${hostname}`));

describe('resolveUpstream', () => {
  test('a public name is public and keeps its addresses', async () => {
    const host = await resolveUpstream('api.example.com', answers('93.184.216.34', '2606:2800::1'));
    expect(host.ok && host.value.reach).toBe('public');
    expect(host.ok && host.value.addresses.map(({ address }) => address)).toEqual([
      '93.184.216.34',
      '2606:2800::1',
    ]);
  });

  test('one private address among public ones makes the name private', async () => {
    const host = await resolveUpstream('rebind.example.com', answers('93.184.216.34', '192.168.0.1'));
    expect(host.ok && host.value.reach).toBe('private');
  });

  test('loopback outweighs private', async () => {
    const host = await resolveUpstream('rebind.example.com', answers('192.168.0.1', '127.0.0.1'));
    expect(host.ok && host.value.reach).toBe('loopback');
  });

  test.each([
    ['169.254.169.254'],
    ['93.184.216.34', '0.0.0.0'],
    ['fd00:ec2::254'],
    ['::ffff:a9fe:a9fe'],
    ['fe80::1'],
  ])('a name that leads to %s is refused whole', async (...addresses) => {
    const host = await resolveUpstream('evil.example.com', answers(...addresses));
    expect(!host.ok && host.error.code).toBe('upstream-forbidden');
  });

  test('the link-local twin of a LAN name is left out', async () => {
    const host = await resolveUpstream('box.local', answers('fe80::1%en0', '192.168.0.7'));
    expect(host.ok && host.value.addresses.map(({ address }) => address)).toEqual(['192.168.0.7']);
  });

  test.each([
    ['192.168.1.5', 'private'],
    ['[fd12::1]', 'private'],
    ['8.8.8.8', 'public'],
    ['localhost', 'loopback'],
    ['app.localhost', 'loopback'],
    ['[::ffff:7f00:1]', 'loopback'],
  ])('%s needs no resolver and is %s', async (hostname, reach) => {
    const host = await resolveUpstream(hostname, neverAsked);
    expect(host.ok && host.value.reach).toBe(reach);
  });

  test.each(['169.254.169.254', '[fe80::1]', 'metadata.google.internal', '0.0.0.0'])(
    '%s is refused without asking',
    async (hostname) => {
      const host = await resolveUpstream(hostname, neverAsked);
      expect(!host.ok && host.error.code).toBe('upstream-forbidden');
    },
  );

  test('says which way a lookup failed', async () => {
    const failure = Object.assign(new Error('getaddrinfo'), { code: 'EAI_AGAIN' });
    const host = await resolveUpstream('gone.example.com', () => Promise.reject(failure));
    expect(!host.ok && host.error.code).toBe('upstream-unreachable');
    expect(!host.ok && host.error.details['cause']).toBe('EAI_AGAIN');
    expect(!host.ok && host.error.cause).toBe(failure);
  });
});
