import { describe, expect, test } from 'vitest';
import { addressKind, isLocalName, isMetadataName } from './address-kind.ts';

describe('addressKind', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.1', 'public'],
    ['100.63.255.255', 'public'],
    ['198.18.0.7', 'public'],
    ['2606:4700::1111', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.10', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12:3456::1', 'private'],
    ['fec0::1', 'private'],
    ['::ffff:192.168.1.10', 'private'],
    ['::ffff:c0a8:010a', 'private'],
    ['2002:c0a8:010a::1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['0:0:0:0:0:ffff:7f00:1', 'loopback'],
    ['::ffff:0:127.0.0.1', 'loopback'],
    ['64:ff9b::127.0.0.1', 'loopback'],
  ])('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  test.each([
    '0.0.0.0',
    '0.1.2.3',
    '169.254.0.1',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::127.0.0.1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'ff02::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    '2001::1',
    '64:ff9b:1::a',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::ffff:0.0.0.0',
    'localhost',
    '2130706433',
    '127.1',
    '',
  ])('%s is never called', (address) => {
    expect(addressKind(address)).toBe('forbidden');
  });
});

test.each(['metadata.google.internal', 'METADATA.google.internal', 'instance-data.ec2.internal', 'metadata'])(
  '%s names a metadata service',
  (name) => {
    expect(isMetadataName(name)).toBe(true);
  },
);

test.each([
  ['localhost', true],
  ['nas', true],
  ['box.local', true],
  ['llm.home.arpa', true],
  ['api.openai.com', false],
  ['192.168.1.10', false],
  ['[::1]', false],
  ['local.example.com', false],
])('%s as a local name: %s', (name, local) => {
  expect(isLocalName(name)).toBe(local);
});
