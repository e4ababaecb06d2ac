import { describe, expect, it } from 'vitest';
import { chipLock, describeChip, describeFlash, factRegisters } from './chip-facts.ts';

/** Those of the recorded sessions. */
const recorded: Readonly<Record<number, number>> = {
  0x6000_7044: 0x16e5_d84a,
  0x6000_7048: 0x98a3,
  0x6000_7050: 0x8_0000,
  0x6000_7054: 0x88,
  0x6000_7058: 0,
  0x6000_706c: 0,
};
const facts = (changes: Readonly<Record<number, number>> = {}) =>
  describeChip((address) => ({ ...recorded, ...changes })[address] ?? 0);

describe('a chip by its fuses', () => {
  it('has an address, a revision and PSRAM', () => {
    expect(facts()).toEqual({ mac: '98:a3:16:e5:d8:4a', revision: 'v0.2', psramBytes: 8 * 1024 * 1024 });
    expect(Object.keys(recorded).map(Number).sort()).toEqual([...factRegisters].sort());
  });

  it('has more bits in other words', () => {
    // Minor 8 + 1, major 1; PSRAM code 4.
    expect(
      facts({ 0x6000_7050: 1 << 18, 0x6000_7054: 0, 0x6000_7058: (1 << 23) | (1 << 24) | (1 << 19) }),
    ).toMatchObject({
      revision: 'v1.9',
      psramBytes: 4 * 1024 * 1024,
    });
  });

  it('is v0.0 where block version 1.1 uses the bits for something else', () => {
    expect(facts({ 0x6000_7050: 1 << 24, 0x6000_7058: 3 << 24, 0x6000_706c: 1 })).toMatchObject({
      revision: 'v0.0',
    });
  });
});

describe('a flash by its id', () => {
  it.each([
    [0x18_40_ef, 'Winbond', 16],
    [0x17_40_c8, 'GigaDevice', 8],
    [0x16_60_20, 'XMC', 4],
    [0x19_40_ef, 'Winbond', 32],
    [0x20_20_20, 'XMC', 64],
    [0x35_25_c2, 'Macronix', 2],
    [0x18_40_77, '0x77', 16],
  ])('%i is by %s and has %i MB', (id, maker, megabytes) => {
    expect(describeFlash(id)).toEqual({ maker, bytes: megabytes * 1024 * 1024 });
  });

  it('is none where no flash talks', () => {
    for (const id of [0, 0xff_ffff, 0x01_40_ef]) expect(describeFlash(id)).toBeUndefined();
  });
});

it('is locked by secure boot, secure download, or encryption with an odd count', () => {
  expect(chipLock(0, 0)).toBeUndefined();
  expect(chipLock(0, 0b011)).toBeUndefined();
  expect(chipLock(0, 0b111)).toBe('flash-encryption');
  expect(chipLock(1, 0)).toBe('secure-boot');
  expect(chipLock(4, 0)).toBe('secure-download');
});
