/** What we build is sound to our own readers, which know the real tool's images too. */
import { describe, expect, it } from 'vitest';
import { inspectImage } from '../../../core/esp/image/inspect-image.ts';
import { parseAppImage } from '../../../core/esp/image/parse-app-image.ts';
import { readNvs } from '../../../core/esp/nvs/read-nvs.ts';
import { layoutOf, startingApp } from '../../../core/esp/table/box-layout.ts';
import { parsePartitionTable } from '../../../core/esp/table/parse-partition-table.ts';
import { buildInstalledFlash } from './installed-flash.ts';

describe.each(['nvs-2mib', 'nvs-24kib'] as const)('an installed box, %s', (layout) => {
  const flash = buildInstalledFlash({
    layout,
    settings: { ssid: 'Home', pass: 'secret12', server_url: 'ws://h/ws', agc_tl_dbfs: -3 },
  });

  it('has a boot loader, a table and an application', () => {
    const table = parsePartitionTable(flash.subarray(0x8000), { flashBytes: 0x100_0000 });
    expect(table.ok && layoutOf(table.value)).toBe(layout);
    const loader = inspectImage(flash);
    expect([loader.problems, loader.bootLoader?.idfVersion]).toEqual([[], 'v5.4.1']);
    const factory = table.ok ? startingApp(table.value) : null;
    const app = parseAppImage(flash.subarray(factory?.offset));
    expect(app.ok && [app.value.descriptor?.project, app.value.descriptor?.version]).toEqual([
      'libespidf',
      'v0.3.2',
    ]);
    expect(app.ok && app.value.imageLength).toBe(flash.length - (factory?.offset ?? 0));
  });

  it('lays mapped segments where the cache can map them', () => {
    const { segments } = inspectImage(flash.subarray(layout === 'nvs-2mib' ? 0x21_0000 : 0x1_0000));
    const mapped = segments.filter(({ loadAddress }) => [0x3c, 0x42].includes(loadAddress >>> 24));
    expect(mapped.map(({ fileOffset, loadAddress }) => (fileOffset + 8 - loadAddress) & 0xffff)).toEqual([
      0, 0,
    ]);
  });

  it('stores its settings', () => {
    const size = layout === 'nvs-2mib' ? 0x20_0000 : 0x6000;
    const { entries } = readNvs(flash.subarray(0x9000, 0x9000 + size));
    expect(entries.map(({ namespace, key, type, value }) => [namespace, key, type, value])).toEqual([
      ['setting', 'agc_tl_dbfs', 'i32', -3n],
      ['setting', 'pass', 'str', 'secret12'],
      ['setting', 'server_url', 'str', 'ws://h/ws'],
      ['setting', 'ssid', 'str', 'Home'],
    ]);
  });
});

it('is the same for the same seed, and another for another', () => {
  const flash = buildInstalledFlash({ seed: 4 });
  expect(Buffer.compare(flash, buildInstalledFlash({ seed: 4 }))).toBe(0);
  expect(Buffer.compare(flash, buildInstalledFlash({ seed: 5 }))).not.toBe(0);
});
