/** A real `nats-server` of the test's own, on a free port of 127.0.0.1. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

export const hasNatsServer = spawnSync('nats-server', ['--version']).status === 0;

export interface TestNatsServer {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** @param port 0 for a free one. @param extra further lines of its configuration */
export async function startNatsServer(port = 0, extra = ''): Promise<TestNatsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'echokit-nats-'));
  const config = join(folder, 'nats.conf');
  await writeFile(config, `host: 127.0.0.1\nport: ${port === 0 ? -1 : port}\n${extra}\n`);
  const server = spawn('nats-server', ['-c', config, '--ports_file_dir', folder], { stdio: 'ignore' });
  const chosen = await vi.waitFor(async () => (port === 0 ? chosenPort(folder, server) : port), {
    timeout: 15_000,
    interval: 20,
  });
  return {
    port: chosen,
    url: `nats://127.0.0.1:${chosen}`,
    stop: async () => {
      const isOver = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null && server.kill('SIGKILL')) await isOver;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function chosenPort(folder: string, server: ChildProcess): Promise<number> {
  if (server.exitCode !== null) throw new Error(`nats-server ended with ${server.exitCode}`);
  const file = (await readdir(folder)).find((name) => name.endsWith('.ports'));
  if (file === undefined) throw new Error('nats-server has not chosen its port yet');
  const ports = JSON.parse(await readFile(join(folder, file), 'utf8')) as {
    readonly nats: readonly string[];
  };
  return Number(new URL(ports.nats[0]!).port);
}
