/** Facts of a chip as its fuses hold them. Source: sheet `device.md` A.5. */
import type { ChipFacts } from './chip-facts.ts';

const psramCodes: Record<ChipFacts['psramMegabytes'], number> = { 0: 0, 8: 1, 2: 2, 16: 3, 4: 4 };
/** Vendor of the PSRAM: AP Memory at 3.3 V. */
const psramVendor = 1;
const linkCodes: Record<ChipFacts['link'], number> = { bridge: 0, 'usb-otg': 3, 'usb-serial-jtag': 4 };

/** Read-only words by address. */
export function efuseWords(facts: ChipFacts): ReadonlyMap<number, number> {
  const [first = 0, second = 0, ...rest] = facts.mac.split(':').map((digits) => Number.parseInt(digits, 16));
  const { major, minor } = facts.revision;
  const psram = psramCodes[facts.psramMegabytes];
  return new Map([
    // Chip magic.
    [0x4000_1000, 9],
    [0x3fce_f14c, linkCodes[facts.link]],
    [0x6000_7034, (facts.encryptionCount & 7) << 18],
    [0x6000_7038, (facts.securityFlags & 1) << 20],
    [0x6000_703c, 0],
    [0x6000_7044, rest.reduce((word, byte) => (word << 8) | byte, 0) >>> 0],
    [0x6000_7048, (first << 8) | second],
    [0x6000_7050, ((minor & 7) << 18) | (facts.chipPackage << 21)],
    [0x6000_7054, psram === 0 ? 0 : ((psram & 3) << 3) | (psramVendor << 7)],
    [0x6000_7058, ((psram >> 2) << 19) | ((minor >> 3) << 23) | (major << 24)],
    [0x6000_706c, 0],
  ]);
}

/** Answer to GET_SECURITY_INFO. Source: sheet A.4. */
export function securityInfo(facts: ChipFacts): Uint8Array<ArrayBuffer> {
  const info = new Uint8Array(20);
  const view = new DataView(info.buffer);
  view.setUint32(0, facts.securityFlags, true);
  info[4] = facts.encryptionCount;
  view.setUint32(12, facts.chipId, true);
  return info;
}
