/** From power to conversation, and all the ways in which that fails. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeGif } from '../../../core/gif/encode-gif.ts';
import { gifOf } from '../../../core/gif/pictures.testing.ts';
import { mergedFixture } from '../../../core/esp/image/image-fixtures.testing.ts';
import { readNvs } from '../../../core/esp/nvs/read-nvs.ts';
import type { BoxSettings } from '../../../core/esp/settings/box-settings.ts';
import { createMemoryDial } from '../../box/memory-link.ts';
import { createSimulatedBox } from '../../box/simulated-box.ts';
import { FirmwareRig, type RigOptions } from './firmware.testing.ts';
import { buildInstalledFlash, type InstalledFlash } from './installed-flash.ts';

const complete: BoxSettings = { ssid: 'Home', pass: 'secret12', server_url: 'ws://10.0.0.2:8080/ws' };
const network = { ssid: 'Home', password: 'secret12' };
const nvsAt = 0x9000;

let rig: FirmwareRig;
// Its decoder takes its own time to load, once.
beforeAll(async () => {
  const box = await createSimulatedBox({
    server: 'ws://none/ws',
    dial: createMemoryDial({ onBox: () => false }),
  });
  box.stop();
});
const start = (installed: InstalledFlash = {}, more: RigOptions = {}) =>
  (rig = new FirmwareRig({ content: buildInstalledFlash(installed), ...more }));
afterEach(() => rig.device.unplug());

const storedState = () =>
  readNvs(rig.flash.read(nvsAt, 0x20_0000)).entries.find(({ key }) => key === 'state')?.value;

describe('an installed box', () => {
  it('asks to be set up while nothing is stored', async () => {
    start();
    await rig.until(() => rig.status.activity === 'setup');
    expect(rig.status).toMatchObject({ booted: 'app', version: 'v0.3.2', reboots: 0 });
    expect(rig.status.heap.length).toBeGreaterThan(0);
    expect(rig.text).toContain('rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)');
    expect(rig.text).toContain('load:0x3fce2820,len:0x1508');
    expect(rig.text).toContain(' 0 nvs              WiFi data        01 02 00009000 00200000');
    expect(rig.text).toContain('boot: Loaded app from partition at offset 0x210000');
    expect(rig.text).toContain('esp32_nimble::ble_device: Device Address: 98:A3:16:E5:D8:4C');
    rig.press('k0');
    await rig.until(() => rig.status.reboots === 1);
    expect(rig.text).toContain('rst:0xc (RTC_SW_CPU_RST)');
  });

  it('connects to the server that its settings name', async () => {
    const dialled: string[] = [];
    const dial = createMemoryDial({ onBox: ({ id, query }) => dialled.push(`${id}?${query}`) > 0 });
    start({ settings: { ...complete, background_gif: encodeGif(gifOf(24, 24, 2)) } }, { network, dial });
    await rig.until(() => rig.status.server === 'connected');
    expect(dialled).toEqual(['98a316e5d84a?opus=true&vowel=true&stream_asr=true']);
    expect(rig.status).toMatchObject({
      wifi: { state: 'connected', ssid: 'Home' },
      ip: '192.168.71.100',
      mac: '98:a3:16:e5:d8:4a',
      serverUrl: 'ws://10.0.0.2:8080/ws',
      activity: 'idle',
    });
    expect(rig.text).toContain('PASS: "secret12"');
    expect(JSON.stringify(rig.status)).not.toContain('secret12');
    rig.press('k0');
    await rig.until(() => dialled.length === 2);
    expect(dialled[1]).toContain('reconnect=true');
  });

  it('enters setup where `state` asks for it, once', async () => {
    start({ settings: { ...complete, state: 1 } }, { network });
    await rig.until(() => rig.status.activity === 'setup');
    expect(storedState()).toBe(0n);
    rig.press('rst');
    await rig.until(() => rig.status.wifi?.state === 'connected');
  });

  it('enters setup while K0 is held when it looks', async () => {
    start({ settings: complete }, { network });
    await rig.until(() => rig.text.includes('Calling app_main()'));
    rig.device.press('k0', true);
    await rig.until(() => rig.status.activity === 'setup');
  });

  it.each<readonly [string, RigOptions]>([
    ['no network', {}],
    ['another password', { network: { ...network, password: 'other123' } }],
  ])('fails to connect: %s; K0 leads to setup', async (_, air) => {
    start({ settings: complete }, air);
    await rig.until(() => rig.status.wifi?.state === 'failed');
    await rig.run(10_000);
    expect(rig.status.reboots).toBe(0);
    await rig.until(() => rig.text.includes('Error: ESP_ERR_TIMEOUT'));
    rig.press('k0');
    await rig.until(() => rig.status.activity === 'setup' && rig.status.reboots === 1);
  });

  it('fails to reach its server; K0 leads to setup', async () => {
    start({ settings: complete }, { network, dial: createMemoryDial({ onBox: () => false }) });
    await rig.until(() => rig.status.server === 'failed');
    rig.press('k0');
    await rig.until(() => rig.status.activity === 'setup' && rig.status.reboots === 1);
    expect(storedState()).toBe(0n);
  });
});

describe('a box that panics at every boot', () => {
  it.each<readonly [string, BoxSettings, string]>([
    ['a background that is no GIF', { ...complete, background_gif: new Uint8Array(0) }, 'bad-background-gif'],
    [
      'a background that is cut short',
      { background_gif: encodeGif(gifOf(24, 24, 2)).subarray(0, -40) },
      'bad-background-gif',
    ],
    ['an SSID of 33 bytes', { ...complete, ssid: 'ß'.repeat(16) + 'x' }, 'long-ssid'],
    ['a password of 65 bytes', { ...complete, pass: 'p'.repeat(65) }, 'long-password'],
  ])('has %s', async (_, settings, hint) => {
    start({ settings }, { network });
    await rig.until(() => rig.status.reboots === 2);
    expect(rig.status.panic?.hint).toBe(hint);
    expect(rig.status.panic?.backtrace.length).toBeGreaterThan(0);
  });

  it('has no nvs partition', async () => {
    const content = buildInstalledFlash();
    // The label of the first row, and no MD5 any more.
    content.set(new TextEncoder().encode('old'), 0x8000 + 12);
    content.fill(0xff, 0x8000 + 4 * 32, 0x8000 + 5 * 32);
    rig = new FirmwareRig({ content });
    await rig.until(() => rig.status.reboots === 2);
    expect(rig.status.panic?.message).toContain('ESP_ERR_NOT_FOUND');
  });
});

describe('settings that cannot be mounted', () => {
  it('are erased with the whole partition where the library gives up', async () => {
    const content = buildInstalledFlash({ layout: 'nvs-24kib', settings: complete });
    // Three pages in use and none free, each with the header of the first.
    const page = content.slice(nvsAt, nvsAt + 4096);
    for (let n = 1; n < 6; n += 1) content.set(page, nvsAt + n * 4096);
    expect(readNvs(content.subarray(nvsAt, nvsAt + 0x6000)).mount.ok).toBe(false);
    rig = new FirmwareRig({ content });
    await rig.until(() => rig.status.activity === 'setup');
    expect(rig.flash.isBlank(nvsAt, 0x6000)).toBe(true);
  });

  it('are too long for the buffer: the server URL counts as none', async () => {
    start({ settings: { ...complete, server_url: `ws://${'h'.repeat(123)}` } }, { network });
    await rig.until(() => rig.status.activity === 'setup');
    expect(rig.text).toContain('Server URL: ""');
  });
});

it('images of the real tool start too', async () => {
  rig = new FirmwareRig({ content: mergedFixture() });
  await rig.until(() => rig.status.activity === 'setup');
  expect(rig.status).toMatchObject({ booted: 'app', version: '0.3.2', reboots: 0 });
});

describe('a box without a firmware', () => {
  const boots = () => rig.until(() => rig.status.reboots === 2);

  it('finds no boot loader', async () => {
    rig = new FirmwareRig({});
    await boots();
    expect(rig.text).toContain('invalid header: 0xffffffff');
  });

  it.each<readonly [string, (content: Uint8Array) => void, string]>([
    ['a damaged boot loader', (all) => all.fill(0, 0x100, 0x104), 'csum err:0x'],
    [
      'no table',
      (all) => all.fill(0xff, 0x8000, 0x9000),
      'boot: No bootable app partitions in the partition table',
    ],
    ['a damaged table', (all) => all.fill(1, 0x800a, 0x800b), 'flash_parts: Incorrect MD5 checksum'],
    [
      'something else for a table',
      (all) => all.fill(0, 0x8000, 0x8002),
      'partition 0 invalid magic number 0x0',
    ],
    [
      'no application',
      (all) => all.fill(0xff, 0x21_0000),
      'esp_image: image at 0x210000 has invalid magic byte (nothing flashed here?)',
    ],
    ['a damaged application', (all) => all.fill(0, 0x21_8000, 0x21_8010), 'esp_image: Checksum failed.'],
    [
      "another chip's application",
      (all) => all.fill(5, 0x21_000c, 0x21_000d),
      'boot_comm: mismatch chip ID, expected 9, found 5',
    ],
    ['an application whose hash is wrong', (all) => all.fill(0, all.length - 1), 'Image hash failed'],
  ])('has %s', async (_, damage, words) => {
    const content = buildInstalledFlash();
    damage(content);
    rig = new FirmwareRig({ content });
    await boots();
    expect(rig.text).toContain(words);
    expect(rig.text).not.toContain('app_main');
  });

  it('stays out of its way in download mode', async () => {
    start({ settings: complete });
    rig.device.press('k0', true);
    rig.press('rst');
    await rig.run(3000);
    rig.device.press('k0', false);
    expect(rig.status.booted).toBe('download');
    expect(rig.text.split('waiting for download').at(-1)?.trim()).toBe('');
  });
});
