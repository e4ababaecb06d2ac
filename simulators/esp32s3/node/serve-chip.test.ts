import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { parseFaults } from '../chip-faults.ts';
import { request, words } from '../host.testing.ts';
import { op } from '../requests.ts';
import { encodeSlip } from '../slip.ts';
import { serveChip, type ServeChipOptions, type ServedChip } from './serve-chip.ts';

const iac = 255;
const control = (value: number) => [iac, 250, 44, 5, value, iac, 240];
const lines = { dtrOn: control(8), dtrOff: control(9), rtsOn: control(11), rtsOff: control(12) };
const askMagic = encodeSlip(request(op.readReg, words(0x4000_1000)));
const waiting = { timeout: 10_000, interval: 5 };

let served: ServedChip | null = null;
let hosts: Socket[] = [];
afterEach(async () => {
  for (const host of hosts) host.destroy();
  hosts = [];
  await served?.close();
  served = null;
});

async function serve(
  options: Partial<ServeChipOptions> & Pick<ServeChipOptions, 'transport'>,
): Promise<ServedChip> {
  served = await serveChip({ port: 0, start: options.transport === 'tcp' ? 'download' : 'app', ...options });
  return served;
}

/** @returns the socket and all that it has received so far, as latin1 */
async function dial({ url }: ServedChip): Promise<{ readonly host: Socket; readonly heard: () => string }> {
  const host = connect(Number(new URL(url).port), '127.0.0.1');
  hosts.push(host);
  let text = '';
  host.on('data', (bytes) => {
    text += bytes.toString('latin1');
  });
  host.on('error', () => host.destroy());
  await once(host, 'connect');
  return { host, heard: () => text };
}

it('powers a chip on with each plain connection', async () => {
  const onDisconnect = vi.fn();
  const chip = await serve({ transport: 'tcp', onDisconnect });
  for (let times = 1; times <= 2; times++) {
    const { host, heard } = await dial(chip);
    host.write(askMagic);
    await vi.waitFor(
      () => expect(heard()).toContain('waiting for download\r\n\xc0\x01\x0a\x04\x00\x09'),
      waiting,
    );
    expect(heard().match(/rst:0x1 /g)).toHaveLength(1);
    host.destroy();
    await vi.waitFor(() => expect(onDisconnect).toHaveBeenCalledTimes(times), waiting);
    expect(chip.chip.state).toBe('off');
  }
});

it('lets a newcomer take the cable over', async () => {
  const chip = await serve({ transport: 'tcp' });
  const first = await dial(chip);
  const second = await dial(chip);
  await vi.waitFor(() => expect(first.host.destroyed || first.host.readableEnded).toBe(true), waiting);
  second.host.write(askMagic);
  await vi.waitFor(() => expect(second.heard()).toContain('\xc0\x01\x0a'), waiting);
});

it('follows the lines of RFC 2217 into download mode and back', async () => {
  const chip = await serve({ transport: 'rfc2217' });
  expect(chip.chip.state).toBe('app');
  const { host } = await dial(chip);
  host.write(Uint8Array.from([...lines.rtsOn]));
  await vi.waitFor(() => expect(chip.chip.state).toBe('off'), waiting);
  host.write(Uint8Array.from([...lines.dtrOn, ...lines.rtsOff]));
  await vi.waitFor(() => expect(chip.chip.state).toBe('rom'), waiting);
  host.write(Uint8Array.from([...lines.dtrOff, ...lines.rtsOn, ...lines.rtsOff]));
  await vi.waitFor(() => expect(chip.chip.state).toBe('app'), waiting);
});

it('keeps what runs when a host of RFC 2217 goes, and lets go of the lines', async () => {
  const chip = await serve({ transport: 'rfc2217', start: 'download' });
  const first = await dial(chip);
  first.host.write(Uint8Array.from(lines.dtrOn));
  first.host.write(askMagic);
  await vi.waitFor(() => expect(first.heard()).toContain('\xc0\x01\x0a'), waiting);
  first.host.destroy();
  const second = await dial(chip);
  second.host.write(askMagic);
  await vi.waitFor(() => expect(second.heard()).toContain('\xc0\x01\x0a'), waiting);
  expect(second.heard()).not.toContain('rst:');
});

it('has power again after the plug was pulled, at the next connection', async () => {
  const faults = parseFaults('disconnect@3');
  if (!faults.ok) throw new Error(faults.error);
  const chip = await serve({ transport: 'rfc2217', start: 'download', faults: faults.value });
  const first = await dial(chip);
  first.host.write(askMagic);
  await once(first.host, 'close');
  expect(chip.chip.state).toBe('off');
  const second = await dial(chip);
  second.host.write(askMagic);
  await vi.waitFor(() => expect(second.heard()).toMatch(/rst:0x1 .*\xc0\x01\x0a/s), waiting);
});
