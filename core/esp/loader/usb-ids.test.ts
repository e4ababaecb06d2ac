import { expect, it } from 'vitest';
import { usbSerialFacts, usbSerialFilters } from './usb-ids.ts';

it('knows the sockets of a box', () => {
  expect(usbSerialFacts({ usbVendorId: 0x303a, usbProductId: 0x1001 })).toMatchObject({
    link: 'usb-serial-jtag',
    highestBaud: null,
    isCdc: true,
  });
  expect(usbSerialFacts({ usbVendorId: 0x1a86, usbProductId: 0x7523 })).toMatchObject({
    link: 'bridge',
    highestBaud: 460_800,
    isCdc: false,
  });
  expect(usbSerialFacts({ usbVendorId: 0x1234, usbProductId: 0x1001 })).toBeUndefined();
  expect(usbSerialFacts({})).toBeUndefined();
});

it('offers over WebUSB only what needs no driver of its own', () => {
  expect(usbSerialFilters(true)).toContainEqual({ usbVendorId: 0x303a, usbProductId: 0x1001 });
  expect(usbSerialFilters(true)).toContainEqual({ usbVendorId: 0x1a86, usbProductId: 0x55d3 });
  expect(usbSerialFilters(true)).not.toContainEqual({ usbVendorId: 0x10c4, usbProductId: 0xea60 });
  expect(usbSerialFilters(false)).toContainEqual({ usbVendorId: 0x10c4, usbProductId: 0xea60 });
});
