import { describe, expect, it } from 'vitest';
import { deviceAddress, readDeviceAddress } from './device-address.ts';

const read = (address: string) => readDeviceAddress(address.replace('/device/', ''));

describe('an address that brings settings along', () => {
  it('brings them whole, whatever script they are in', () => {
    const settings = { ssid: '家里的网 🏠', pass: 'a/b+c=d?', server_url: 'ws://192.168.1.20:9090/box/0123' };
    expect(read(deviceAddress(settings))).toEqual(settings);
    expect(deviceAddress(settings)).toMatch(/^\/device\/with\/[A-Za-z0-9_-]+$/);
  });

  it.each(['', 'with/', 'with/%%%', 'with/AAAA', `with/${'A'.repeat(3000)}`, 'elsewhere/AAAA'])(
    'brings nothing that it cannot read: %s',
    (rest) => expect(readDeviceAddress(rest)).toBeNull(),
  );

  it('brings nothing else than it may', () => {
    const smuggled = deviceAddress({ ssid: 'a', background_gif: 'x' } as never);
    expect(read(smuggled)).toEqual({ ssid: 'a' });
    expect(read(deviceAddress({ state: '1' } as never))).toBeNull();
  });
});
