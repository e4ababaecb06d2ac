import { describe, expect, it } from 'vitest';
import { aPartition, partitions } from '../device.testing.ts';
import { regionsOf } from './partition-map.ts';

const mib = 1024 * 1024;

describe('the map of a flash chip', () => {
  it('names what the table does not: boot loader, table, free space', () => {
    const regions = regionsOf(partitions, 16 * mib);
    expect(regions.map(({ kind }) => kind)).toEqual(['boot', 'table', 'nvs', 'phy', 'app', 'data', 'free']);
    expect(regions.at(-1)).toEqual({
      kind: 'free',
      label: '',
      offset: 0xa1_0000,
      size: 16 * mib - 0xa1_0000,
    });
  });

  it('sorts what a table has in another order', () => {
    const regions = regionsOf([...partitions].reverse(), 16 * mib);
    expect(regions).toEqual(regionsOf(partitions, 16 * mib));
  });

  it('leaves no gap for what reaches to the end, nor for less than 64 KiB', () => {
    const whole = aPartition('nvs', { offset: 0xa000, size: 16 * mib - 0xa000 });
    expect(regionsOf([whole], 16 * mib).map(({ kind }) => kind)).toEqual(['boot', 'table', 'nvs']);
  });
});
