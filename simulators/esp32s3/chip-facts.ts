/** What is fixed about one chip and its board: identity, memories, fuses, socket. Source: sheet `device.md` A.4, A.5. */

/** Through what a host speaks with the chip; the ROM keeps it in a register, and speed has no meaning on USB. */
export type ChipLink = 'bridge' | 'usb-otg' | 'usb-serial-jtag';

export interface ChipFacts {
  /** Lower case with colons, such as `98:a3:16:e5:d8:4a`. */
  readonly mac: string;
  /** What security info tells: 9 is an ESP32-S3. */
  readonly chipId: number;
  /** Wafer revision, such as 0 and 2 for v0.2. */
  readonly revision: { readonly major: number; readonly minor: number };
  /** Bits 0 to 2 of the package field: 0 QFN56, 1 PICO. */
  readonly chipPackage: number;
  /** As command 9F answers, first byte lowest: manufacturer, type, capacity (power of two). */
  readonly flashId: number;
  /** In bytes. */
  readonly flashSize: number;
  readonly psramMegabytes: 0 | 2 | 4 | 8 | 16;
  readonly link: ChipLink;
  /** Bits of security info: 0 secure boot, 2 secure download mode. */
  readonly securityFlags: number;
  /** Flash encryption is on when this has an odd number of ones. */
  readonly encryptionCount: number;
  /** Registers that read otherwise than the facts above say, by address. */
  readonly registers: ReadonlyMap<number, number>;
}

/** An EchoKit box: v0.2, 16 MB by Winbond, 8 MB of PSRAM, behind a USB bridge. Those of `fixtures/esptool-sessions`. */
export const boxFacts: ChipFacts = {
  mac: '98:a3:16:e5:d8:4a',
  chipId: 9,
  revision: { major: 0, minor: 2 },
  chipPackage: 0,
  flashId: 0x18_40_ef,
  flashSize: 0x100_0000,
  psramMegabytes: 8,
  link: 'bridge',
  securityFlags: 0,
  encryptionCount: 0,
  registers: new Map(),
};

/** The same chip with a flash of another size: the id's capacity byte follows. @param size a power of two, in bytes */
export const withFlashSize = (facts: ChipFacts, size: number): ChipFacts => ({
  ...facts,
  flashSize: size,
  flashId: (facts.flashId & 0xffff) | (Math.log2(size) << 16),
});
