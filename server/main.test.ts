import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { buildFixture, call, eventually, temporaryFolder } from './companion.testing.ts';

/** Runs the companion as `npm start` does, on a built app of the test's. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const main = new URL('./main.ts', import.meta.url);
  const program = `
    import { runCompanion } from ${JSON.stringify(main.href)};
    await runCompanion(${JSON.stringify(args)}, { folder: ${JSON.stringify(await buildFixture())} });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH: process.env['PATH'] ?? '', ECHOKIT_STATE_DIR: await temporaryFolder(), ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const output = { out: '', err: '' };
  child.stdout.on('data', (bytes: Buffer) => (output.out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output.err += bytes.toString()));
  return { child, ended, output };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'prints where it is, serves, and ends in order on %s',
  async (signal) => {
    const { child, ended, output } = await run([], { PORT: '0' });
    await eventually(() => output.out.includes('http://'));
    const port = Number(/http:\/\/localhost:(\d+)/.exec(output.out)?.[1]);
    expect((await call({ port }, '/')).status).toBe(200);
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(output.err).toBe('');
  },
);

test('a taken port is one line with the next free port, and exit code 1', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const { ended, output } = await run(['--port', String(port)]);
  expect(await ended).toEqual([1, null]);
  expect(output.err).toMatch(
    new RegExp(
      `^Port ${port} is taken by another program\\. Port (\\d+) is free: npm start -- --port \\1\\n$`,
    ),
  );
});

test.each([
  [['--port', 'many'], 'the port must be a whole number'],
  [['--nonsense'], '--nonsense'],
  [['--config', 'nowhere.json'], 'nowhere.json'],
])('%j is one line of complaint, and exit code 1', async (args, complaint) => {
  const { ended, output } = await run(args);
  expect(await ended).toEqual([1, null]);
  expect(output.err).toContain(complaint);
  expect(output.err).not.toContain('    at ');
});

test('boxes of the network are let in where it is said, and nothing tells the token', async () => {
  const { output } = await run(['--port', '0', '--lan', '127.0.0.2']);
  await eventually(() => output.out.includes('The relay page'));
  const host = /let in at (127\.0\.0\.2:\d+); nothing else/.exec(output.out)?.[1];
  expect(host).toBeDefined();
  expect((await call({ port: Number(host?.split(':')[1]) }, '/', { address: '127.0.0.2' })).status).toBe(404);
  expect(output.out + output.err).not.toMatch(/[0-9a-f]{32}/);
});

test.each([
  [['--lan', '192.0.2.1'], 'this computer has no address 192.0.2.1'],
  [['--bus', 'nats://127.0.0.1:1'], 'no NATS server at 127.0.0.1:1'],
])('%j is one line of what is wrong, and exit code 1', async (args, complaint) => {
  const { ended, output } = await run(['--port', '0', ...args]);
  expect(await ended).toEqual([1, null]);
  expect(output.err).toContain(`EchoKit Web cannot start: ${complaint}`);
  expect(output.err).not.toContain('    at ');
});

test('--help shows the options', async () => {
  const { ended, output } = await run(['--help']);
  expect(await ended).toEqual([0, null]);
  expect(output.out).toContain('--allow-cors');
});

test('listening beyond this computer comes with a warning', async () => {
  const { output } = await run(['--host', '0.0.0.0', '--port', '0']);
  await eventually(() => output.out.includes('beyond this computer'));
});
