/** Who is on the other end of a USB serial port, by its ids. Source: reference sheet of the box on a cable, A.12. */

export interface UsbSerialIds {
  readonly usbVendorId?: number | undefined;
  readonly usbProductId?: number | undefined;
}

export interface UsbSerialFacts {
  /** For people; a name of the trade in any language. */
  readonly name: string;
  readonly link: 'usb-serial-jtag' | 'usb-otg' | 'bridge';
  /** Highest useful speed; null where the speed means nothing. */
  readonly highestBaud: number | null;
  /** Speaks the class that web-serial-polyfill drives (CDC-ACM); bridges with a protocol of their own do not. */
  readonly isCdc: boolean;
}

interface KnownId extends UsbSerialFacts {
  readonly vendor: number;
  readonly product: number;
}

const native = (product: number, name: string, link: 'usb-serial-jtag' | 'usb-otg'): KnownId => ({
  vendor: 0x303a,
  product,
  name,
  link,
  highestBaud: null,
  isCdc: true,
});

const bridge = (
  vendor: number,
  product: number,
  name: string,
  highestBaud: number,
  isCdc = false,
): KnownId => ({ vendor, product, name, link: 'bridge', highestBaud, isCdc });

const known: readonly KnownId[] = [
  native(0x1001, 'ESP32-S3 USB-Serial/JTAG', 'usb-serial-jtag'),
  native(0x0002, 'ESP32-S2 USB', 'usb-otg'),
  native(0x0009, 'ESP32-S3 USB-OTG', 'usb-otg'),
  bridge(0x1a86, 0x7522, 'CH340', 460_800),
  bridge(0x1a86, 0x7523, 'CH340', 460_800),
  bridge(0x1a86, 0x5523, 'CH341', 2_000_000),
  bridge(0x1a86, 0x55d3, 'CH343', 6_000_000, true),
  bridge(0x1a86, 0x55d4, 'CH9102', 6_000_000),
  bridge(0x1a86, 0x55d8, 'CH9101', 3_000_000),
  bridge(0x10c4, 0xea60, 'CP210x', 3_000_000),
  bridge(0x10c4, 0xea70, 'CP2105', 2_000_000),
  bridge(0x10c4, 0xea71, 'CP2108', 2_000_000),
  bridge(0x0403, 0x6001, 'FTDI FT232R', 3_000_000),
  bridge(0x0403, 0x6010, 'FTDI FT2232', 3_000_000),
  bridge(0x0403, 0x6011, 'FTDI FT4232', 3_000_000),
  bridge(0x0403, 0x6014, 'FTDI FT232H', 3_000_000),
  bridge(0x0403, 0x6015, 'FTDI FT-X', 3_000_000),
];

/** @returns undefined for ids that no box is known to have */
export const usbSerialFacts = ({ usbVendorId, usbProductId }: UsbSerialIds): UsbSerialFacts | undefined =>
  known.find(({ vendor, product }) => vendor === usbVendorId && product === usbProductId);

/** For the browser's port picker. @param onlyCdc leaves out what web-serial-polyfill cannot drive */
export const usbSerialFilters = (
  onlyCdc: boolean,
): readonly { readonly usbVendorId: number; readonly usbProductId: number }[] =>
  known
    .filter(({ isCdc }) => isCdc || !onlyCdc)
    .map(({ vendor, product }) => ({ usbVendorId: vendor, usbProductId: product }));
