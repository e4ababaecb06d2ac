import { chmod, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PairingView } from '../../../core/relay/relay-message.ts';
import { eventually, temporaryFolder } from '../../companion.testing.ts';
import { createMemoryExchange } from '../bus/memory-bus.ts';
import { Pairing, type PairingOptions } from './pairing.ts';

async function open(file: string, options: Partial<PairingOptions> = {}) {
  const log: string[] = [];
  const pairing = await Pairing.open({
    file,
    instance: 'here',
    bus: createMemoryExchange().connect(),
    log: (line) => log.push(line),
    lookEveryMs: 5,
    ...options,
  });
  onTestFinished(() => pairing.close());
  return { pairing, log };
}

const somewhere = async () => join(await temporaryFolder(), 'state', 'pairing-token');
const token = 'a0b1c2d3e4f5061728394a5b6c7d8e9f';

describe('the token', () => {
  test('is made once, for its owner alone, and is the same after a restart', async () => {
    const file = await somewhere();
    const first = await open(file);
    const { token } = first.pairing.view();
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(await readFile(file, 'utf8')).toBe(`${token}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await first.pairing.close();
    expect((await open(file)).pairing.view().token).toBe(token);
    expect(await readdir(join(file, '..'))).toEqual(['pairing-token']);
  });

  test('is one for companions that start at the same moment', async () => {
    const file = await somewhere();
    const opened = await Promise.all(Array.from({ length: 8 }, () => open(file)));
    expect(new Set(opened.map(({ pairing }) => pairing.view().token)).size).toBe(1);
  });

  test('lets in itself in any case, and nothing else', async () => {
    const file = await somewhere();
    const { pairing } = await open(file);
    const { token } = pairing.view();
    expect(pairing.admits(token)).toBe(true);
    expect(pairing.admits(token.toUpperCase())).toBe(true);
    for (const other of ['', token.slice(1), `${token}0`, ` ${token}`, '0'.repeat(32)])
      expect(pairing.admits(other)).toBe(false);
  });

  test('two files have two', async () => {
    const [one, other] = [await open(await somewhere()), await open(await somewhere())];
    expect(one.pairing.view().token).not.toBe(other.pairing.view().token);
  });
});

describe('a pairing file', () => {
  test.each([0o644, 0o640, 0o604, 0o620])('of mode %o is complained about and left alone', async (mode) => {
    const file = join(await temporaryFolder(), 'token');
    await writeFile(file, `${token}\n`);
    await chmod(file, mode);
    await expect(open(file)).rejects.toMatchObject({
      code: 'pairing-exposed',
      message: expect.stringContaining(`chmod 600 ${file}`) as string,
    });
    expect(await readFile(file, 'utf8')).toBe(`${token}\n`);
  });

  test.each(['', 'hello', token.slice(1), `${token}0`, `${token}\n${token}`, 'x'.repeat(10_000)])(
    'with %.40j is complained about and left alone',
    async (content) => {
      const file = join(await temporaryFolder(), 'token');
      await writeFile(file, content, { mode: 0o600 });
      const failure: unknown = await open(file).catch((cause: unknown) => cause);
      expect(failure).toMatchObject({ code: 'pairing-malformed' });
      expect(String(failure)).not.toContain(token.slice(1));
      expect(await readFile(file, 'utf8')).toBe(content);
    },
  );

  test('that is a folder is complained about', async () => {
    await expect(open(await temporaryFolder())).rejects.toMatchObject({ code: 'pairing-unreadable' });
  });
});

describe('renewal', () => {
  test('changes the file and is told', async () => {
    const file = await somewhere();
    const { pairing, log } = await open(file);
    const before = pairing.view().token;
    const told: PairingView[] = [];
    pairing.onChange((view) => told.push(view));
    const after = (await pairing.renew()).token;
    expect(after).not.toBe(before);
    expect(told.map((view) => view.token)).toEqual([after]);
    expect([pairing.admits(before), pairing.admits(after)]).toEqual([false, true]);
    expect(await readFile(file, 'utf8')).toBe(`${after}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(log.join()).not.toContain(after);
  });

  test('reaches a companion with the same file', async () => {
    const file = await somewhere();
    const [one, other] = [await open(file), await open(file, { instance: 'there' })];
    const { token } = await one.pairing.renew();
    await eventually(() => other.pairing.admits(token));
    const again = (await other.pairing.renew()).token;
    await eventually(() => one.pairing.admits(again));
    expect([...one.log, ...other.log].join()).not.toMatch(/[0-9a-f]{32}/);
  });

  test('reaches a companion with another copy of the file by the bus', async () => {
    const exchange = createMemoryExchange();
    const [here, there] = [await somewhere(), await somewhere()];
    const one = await open(here, { bus: exchange.connect() });
    const other = await open(there, { bus: exchange.connect(), lookEveryMs: 60_000 });
    const { token } = await one.pairing.renew();
    await eventually(() => other.pairing.admits(token));
    let written = '';
    while (written !== `${token}\n`) written = await readFile(there, 'utf8');
  });

  test.each([
    ['deleted', (file: string) => rm(file)],
    ['emptied', (file: string) => writeFile(`${file}.x`, '').then(() => rename(`${file}.x`, file))],
    ['shown to others', (file: string) => chmod(file, 0o644)],
  ])('a file that was %s is told once, and the token holds on', async (_, harm) => {
    const file = await somewhere();
    const { pairing, log } = await open(file);
    const { token } = pairing.view();
    await harm(file);
    await eventually(() => log.length === 1);
    expect(log[0]).toContain('holds on');
    expect(pairing.view().token).toBe(token);
  });

  test('that cannot be written leaves all as it was', async () => {
    const file = await somewhere();
    const { pairing } = await open(file);
    const { token } = pairing.view();
    await rm(join(file, '..'), { recursive: true });
    await writeFile(join(file, '..'), 'a file where the folder was');
    await expect(pairing.renew()).rejects.toMatchObject({ code: 'pairing-unwritable' });
    expect(pairing.view().token).toBe(token);
  });
});

describe('addresses', () => {
  test('are URLs with the token; one that boxes were told and that is gone is lost', async () => {
    const file = await somewhere();
    const { pairing } = await open(file);
    const { token } = pairing.view();
    const url = (host: string) => `ws://${host}/box/${token}`;
    expect(pairing.view()).toMatchObject({ urls: [], lostUrls: [] });

    pairing.setHosts(['192.168.1.20:9090', '10.0.0.7:9090']);
    expect(pairing.view().urls).toEqual([url('192.168.1.20:9090'), url('10.0.0.7:9090')]);
    pairing.urlSent('a0b1c2d3e4f5', url('192.168.1.20:9090'));
    pairing.urlSent('000000000001', url('10.0.0.7:9090'));
    expect(pairing.view().lostUrls).toEqual([]);

    pairing.setHosts(['192.168.1.33:9090']);
    expect(pairing.view()).toMatchObject({
      urls: [url('192.168.1.33:9090')],
      lostUrls: [url('192.168.1.20:9090'), url('10.0.0.7:9090')],
    });
    pairing.urlSent('a0b1c2d3e4f5', url('192.168.1.33:9090'));
    expect(pairing.view().lostUrls).toEqual([url('10.0.0.7:9090')]);
  });

  test('told are known after a restart, by each companion its own', async () => {
    const file = await somewhere();
    const { pairing } = await open(file);
    pairing.urlSent('a0b1c2d3e4f5', `ws://192.168.1.20:9090/box/${token}`);
    await pairing.close();
    const again = await open(file);
    expect(again.pairing.view().lostUrls).toHaveLength(1);
    expect((await open(file, { instance: 'there' })).pairing.view().lostUrls).toEqual([]);
  });

  test('are told when they change, and only then', async () => {
    const { pairing } = await open(await somewhere());
    let told = 0;
    pairing.onChange(() => (told += 1));
    pairing.setHosts(['192.168.1.20:9090']);
    pairing.setHosts(['192.168.1.20:9090']);
    pairing.urlSent('a0b1c2d3e4f5', `ws://192.168.1.20:9090/box/${token}`);
    pairing.urlSent('a0b1c2d3e4f5', `ws://192.168.1.20:9090/box/${token}`);
    pairing.urlSent('a0b1c2d3e4f5', 'nonsense');
    expect(told).toBe(2);
  });

  test('a file of addresses that is none starts empty, and says so', async () => {
    const file = await somewhere();
    await (await open(file)).pairing.close();
    await writeFile(`${file}.told-here.json`, '{"version":1,"told":{"a":"not a host/"}}');
    const { pairing, log } = await open(file);
    expect(pairing.view().lostUrls).toEqual([]);
    expect(log).toEqual([expect.stringContaining('told-here.json')]);
  });
});
