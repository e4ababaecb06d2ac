/** What an ESP32-S3 says about itself. Source: reference sheet of the box on a cable, A.4 and A.5. */

/** Registers that {@link describeChip} needs, in the order in which they are best read. */
export const factRegisters = [0x6000_7044, 0x6000_7048, 0x6000_7050, 0x6000_7054, 0x6000_7058, 0x6000_706c];

export interface ChipFacts {
  /** Lower case with colons. */
  readonly mac: string;
  /** `v0.2`. */
  readonly revision: string;
  /** 0 for none. */
  readonly psramBytes: number;
}

const psramMegabytes = [0, 8, 2, 16, 4];

/** @param read what a register of {@link factRegisters} holds */
export function describeChip(read: (address: number) => number): ChipFacts {
  const [low, high] = [read(0x6000_7044), read(0x6000_7048)];
  const bytes = [high >>> 8, high, low >>> 24, low >>> 16, low >>> 8, low];
  const mac = bytes.map((byte) => (byte & 0xff).toString(16).padStart(2, '0')).join(':');

  const [word3, word4, word5] = [read(0x6000_7050), read(0x6000_7054), read(0x6000_7058)];
  const minor = ((word5 >>> 23) & 1) * 8 + ((word3 >>> 18) & 7);
  // Chips with block version 1.1 use the revision's bits for something else and are all v0.0.
  const blockVersion = [read(0x6000_706c) & 3, (word3 >>> 24) & 7];
  const isFirst = (minor & 7) === 0 && blockVersion[0] === 1 && blockVersion[1] === 1;
  const revision = isFirst ? 'v0.0' : `v${(word5 >>> 24) & 3}.${minor}`;

  const psram = ((word4 >>> 3) & 3) + ((word5 >>> 19) & 1) * 4;
  return { mac, revision, psramBytes: (psramMegabytes[psram] ?? 0) * 1024 * 1024 };
}

export type ChipLock = 'secure-boot' | 'secure-download' | 'flash-encryption';

/**
 * What keeps a chip from being written over the cable, by its security info.
 * @param encryptionCount flash encryption is on while it has an odd number of ones
 */
export function chipLock(flags: number, encryptionCount: number): ChipLock | undefined {
  if ((flags & 1) !== 0) return 'secure-boot';
  if ((flags & 4) !== 0) return 'secure-download';
  let ones = 0;
  for (let count = encryptionCount; count > 0; count >>>= 1) ones += count & 1;
  return ones % 2 === 1 ? 'flash-encryption' : undefined;
}

const flashMakers: ReadonlyMap<number, string> = new Map([
  [0xef, 'Winbond'],
  [0xc8, 'GigaDevice'],
  [0x20, 'XMC'],
  [0x0b, 'XTX'],
  [0x68, 'Boya'],
  [0x85, 'Puya'],
  [0xa1, 'Fudan'],
  [0x5e, 'Zbit'],
  [0x9d, 'ISSI'],
  [0xc2, 'Macronix'],
]);

export interface FlashFacts {
  /** `Winbond`, or the maker's id in hex. */
  readonly maker: string;
  readonly bytes: number;
}

/**
 * @param id of command 9F, 24 bits: maker, type, capacity as a power of two
 * @returns undefined where no flash talks, or its size cannot be told
 */
export function describeFlash(id: number): FlashFacts | undefined {
  const capacity = (id >>> 16) & 0xff;
  // 0x12 (256 KiB) to 0x1C (256 MiB); a second series begins at 0x20 with 64 MiB, a third at 0x32 with 256 KiB.
  const power =
    capacity >= 0x12 && capacity <= 0x1c
      ? capacity
      : capacity >= 0x20 && capacity <= 0x22
        ? capacity - 0x20 + 26
        : capacity >= 0x32 && capacity <= 0x3a
          ? capacity - 0x20
          : 0;
  if (power === 0) return undefined;
  const maker = id & 0xff;
  const name = flashMakers.get(maker) ?? `0x${maker.toString(16).padStart(2, '0')}`;
  return { maker: name, bytes: 2 ** power };
}
