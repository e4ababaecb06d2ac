/** What lines say of a box. */
import { describe, expect, it } from 'vitest';
import { createLogReader } from './log-reader.ts';
import { bootLog, bytesOf, info, readAll } from './log.testing.ts';
import { mask } from './secret-masker.ts';

const statusOf = (text: string) => readAll(text).status;
const crash = "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\r\n";
const rustPanic = (reason: string) =>
  `\nthread 'main' panicked at src/main.rs:120:30:\n${reason}\nabort() was called at PC 0x4209a2c3 on core 0\r\n\r\n` +
  'Backtrace: 0x40375c6e:0x3fcb5f10 0x4037e0b5:0x3fcb5f30\r\nRebooting...\r\n';
const network =
  info('echokit::network', 'Connecting wifi...') +
  info('wifi', 'mode : sta (98:a3:16:e5:d8:4a)').replace('wifi: ', 'wifi:') +
  info('echokit::network', 'Waiting for DHCP lease...');
const address = info(
  'echokit::network',
  'Wifi DHCP info: IpInfo { ip: 192.168.1.77, subnet: Subnet { .. } }',
);

describe('a boot', () => {
  it('is followed to the server', () => {
    expect(statusOf(bootLog({ url: 'ws://10.0.0.2:8080/box/0123456789abcdef' }) + network + address)).toEqual(
      {
        booted: 'app',
        version: 'v0.3.2',
        mac: '98:a3:16:e5:d8:4a',
        wifi: { state: 'connected', ssid: 'HomeNet' },
        ip: '192.168.1.77',
        serverUrl: `ws://10.0.0.2:8080/box/${mask}`,
        heap: [],
        reboots: 0,
      },
    );
  });

  it('into the boot loader is told by its lines', () => {
    const rom =
      'ESP-ROM:esp32s3-20210327\r\nrst:0x15 (USB_UART_CHIP_RESET),boot:0x23 (DOWNLOAD(USB/UART0))\r\n';
    expect(statusOf(rom).booted).toBe('download');
    expect(statusOf('waiting for download\r\n').booted).toBe('download');
    expect(statusOf(rom.replace('0x23', '0x2b')).booted).toBe('app');
  });

  it('forgets what the last one did, and is counted', () => {
    const again = statusOf(bootLog() + network + address + bootLog());
    expect(again.reboots).toBe(1);
    expect(again.wifi).toBeUndefined();
    expect(again.ip).toBeUndefined();
    expect(again.mac).toBe('98:a3:16:e5:d8:4a');
    expect(statusOf(network + bootLog()).reboots, 'heard in the middle').toBe(1);
  });

  it('without Wi-Fi is a failure', () => {
    const failed = statusOf(bootLog() + network + info('echokit', 'Error: ESP_ERR_TIMEOUT'));
    expect(failed.wifi).toEqual({ state: 'failed', ssid: 'HomeNet' });
    expect(statusOf(bootLog() + network + address + info('echokit', 'Error: x')).wifi?.state).toBe(
      'connected',
    );
  });

  it('without a server is a failure of another kind', () => {
    expect(statusOf(info('echokit', 'Failed to connect to server: refused')).server).toBe('failed');
    expect(statusOf(info('echokit::ws', 'Reconnect attempt 1/3 failed: x')).server).toBe('lost');
  });
});

it('follows a turn', () => {
  const reader = createLogReader();
  const after = (tag: string, text: string) => reader.read(bytesOf(info(tag, text)), 0).status.activity;
  expect(after('esp32_nimble::ble_device', 'Device Address: 98:a3:16:e5:d8:4c')).toBe('setup');
  expect(after('echokit::app', 'Received idle event')).toBe('idle');
  expect(after('echokit::app', 'Received event: k0')).toBe('listening');
  expect(after('echokit::app', 'Submitted StartChat command')).toBe('listening');
  expect(after('echokit::app', 'Received EndVad event from server')).toBe('waiting');
  expect(after('echokit::app', 'Received audio start: "hello"')).toBe('speaking');
  expect(after('echokit::app', 'Received request end')).toBe('listening');
  expect(after('echokit::app', 'Received event: k0')).toBe('idle');
  expect(reader.read(new Uint8Array(0), 0).status.server).toBe('connected');
});

describe('memory', () => {
  it('is a point of two lines, in KiB whatever the build', () => {
    const reader = createLogReader();
    reader.read(bytesOf(info('echokit', 'Free SPIRAM heap size: 5123KB')), 10);
    reader.read(bytesOf(info('echokit', 'Free INTERNAL heap size: 77KB')), 12);
    reader.read(bytesOf(info('echokit', 'Free INTERNAL heap size: 102400')), 5000);
    expect(reader.read(new Uint8Array(0), 0).status.heap).toEqual([
      { at: 10, spiramKiB: 5123, internalKiB: 77 },
      { at: 5000, internalKiB: 100 },
    ]);
  });

  it('is kept for 600 points', () => {
    const reader = createLogReader();
    const line = bytesOf(info('echokit', 'Free SPIRAM heap size: 5123KB'));
    for (let n = 0; n < 700; n += 1) reader.read(line, n * 5000);
    const { heap } = reader.read(new Uint8Array(0), 0).status;
    expect([heap.length, heap[0]?.at]).toEqual([600, 100 * 5000]);
  });
});

describe('a panic', () => {
  it('has its message, reason and backtrace, and outlives the reboot', () => {
    const { panic, reboots } = statusOf(
      bootLog() + network + rustPanic('called `Option::unwrap()`') + bootLog(),
    );
    expect(panic).toEqual({
      message: 'panicked at src/main.rs:120:30: called `Option::unwrap()`',
      backtrace: ['0x40375c6e:0x3fcb5f10', '0x4037e0b5:0x3fcb5f30'],
      hint: 'unknown',
    });
    expect(reboots).toBe(1);
  });

  it.each([
    ['right after start', bootLog(), 'x', 'bad-background-gif'],
    ['that names a GIF', bootLog() + network, 'Err value: GifDecodeError', 'bad-background-gif'],
    ['with a long SSID', bootLog({ ssid: 'ß'.repeat(17) }) + network, 'x', 'long-ssid'],
    ['with an SSID of 32 bytes', bootLog({ ssid: 'ß'.repeat(16) }) + network, 'x', 'unknown'],
    ['with a long password', bootLog({ pass: 'p'.repeat(65) }) + network, 'x', 'long-password'],
    ['with one of 64 bytes', bootLog({ pass: 'p'.repeat(64) }) + network, 'x', 'unknown'],
    ['for want of memory', bootLog(), 'memory allocation of 508000 bytes failed', 'out-of-memory'],
    ['in the boot loader', '', 'x', 'unknown'],
  ])('%s is explained', (_, before, reason, hint) => {
    expect(statusOf(before + rustPanic(reason)).panic?.hint).toBe(hint);
  });

  it('is the first of its boot', () => {
    const { panic } = statusOf(bootLog() + rustPanic('one') + crash);
    expect(panic?.message).toBe('panicked at src/main.rs:120:30: one');
    expect(statusOf(bootLog() + rustPanic('one') + bootLog() + crash).panic?.message).toContain('Guru');
  });
});
